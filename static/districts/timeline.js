// The maintenance history: a month picked in the chart, in the list of months or by its arrows is what map and list show.

import { markCategory } from "../shell/charts.js";
import { makePlacesMap } from "./places_map.js";

const history = document.querySelector(".history");
const list = document.getElementById("history-list");
const note = document.getElementById("history-map-note");
const select = document.getElementById("month");
const setup = JSON.parse(document.getElementById("places-setup").textContent);
const months = [...select.options].map((option) => option.value);

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

const withMonth = (address) => (select.value ? `${address}&month=${select.value}` : address);

async function showPlaces() {
  const mine = ++asked;
  note.textContent = setup.texts.loading;
  let answer;
  try {
    answer = await fetch(withMonth(history.dataset.pointsUrl), { headers: { Accept: "application/json" } });
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
  document.getElementById("history-map").dataset.ready = select.value || "all";
}

function pick(month) {
  if (!months.includes(month)) return;
  select.value = month;
  showMonth();
  const address = new URL(window.location);
  if (month) address.searchParams.set("month", month);
  else address.searchParams.delete("month");
  window.history.replaceState(window.history.state, "", address);
  showPlaces();
  window.htmx.ajax("GET", withMonth(history.dataset.historyUrl), { target: list, swap: "innerHTML" });
}

function showMonth() {
  markCategory("timeline", months.indexOf(select.value) - 1);
  const place = months.indexOf(select.value);
  for (const button of document.querySelectorAll("[data-month-step]")) {
    const next = place + Number(button.dataset.monthStep);
    button.disabled = place === 0 ? Number(button.dataset.monthStep) > 0 || months.length < 2 : next < 1 || next >= months.length;
  }
}

select.addEventListener("change", () => pick(select.value));
for (const button of document.querySelectorAll("[data-month-step]")) {
  button.addEventListener("click", () => {
    const place = months.indexOf(select.value);
    // From the whole period one step back is its last month.
    const next = place === 0 ? months.length - 1 : place + Number(button.dataset.monthStep);
    pick(months[next]);
  });
}
document.getElementById("timeline").addEventListener("chart:pick", (event) => {
  event.preventDefault();
  pick(event.detail.key === select.value ? "" : event.detail.key);
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

showMonth();
showPlaces();
