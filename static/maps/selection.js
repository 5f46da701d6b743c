// What a drawn shape, or the window, holds: asked of the server, shown as tables with sums and linked rows.

import { csrfToken } from "../shell/frame.js";
import { element, fill, gradeCells, linkButton, openResults, rowButton, table } from "./results.js";

const km = (metres) => (metres ? (metres / 1000).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : "");
const ha = (metres2) => (metres2 ? (metres2 / 10000).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : "");
const number = (value) => (value ? value.toLocaleString(undefined, { maximumFractionDigits: 0 }) : "");
let asked = 0;

/** Ask about a ring of [lon, lat] and show the answer. `go(row)` brings a row onto the map. */
export async function select(ring, state, setup, { go, onClose, focus = true }) {
  const turn = ++asked;
  const { texts } = setup;
  openResults(texts.selecting, [element("p", texts.selecting, "loading")], { onClose, focus });
  const query = new URLSearchParams(state.filters());
  for (const name of ["since", "until", "as_of"]) if (state[name]) query.set(name, state[name]);
  let answer;
  let said;
  try {
    answer = await fetch(`/map/selection/?${query}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } }),
    });
    said = await answer.json();
  } catch {
    said = { detail: texts.no_answer };
  }
  if (turn !== asked) return;
  if (!answer?.ok) {
    openResults(texts.selected.replace("%(count)s", "–"), [element("p", said.detail ?? texts.no_answer, "notice notice-error")], { onClose });
    return;
  }
  const heading = fill(texts.selected, { count: said.total.assets.toLocaleString() });
  openResults(heading, content(said, setup, go), { buttons: buttons(said, ring, state, setup), onClose, focus });
}

function content(said, setup, go) {
  const { texts } = setup;
  const notes = element("ul", "", "results-notes muted small");
  const sentences = [];
  if (said.repaired) sentences.push(texts.repaired);
  sentences.push(fill(texts.period_said, { since: said.since, until: said.until }), texts.whole_counted);
  if (said.total.assets > said.rows.length) sentences.push(fill(texts.first_rows, { count: said.rows.length.toLocaleString() }));
  notes.append(...sentences.map((sentence) => element("li", sentence)));
  if (!said.total.assets) return [element("p", texts.nothing_selected, "notice"), notes];
  const line = (label, sums) => [
    label, sums.assets.toLocaleString(), km(sums.length_m), ha(sums.area_m2), gradeCells(sums.conditions, setup),
    number(sums.inspections), number(sums.works), number(sums.cost_yuan),
  ];
  const sums = table(
    texts.total,
    [texts.class, texts.count, texts.length_km, texts.area_ha, texts.condition, texts.inspections, texts.works, texts.cost],
    said.by_class.map((entry) => line(setup.classes[entry.asset_class].label, measured(entry, setup))),
    { foot: line(texts.total, totalled(said, setup)), numbers: [1, 2, 3, 5, 6, 7] },
  );
  const kinds = said.by_kind.length
    ? [table(texts.by_kind, [texts.by_kind, texts.works, texts.cost], said.by_kind.map((entry) => [setup.kinds[entry.kind] ?? entry.kind, number(entry.works), number(entry.cost_yuan)]), { numbers: [1, 2] })]
    : [];
  const rows = table(
    heading(said, texts),
    [texts.code, texts.name, texts.class, texts.condition, texts.status, texts.installed, texts.length_km, texts.works, texts.cost],
    said.rows.map((row) => [
      rowButton(row.code, fill(texts.show_on_map, { code: row.code }), () => go(row)),
      row.name, setup.classes[row.asset_class].one, grade(row.condition, setup), setup.statuses[row.status],
      row.installed_on?.slice(0, 4) ?? "", setup.classes[row.asset_class].measure === "length_m" ? km(row.length_m) : "",
      number(row.works), number(row.cost_yuan),
    ]),
    { numbers: [6, 7, 8] },
  );
  return [notes, sums, ...kinds, rows];
}

const heading = (said, texts) => fill(texts.assets, { count: said.rows.length.toLocaleString() });

// Lengths are of lines that are measured by length, areas of what is measured by area.
function measured(entry, setup) {
  const { measure } = setup.classes[entry.asset_class];
  return { ...entry, length_m: measure === "length_m" ? entry.length_m : 0, area_m2: measure === "area_m2" ? entry.area_m2 : 0 };
}

function totalled(said, setup) {
  const parts = said.by_class.map((entry) => measured(entry, setup));
  const sum = (name) => parts.reduce((total, part) => total + part[name], 0);
  return { ...said.total, length_m: sum("length_m"), area_m2: sum("area_m2") };
}

export function grade(condition, setup) {
  const badge = element("span", condition ? `${condition} ${setup.conditions[condition]}` : setup.conditions[0], `badge condition${condition ? ` condition-${condition}` : ""}`);
  return badge;
}

// Where the same assets can be listed and taken away: by the shape where the site knows shapes, else by its rectangle.
function buttons(said, ring, state, setup) {
  const { texts, addresses } = setup;
  const query = state.filters();
  const within = ring.map(([lon, lat]) => `${lon.toFixed(5)} ${lat.toFixed(5)}`).join(",");
  const few = (place) => new Set(ring.map((corner) => corner[place])).size === 2;
  const isBox = ring.length === 4 && few(0) && few(1);
  const exact = isBox || within.length <= setup.longest_within;
  if (isBox || !exact) query.set("bbox", said.bounds.join(","));
  else query.set("within", within);
  const made = [];
  if (addresses.assets && !state.as_of) {
    made.push(linkButton(exact ? texts.open_table : texts.open_table_box, `${addresses.assets}?${query}`));
  }
  if (addresses.exports && setup.may_export) {
    if (state.as_of) query.set("as_of", state.as_of);
    made.push(linkButton(exact ? texts.export : texts.export_box, `${addresses.exports}?${query}`));
  }
  return made;
}
