// Poor assets left by money spent, with the budget as a line.

import * as echarts from "../vendor/echarts/echarts.esm.min.mjs";

const data = JSON.parse(document.getElementById("budget-chart-data").textContent);
const frame = document.getElementById("budget-chart");
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const chart = echarts.init(frame, null, { renderer: "svg" });
chart.setOption({
  animation: !still,
  aria: { enabled: true, description: data.texts.title },
  grid: { left: 56, right: 24, top: 30, bottom: 46 },
  tooltip: { trigger: "axis" },
  xAxis: { type: "value", name: data.texts.spent, nameLocation: "middle", nameGap: 28, max: Math.ceil(data.budget) },
  yAxis: { type: "value", name: data.texts.poor, nameTextStyle: { align: "left" }, min: 0, minInterval: 1 },
  series: [{ type: "line", step: "end", showSymbol: false, areaStyle: { opacity: 0.15 }, itemStyle: { color: "#17509e" }, name: data.texts.poor, data: data.points }],
});
new ResizeObserver(() => chart.resize()).observe(frame);
document.documentElement.dataset.budgetChart = "ready";
