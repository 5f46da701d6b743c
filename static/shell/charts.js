// Draws the charts of a page (shell/_chart.html) with Apache ECharts: also those that htmx brings later.
// All that is read comes written from the page; the table beneath each chart holds the same numbers and links.

import * as echarts from "../vendor/echarts/echarts.esm.min.mjs";

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const resized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const chart = echarts.getInstanceByDom(entry.target);
    // A picture in a closed part of the page has no size: it is drawn anew when it gets one.
    if (chart && entry.contentRect.width > 0) chart.resize();
  }
});

/** Draws what is not drawn yet below `root`; to be called again after the page changed. */
export function drawCharts(root = document) {
  for (const figure of root.querySelectorAll("figure[data-chart]:not([data-drawn])")) {
    const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const chart = echarts.init(figure.querySelector(".chart-picture"), null, { renderer: "svg" });
    chart.setOption(optionOf(spec));
    const pick = (place, series) => {
      const link = spec.series[series]?.links[place];
      const wanted = new CustomEvent("chart:pick", { bubbles: true, cancelable: true, detail: { key: spec.keys[place], place, link } });
      if (figure.dispatchEvent(wanted) && link) window.location.assign(link);
    };
    if (spec.keys.length && !spec.horizontal) {
      // Categories are picked by their whole column: a bar may be a line thin, or not there at all.
      const drags = listenToDrags(figure, chart, spec.keys);
      chart.getZr().on("click", ({ offsetX, offsetY }) => {
        if (!drags.spanned && chart.containPixel("grid", [offsetX, offsetY])) pick(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX));
      });
    } else chart.on("click", ({ seriesIndex, dataIndex }) => pick(dataIndex, seriesIndex));
    chart.on("mouseover", ({ dataIndex }) => say(figure, spec.keys[dataIndex] ?? ""));
    chart.on("globalout", () => say(figure, ""));
    resized.observe(chart.getDom());
    figure.dataset.drawn = "true";
  }
}

// Dragging over columns says `chart:span`: their keys and places, first and last, and whether it is done.
function listenToDrags(figure, chart, keys) {
  const picture = chart.getZr();
  const at = (x) => Math.min(Math.max(chart.convertFromPixel({ xAxisIndex: 0 }, x), 0), keys.length - 1);
  let from = null;
  // Within one column it is a click, which is heard as such; not once the drag has been elsewhere.
  const heard = { spanned: false };
  const drag = ({ offsetX }, done) => {
    if (from === null) return;
    const places = [from, at(offsetX)].sort((one, other) => one - other);
    if (done) from = null;
    heard.spanned ||= places[0] !== places[1];
    if (heard.spanned) figure.dispatchEvent(new CustomEvent("chart:span", { bubbles: true, detail: { keys: places.map((place) => keys[place]), places, done } }));
  };
  picture.on("mousedown", ({ offsetX, offsetY }) => {
    heard.spanned = false;
    from = chart.containPixel("grid", [offsetX, offsetY]) ? at(offsetX) : null;
  });
  picture.on("mousemove", (event) => drag(event, false));
  picture.on("mouseup", (event) => drag(event, true));
  return heard;
}

// Paper is of another width than the window: the pictures are let stretch to it (charts.css), and let go again.
const pictures = () => document.querySelectorAll("figure[data-drawn] .chart-picture svg");
window.addEventListener("beforeprint", () => {
  for (const svg of pictures()) svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
});
window.addEventListener("afterprint", () => { for (const svg of pictures()) svg.removeAttribute("viewBox"); });

function say(figure, key) {
  figure.dispatchEvent(new CustomEvent("chart:point", { bubbles: true, detail: { key } }));
}

/** The drawn chart of the figure with this id; undefined before it is drawn. */
export function chartOf(name) {
  const picture = document.querySelector(`#${CSS.escape(name)} .chart-picture`);
  return picture ? echarts.getInstanceByDom(picture) : undefined;
}

/** Lets the categories from `first` to `last` stand out by paling the others; `first` -1 shows all alike again. */
export function markCategories(name, first, last = first) {
  const spec = JSON.parse(document.getElementById(`${name}-data`).textContent);
  chartOf(name)?.setOption({
    series: spec.series.map((series) => ({
      data: series.values.map((value, at) => ({ value, itemStyle: { opacity: first < 0 || (at >= first && at <= last) ? 1 : 0.3 } })),
    })),
  });
}

