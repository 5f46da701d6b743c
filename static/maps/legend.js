// The legend that is a filter: conditions, classes, statuses, the bands of the measure, each with its count.

import { bandColours, conditionColours } from "./style.js";
import { legendImage } from "./symbols.js";

const number = (count) => count.toLocaleString();

function row(list, word, label, mark, state, changed) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "legend-row";
  button.dataset.list = list;
  button.dataset.word = word;
  const text = document.createElement("span");
  text.textContent = label;
  const count = document.createElement("span");
  count.className = "legend-count";
  button.append(...(mark ? [mark] : []), text, count);
  button.setAttribute("aria-pressed", state[list].has(word));
  button.addEventListener("click", () => {
    state.toggle(list, word);
    button.setAttribute("aria-pressed", state[list].has(word));
    changed();
  });
  return button;
}

export function swatch(colour) {
  const mark = document.createElement("span");
  mark.className = "legend-mark legend-swatch";
  mark.style.background = colour;
  return mark;
}

export function picture(symbol) {
  const mark = document.createElement("img");
  mark.className = "legend-mark";
  mark.alt = "";
  mark.src = legendImage(symbol);
  return mark;
}

export function makeLegend(setup, state, changed) {
  const colours = conditionColours();
  const conditions = document.getElementById("legend-conditions");
  for (const [grade, label] of [...Object.entries(setup.conditions).filter(([grade]) => grade !== "0"), ["0", setup.conditions[0]]]) {
    conditions.append(row("condition", grade, grade === "0" ? label : `${grade} ${label}`, swatch(colours[grade]), state, changed));
  }
  const classes = document.getElementById("legend-classes");
  for (const group of setup.groups) {
    const set = document.createElement("fieldset");
    set.className = "legend-group";
    const title = document.createElement("legend");
    title.textContent = group.name;
    set.append(title);
    for (const name of group.classes) {
      set.append(row("asset_class", name, setup.classes[name].label, picture(setup.classes[name].symbol), state, changed));
    }
    classes.append(set);
  }
  const statuses = document.getElementById("legend-statuses");
  for (const [name, label] of Object.entries(setup.statuses)) {
    statuses.append(row("status", name, label, null, state, changed));
  }
}

export const measureOf = (setup, state) => setup.measures.find((measure) => measure.name === (state.measure || "condition")) ?? setup.measures[0];

// The bands of the measure shown, 1 to 5 and then unknown; nothing for condition, whose legend is the filter itself.
export function showBands(setup, state) {
  const measure = measureOf(setup, state);
  const group = document.getElementById("legend-bands-group");
  group.hidden = measure.name === "condition";
  document.getElementById("period").hidden = !measure.period;
  if (group.hidden) return;
  const colours = bandColours();
  document.getElementById("legend-bands-title").textContent = measure.unit ? `${measure.label} (${measure.unit})` : measure.label;
  document.getElementById("legend-bands").replaceChildren(
    ...[1, 2, 3, 4, 5, 0].filter((band) => measure.bands[band]).map((band) => {
      const line = document.createElement("li");
      line.dataset.band = band;
      const text = document.createElement("span");
      text.textContent = measure.bands[band];
      const count = document.createElement("span");
      count.className = "legend-count";
      line.append(swatch(colours[band]), text, count);
      return line;
    }),
  );
}

// Show the state again after the back button.
export function syncLegend(setup, state) {
  for (const button of document.querySelectorAll(".legend-row")) {
    button.setAttribute("aria-pressed", state[button.dataset.list].has(button.dataset.word));
  }
  document.getElementById("district").value = state.district;
  document.getElementById("measure").value = measureOf(setup, state).name;
  document.getElementById("since").value = state.since;
  document.getElementById("until").value = state.until;
  showBands(setup, state);
}

export function showCounts(setup, counts) {
  for (const button of document.querySelectorAll(".legend-row")) {
    const from = { condition: counts.by_condition, asset_class: counts.by_class, status: counts.by_status }[button.dataset.list];
    button.querySelector(".legend-count").textContent = from ? number(from[button.dataset.word] ?? 0) : "";
  }
  for (const line of document.querySelectorAll("#legend-bands li")) {
    line.querySelector(".legend-count").textContent = counts.by_band ? number(counts.by_band[line.dataset.band] ?? 0) : "";
  }
  document.getElementById("legend-total").textContent = setup.texts.assets.replace("%(count)s", number(counts.total));
}
