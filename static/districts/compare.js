// A unit pointed at or focused in the table, on the map or in the bars stands out in all three.

import { chartOf } from "../shell/charts.js";

const parts = document.querySelectorAll("[data-unit]");
let shown = "";

function show(code) {
  if (code === shown) return;
  shown = code;
  for (const part of parts) part.classList.toggle("is-linked", part.dataset.unit === code);
  const chart = chartOf("compared-bars");
  if (!chart) return;
  const keys = JSON.parse(document.getElementById("compared-bars-data").textContent).keys;
  chart.dispatchAction({ type: "downplay", seriesIndex: 0 });
  if (keys.includes(code)) chart.dispatchAction({ type: "highlight", seriesIndex: 0, dataIndex: keys.indexOf(code) });
}

for (const part of parts) {
  part.addEventListener("pointerenter", () => show(part.dataset.unit));
  part.addEventListener("pointerleave", () => show(""));
  part.addEventListener("focusin", () => show(part.dataset.unit));
  part.addEventListener("focusout", () => show(""));
}
document.addEventListener("chart:point", (event) => show(event.detail.key));
