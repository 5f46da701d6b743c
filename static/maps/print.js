// The sheet of paper: the map copied into an ordinary canvas with its scale bar, its title, day, filters and legend.

import { activeFilters } from "./filters.js";
import { measureOf, picture, swatch } from "./legend.js";
import { bandColours, conditionColours } from "./style.js";
import { element, fill } from "./results.js";

const sheet = document.getElementById("map-print");
const METRES_A_DEGREE = 111_320;

function copied(map) {
  map.redraw(); // at once, so that the picture is still in the drawing buffer when it is copied
  const from = map.getCanvas();
  const to = document.createElement("canvas");
  to.width = from.width;
  to.height = from.height;
  const pen = to.getContext("2d");
  pen.drawImage(from, 0, 0);
  scaleBar(pen, map, to);
  return to;
}

// A bar of a round length, a fifth of the picture wide at most.
function scaleBar(pen, map, canvas) {
  const ratio = canvas.width / map.getContainer().clientWidth;
  const metresAPixel = (40_075_016.68 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom()) / ratio;
  const most = (canvas.width / 5) * metresAPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((times) => times * power).find((metres) => metres <= most);
  const width = length / metresAPixel;
  const [left, bottom] = [14 * ratio, canvas.height - 14 * ratio];
  pen.fillStyle = "rgba(255,255,255,.9)";
  pen.fillRect(left - 8 * ratio, bottom - 26 * ratio, width + 16 * ratio, 34 * ratio);
  pen.strokeStyle = pen.fillStyle = "#000";
  pen.lineWidth = 2 * ratio;
  pen.beginPath();
  pen.moveTo(left, bottom - 7 * ratio); pen.lineTo(left, bottom); pen.lineTo(left + width, bottom); pen.lineTo(left + width, bottom - 7 * ratio);
  pen.stroke();
  pen.font = `${12 * ratio}px sans-serif`;
  pen.fillText(length >= 1000 ? `${length / 1000} km` : `${length} m`, left + 4 * ratio, bottom - 9 * ratio);
}

function legendLine(mark, label, count) {
  const line = element("li");
  line.append(mark, element("span", label), element("span", count ?? ""));
  return line;
}

export function fillSheet(maps, setup, state) {
  // Already laid out for paper, the map is hidden and has no size: the sheet filled before is the right one.
  if (!maps.every((map) => map.getContainer().clientWidth)) return;
  const { texts } = setup;
  const measure = measureOf(setup, state);
  const head = element("div", "", "map-print-head");
  const shown = state.compare ? state.compare.join(" – ") : state.as_of ? `${texts.as_of} ${state.as_of}` : setup.today;
  const site = document.title.split("·").at(-1).trim();
  head.append(element("h2", `${site} · ${measure.label}`), element("p", shown));
  const filters = element("p", [document.getElementById("legend-total").textContent, ...activeFilters(setup, state).map(([label]) => label)].join("; "), "map-print-filters");
  const pictures = element("div", "", "map-print-maps");
  maps.forEach((map, place) => {
    const figure = element("figure");
    if (maps.length > 1) figure.append(element("figcaption", state.compare[place]));
    figure.append(copied(map));
    pictures.append(figure);
  });
  const legend = element("div", "", "map-print-legend");
  const countOf = (selector) => document.querySelector(`${selector} .legend-count`)?.textContent;
  const colours = element("ul");
  const isCondition = measure.name === "condition";
  const of = isCondition ? conditionColours() : bandColours();
  for (const grade of [1, 2, 3, 4, 5, 0]) {
    const label = isCondition ? `${grade ? `${grade} ` : ""}${setup.conditions[grade]}` : measure.bands[grade];
    if (!label) continue;
    const selector = isCondition ? `[data-list=condition][data-word="${grade}"]` : `#legend-bands [data-band="${grade}"]`;
    colours.append(legendLine(swatch(of[grade]), label, countOf(selector)));
  }
  const classes = element("ul");
  for (const name of state.all.asset_class.filter((word) => state.asset_class.has(word))) {
    classes.append(legendLine(picture(setup.classes[name].symbol), setup.classes[name].label, countOf(`[data-list=asset_class][data-word=${name}]`)));
  }
  legend.append(element("h3", measure.unit ? `${measure.label} (${measure.unit})` : measure.label), colours, element("h3", texts.classes), classes);
  const body = element("div", "", "map-print-sheet");
  body.append(pictures, legend);
  const foot = `${fill(texts.printed, { day: setup.today })} · ${document.querySelector(".map-note").textContent} · ${location.href}`;
  sheet.replaceChildren(head, filters, body, element("p", foot, "map-print-foot"));
}
