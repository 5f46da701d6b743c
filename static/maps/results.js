// The list under the map: one place for what is selected and for what changed. Tables are made of plain cells.

const section = document.getElementById("results");
const title = document.getElementById("results-title");
const body = document.getElementById("results-body");
const actions = document.getElementById("results-actions");
let closed = () => {};

export function openResults(heading, content, { buttons = [], onClose = () => {}, focus = false } = {}) {
  closed = onClose;
  title.textContent = heading;
  body.replaceChildren(...content);
  actions.replaceChildren(...buttons);
  section.hidden = false;
  if (focus) section.focus({ preventScroll: true });
}

export function closeResults() {
  if (section.hidden) return;
  section.hidden = true;
  body.replaceChildren();
  const after = closed;
  closed = () => {};
  after();
}

export const resultsOpen = () => !section.hidden;

document.getElementById("results-close").addEventListener("click", closeResults);

export function element(name, words = "", className = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words !== "") made.textContent = words;
  return made;
}

// A cell is a text, a number (set right), or an element.
function cell(value, name = "td") {
  const made = document.createElement(name);
  if (value instanceof Node) made.append(value);
  else made.textContent = value ?? "";
  if (name === "th") made.scope = "row";
  return made;
}

/** A table: `head` of titles, `rows` of cells, `foot` of cells; `numbers` are the places of columns set right. */
export function table(caption, head, rows, { foot = null, numbers = [] } = {}) {
  const wrap = element("div", "", "table-wrap");
  const made = element("table", "", "table table-dense");
  made.append(element("caption", caption));
  const top = made.createTHead().insertRow();
  head.forEach((words, place) => {
    const heading = element("th", words, numbers.includes(place) ? "number" : "");
    heading.scope = "col";
    top.append(heading);
  });
  const middle = made.createTBody();
  const fill = (line, values, first) => values.forEach((value, place) => {
    const one = cell(value, place === 0 && first ? "th" : "td");
    if (numbers.includes(place)) one.classList.add("number");
    line.append(one);
  });
  for (const values of rows) fill(middle.insertRow(), values, true);
  if (foot) fill(made.createTFoot().insertRow(), foot, true);
  wrap.append(made);
  // A table that scrolls sideways can be scrolled by keys.
  wrap.tabIndex = 0;
  wrap.role = "group";
  wrap.ariaLabel = caption;
  return wrap;
}

export function rowButton(words, label, act) {
  const button = element("button", words, "row-button");
  button.type = "button";
  if (label) button.setAttribute("aria-label", label);
  button.addEventListener("click", act);
  return button;
}

export function linkButton(words, href) {
  const link = element("a", words, "button button-small");
  link.href = href;
  return link;
}

// Counts by condition 0..5 as coloured figures, each with its word for those who do not see colours.
export function gradeCells(counts, setup) {
  const wrap = element("span", "", "grade-cells");
  for (const grade of [1, 2, 3, 4, 5, 0]) {
    if (!counts[grade]) continue;
    const one = element("span", counts[grade].toLocaleString(), `condition ${grade ? `condition-${grade}` : ""}`);
    one.title = setup.conditions[grade];
    const word = element("span", ` ${setup.conditions[grade]} `, "visually-hidden");
    one.prepend(word);
    wrap.append(one);
  }
  return wrap;
}

export const fill = (sentence, words) => Object.entries(words).reduce((text, [name, value]) => text.replaceAll(`%(${name})s`, value), sentence);
