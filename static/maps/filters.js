// The filter panel, the chips of what is filtered, and what the server refused of it.

import { WORDS } from "./state.js";

const form = document.getElementById("filter-form");
const chips = document.getElementById("filter-chips");
const clear = document.getElementById("clear-filters");
const refusal = document.getElementById("filter-refused");

// Put the state into the form.
export function syncFilters(state) {
  for (const name of WORDS) {
    if (name === "material") {
      const chosen = state.words.material.split(",");
      for (const box of form.querySelectorAll("[name=material]")) box.checked = chosen.includes(box.value);
    } else form.elements[name].value = state.words[name];
  }
  form.elements.owner.value = "";
}

function readForm(state) {
  for (const name of WORDS) {
    state.words[name] = name === "material"
      ? [...form.querySelectorAll("[name=material]:checked")].map((box) => box.value).join(",")
      : form.elements[name].value.trim();
  }
}

export function makeFilters(state, changed) {
  const addOwner = () => {
    const owner = form.elements.owner.value.trim();
    form.elements.owner.value = "";
    if (!owner || state.owners.includes(owner)) return false;
    state.owners.push(owner);
    return true;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    readForm(state);
    addOwner();
    changed();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "owner") return;
    readForm(state);
    changed();
  });
  document.getElementById("add-owner").addEventListener("click", () => { if (addOwner()) changed(); });
  clear.addEventListener("click", () => {
    state.clear();
    changed();
    document.getElementById("legend-total").focus?.();
  });
}

function chip(label, remove, setup) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.setAttribute("aria-label", setup.texts.remove_filter.replace("%(filter)s", label));
  const close = document.createElement("span");
  close.className = "chip-close";
  close.ariaHidden = "true";
  close.textContent = "×";
  button.append(label, close);
  button.addEventListener("click", () => {
    const place = [...chips.children].indexOf(line);
    remove();
    // The focus stays where it was in the row of chips.
    (chips.children[Math.min(place, chips.children.length - 1)]?.firstElementChild ?? document.getElementById("search")).focus();
  });
  line.append(button);
  return line;
}

const SHORT = 3;

function listLabel(setup, title, all, chosen, labelOf) {
  const words = all.filter((word) => chosen.has(word));
  if (!words.length) return `${title}: ${setup.texts.none}`;
  if (words.length <= SHORT) return `${title}: ${words.map(labelOf).join(", ")}`;
  return `${title}: ${setup.texts.of.replace("%(some)s", words.length).replace("%(all)s", all.length)}`;
}

// The label of each active filter with what removes it.
export function activeFilters(setup, state) {
  const texts = setup.texts;
  const found = [];
  const lists = [
    ["asset_class", texts.classes, (word) => setup.classes[word].label],
    ["condition", texts.condition, (word) => (word === "0" ? setup.conditions[0] : `${word} ${setup.conditions[word]}`)],
    ["status", texts.status, (word) => setup.statuses[word]],
  ];
  for (const [name, title, labelOf] of lists) {
    if (!state.isDefault(name)) {
      found.push([listLabel(setup, title, state.all[name], state[name], labelOf), () => { state[name] = new Set(state.defaultOf(name)); }]);
    }
  }
  if (state.district) {
    const district = setup.districts.find((entry) => entry.code === state.district);
    found.push([`${texts.district}: ${district?.name ?? state.district}`, () => { state.district = ""; }]);
  }
  for (const name of WORDS.filter((name) => state.words[name])) {
    let said = state.words[name];
    if (name === "material") said = said.split(",").map((word) => setup.materials.find((entry) => entry.value === word)?.label ?? word).join(", ");
    if (name === "overdue") said = texts[said] ?? said;
    found.push([`${texts[name]}: ${said}`, () => { state.words[name] = ""; }]);
  }
  for (const owner of state.owners) {
    found.push([`${texts.owner}: ${owner}`, () => { state.owners = state.owners.filter((other) => other !== owner); }]);
  }
  return found;
}

export function showChips(setup, state, changed) {
  const active = activeFilters(setup, state);
  chips.replaceChildren(...active.map(([label, remove]) => chip(label, () => { remove(); changed(); }, setup)));
  clear.hidden = active.length === 0;
}

// Say what was refused, beside its field where there is one. `refused`: parameter to sentence.
export function showRefusals(refused) {
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-errormessage");
  }
  const sentences = [...new Set(refused.values())];
  refusal.hidden = sentences.length === 0;
  refusal.textContent = sentences.join("\n");
  for (const name of refused.keys()) {
    const field = document.getElementById(`f-${name}`);
    if (!field) continue;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", "filter-refused");
  }
}
