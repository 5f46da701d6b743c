// The panel: the legend that is a filter, the district chooser, the counts.

import { legendImage } from "./symbols.js";
import { conditionColours } from "./style.js";

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

function swatch(colour) {
  const mark = document.createElement("span");
  mark.className = "legend-mark legend-swatch";
  mark.style.background = colour;
  return mark;
}

function picture(symbol) {
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

// Show the state again after the back button.
export function syncLegend(state) {
  for (const button of document.querySelectorAll(".legend-row")) {
    button.setAttribute("aria-pressed", state[button.dataset.list].has(button.dataset.word));
  }
  document.getElementById("district").value = state.district;
}

let asked = 0;

export async function showCounts(state) {
  const turn = ++asked;
  const answer = await fetch(`/api/v1/map/counts/?${state.filters()}`);
  if (!answer.ok || turn !== asked) return;
  const counts = await answer.json();
  for (const button of document.querySelectorAll(".legend-row")) {
    const from = { condition: counts.by_condition, asset_class: counts.by_class }[button.dataset.list];
    if (from) button.querySelector(".legend-count").textContent = number(from[button.dataset.word] ?? 0);
  }
  document.getElementById("legend-total").textContent = `Σ ${number(counts.total)}`;
}
