// The maintenance history: the months picked in the chart, in the lists of months or by their arrows are what map and list show.

import { markCategories } from "../shell/charts.js";
import { makePlacesMap } from "./places_map.js";

const history = document.querySelector(".history");
const list = document.getElementById("history-list");
const note = document.getElementById("history-map-note");
const first = document.getElementById("month");
const last = document.getElementById("month-to");
const setup = JSON.parse(document.getElementById("places-setup").textContent);
const months = [...first.options].map((option) => option.value);

const map = makePlacesMap(document.getElementById("history-map"), setup, {
  choose: (key) => mark(key, true),
  failed: (word) => { note.textContent = setup.texts[word]; },
});
let asked = 0;

function mark(key, scroll) {
  for (const row of list.querySelectorAll(".happening")) {
    const chosen = row.dataset.key === key;
    row.classList.toggle("is-chosen", chosen);
    if (chosen && scroll) row.scrollIntoView({ block: "nearest" });
  }
}

// The last month is said only where it is another than the first.
const picked = () => Object.entries({ month: first.value, month_to: last.value }).filter(([, month]) => month);
const withMonths = (address) => [address, ...picked().map(([name, month]) => `${name}=${month}`)].join("&");

async function showPlaces() {
  const mine = ++asked;
  note.textContent = setup.texts.loading;
  let answer;
  try {
    answer = await fetch(withMonths(history.dataset.pointsUrl), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`points: ${answer.status}`);
    answer = await answer.json();
  } catch {
    if (mine === asked) note.textContent = setup.texts.failed;
    return;
  }
  // A slower answer to an earlier question must not replace what was asked since.
  if (mine !== asked) return;
  const drawn = map ? await map.show(answer.boundary, answer.points) : false;
  if (mine !== asked) return;
  note.textContent = drawn ? answer.note : setup.texts.no_webgl;
  document.getElementById("history-map").dataset.ready = picked().map(([, month]) => month).join("/") || "all";
}

// One month, several of them up to `to`, or, where `from` is empty, the whole period.
function pick(from, to = "") {
  if (!months.includes(from) || !months.includes(to)) return;
  first.value = from;
  last.value = from && to > from ? to : "";
  showPicked();
  const address = new URL(window.location);
  for (const name of ["month", "month_to"]) address.searchParams.delete(name);
  for (const [name, month] of picked()) address.searchParams.set(name, month);
  window.history.replaceState(window.history.state, "", address);
  showPlaces();
  window.htmx.ajax("GET", withMonths(history.dataset.historyUrl), { target: list, swap: "innerHTML" });
}

// Places in `months`, where 0 is the whole period.
const ends = () => {
  const from = months.indexOf(first.value);
  return [from, last.value ? months.indexOf(last.value) : from];
};

// The picked months a step on, as many as they are; from the whole period one step back is its last month.
function stepped(step) {
  const [from, to] = ends();
  if (from === 0) return step < 0 && months.length > 1 ? [months.length - 1, months.length - 1] : null;
  return from + step < 1 || to + step >= months.length ? null : [from + step, to + step];
}

function showPicked() {
  const [from, to] = ends();
  markCategories("timeline", from - 1, to - 1);
  last.disabled = from === 0;
  for (const option of last.options) option.disabled = option.value !== "" && option.value <= first.value;
  for (const button of steps) button.disabled = !stepped(Number(button.dataset.monthStep));
}

const steps = document.querySelectorAll("[data-month-step]");
first.addEventListener("change", () => pick(first.value, last.value));
last.addEventListener("change", () => pick(first.value, last.value));
for (const button of steps) {
  button.addEventListener("click", () => {
    const [from, to] = stepped(Number(button.dataset.monthStep));
    pick(months[from], months[to]);
  });
}
const timeline = document.getElementById("timeline");
timeline.addEventListener("chart:pick", (event) => {
  event.preventDefault();
  pick(event.detail.key === first.value && !last.value ? "" : event.detail.key);
});
timeline.addEventListener("chart:span", ({ detail: { keys, places, done } }) => {
  if (done) pick(...keys);
  else markCategories("timeline", ...places);
});
list.addEventListener("click", (event) => {
  const row = event.target.closest(".happening");
  if (!row || event.target.closest("a")) return;
  mark(row.dataset.key, false);
  map?.open(row.dataset.key, [Number(row.dataset.lon), Number(row.dataset.lat)], rowAsFeature(row));
});

function rowAsFeature(row) {
  const link = row.querySelector("a");
  return {
    day: row.querySelector("time").textContent, title: `${row.querySelector("strong").textContent} · ${link.textContent}`,
    said: row.querySelector(".happening-said")?.textContent ?? "", url: link.href,
  };
}

showPicked();
showPlaces();