function optionOf(spec) {
  const sheet = getComputedStyle(document.documentElement);
  const colour = (name) => sheet.getPropertyValue(`--${name}`).trim();
  const text = { fontFamily: colour("font"), color: colour("ink"), fontSize: 12 };
  const categories = {
    type: "category", data: spec.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line-strong") } },
    axisLabel: { ...text, color: colour("ink-soft"), hideOverlap: true }, inverse: spec.horizontal,
  };
  const [left, right] = spec.axes;
  const values = (name, index) => ({
    type: "value", name, nameTextStyle: { ...text, color: colour("ink-soft"), align: spec.horizontal ? "right" : index ? "right" : "left" },
    axisLabel: { ...text, show: !spec.labelled, color: colour("ink-soft"), hideOverlap: true },
    splitLine: { show: index === 0 && !spec.labelled, lineStyle: { color: colour("line") } }, minInterval: 0,
  });
  const measures = [values(left, 0), ...(spec.series.some((series) => series.axis === 1) ? [values(right, 1)] : [])];
  const legend = spec.series.length > 1;
  return {
    animation: !still.matches,
    animationDuration: 300,
    textStyle: text,
    color: spec.series.map((series) => series.colour),
    grid: { left: 8, right: spec.labelled ? 84 : 12, top: legend ? 62 : left || right ? 34 : 12, bottom: 8, containLabel: true },
    legend: legend ? { type: "scroll", top: 0, left: 0, itemWidth: 16, itemHeight: 11, textStyle: text } : undefined,
    tooltip: {
      trigger: "axis", confine: true, transitionDuration: still.matches ? 0 : 0.2, textStyle: text,
      axisPointer: { type: "shadow", shadowStyle: { color: "rgba(10, 100, 150, 0.1)" } },
      formatter: (points) => tooltip(spec, points),
    },
    xAxis: spec.horizontal ? measures : categories,
    yAxis: spec.horizontal ? categories : measures,
    series: spec.series.map((series) => ({
      name: series.name,
      type: series.shape,
      data: series.values.map((value, place) => (spec.colours.length ? { value, itemStyle: { color: spec.colours[place] } } : value)),
      stack: spec.stacked && series.shape === "bar" ? "all" : undefined,
      [spec.horizontal ? "xAxisIndex" : "yAxisIndex"]: series.axis,
      barMaxWidth: 38,
      label: spec.labelled ? { ...text, show: true, position: "right", formatter: ({ dataIndex }) => series.written[dataIndex] } : undefined,
      cursor: series.links.some(Boolean) || spec.keys.length ? "pointer" : "default",
      symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 },
      // A white line between the parts: told apart also where their greys are alike.
      itemStyle: series.shape === "bar" ? { borderColor: "#ffffff", borderWidth: 0.6 } : {},
      emphasis: { focus: "none", itemStyle: { borderColor: colour("focus"), borderWidth: 2.5 } },
    })),
  };
}

// Built of elements, not of HTML: names come from people's data.
function tooltip(spec, points) {
  const place = points[0].dataIndex;
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = spec.categories[place];
  box.append(title);
  for (const { seriesIndex } of points) {
    const series = spec.series[seriesIndex];
    if (series.values[place] === null || (spec.stacked && !series.values[place])) continue;
    const line = document.createElement("div");
    const dot = document.createElement("span");
    dot.style.cssText = "display:inline-block;width:.7em;height:.7em;border-radius:2px;margin-right:.4em";
    dot.style.background = spec.colours[place] ?? series.colour;
    line.append(dot, `${series.name}: ${series.written[place]}`);
    box.append(line);
  }
  return box;
}

drawCharts();
document.addEventListener("htmx:afterSettle", (event) => drawCharts(event.target));
for (const name of ["beforeprint", "afterprint"]) {
  window.addEventListener(name, () => {
    for (const picture of document.querySelectorAll("[data-drawn] .chart-picture")) echarts.getInstanceByDom(picture)?.resize();
  });
}
