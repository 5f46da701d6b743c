// The review: the difference on the map and in the table, filtered together; a click on one shows the other.
import { drawArrows } from "./arrows.js";
import { drawKnown } from "./outlines.js";

const COLOURS = { created: "#1b7f4b", updated: "#d98200", before: "#7a4a00", unchanged: "#8a949b", rejected: "#a61e2d", removed: "#5b2a86" };
const LIMIT = "5,000";
const frame = document.getElementById("difference-map");
const filters = document.getElementById("filters");
const rows = document.getElementById("rows");
const note = document.getElementById("import-map-note");
const texts = JSON.parse(document.getElementById("texts").textContent);
const hidden = new Set();

const state = () => filters.elements.state?.value ?? "";
const problem = () => filters.elements.problem?.value ?? "";

window.showImport = (map) => {
  const L = window.L;
  const renderer = L.canvas({ padding: 0.3, tolerance: 4 });
  const drawn = L.layerGroup().addTo(map);
  const arrows = L.layerGroup().addTo(map);
  const found = L.layerGroup().addTo(map);
  let shown = [];
  let windowed = false; // more than can be drawn: the map asks for what is in its window
  let fitted = false;
  let asking = null;
  map.getContainer().setAttribute("aria-label", texts.map);

  const ask = async (parameters) => {
    asking?.abort();
    asking = new AbortController();
    const answer = await fetch(`${frame.dataset.mapUrl}?${new URLSearchParams(parameters)}`, {
      headers: { Accept: "application/json" },
      signal: asking.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const wanted = () => {
    const chosen = state();
    return { state: ["changes", "conflict"].includes(chosen) ? "" : chosen, problem: problem() };
  };
  const load = async (withWindow) => {
    const parameters = wanted();
    if (withWindow) {
      const window_ = map.getBounds();
      parameters.bbox = [window_.getWest(), window_.getSouth(), window_.getEast(), window_.getNorth()].map((degrees) => degrees.toFixed(7)).join(",");
    }
    let answer;
    try {
      answer = await ask(parameters);
    } catch (error) {
      if (error.name !== "AbortError") note.textContent = texts.failed;
      return;
    }
    shown = answer.features.filter((feature) => feature.geometry);
    if (!withWindow) windowed = answer.truncated;
    draw();
    const sentence = withWindow ? texts.truncated_window : texts.truncated;
    note.textContent = answer.truncated ? sentence.replace("%(limit)s", LIMIT) : shown.length ? "" : texts.nothing;
    if (!withWindow && shown.length) {
      // A rejected row may lie anywhere: one that is lost must not draw the map away from the rest.
      const placed = shown.filter((feature) => feature.properties.state !== "rejected");
      const bounds = L.geoJSON(placed.length ? placed : shown).getBounds();
      if (bounds.isValid()) map.fitBounds(bounds.pad(0.08), { maxZoom: 18, animate: false });
      fitted = true;
    }
    document.documentElement.dataset.reviewMap = "ready";
  };

  const draw = () => {
    drawn.clearLayers();
    // Before beneath, what changes on top: the answer comes the other way round.
    const order = ["unchanged", "before", "removed", "created", "updated", "rejected"];
    const visible = shown
      .filter((feature) => !hidden.has(feature.properties.state))
      .sort((one, other) => order.indexOf(one.properties.state) - order.indexOf(other.properties.state));
    L.geoJSON(visible, { renderer, style, pointToLayer, onEachFeature }).eachLayer((layer) => drawn.addLayer(layer));
    drawMoves();
  };
  const drawMoves = () => {
    const moving = hidden.has("before") || hidden.has("updated") ? [] : shown.filter((feature) => feature.properties.arrow);
    drawArrows(map, arrows, moving, label);
    arrows.eachLayer((part) => part.on("click", () => showRow(part.feature.properties)));
    document.documentElement.dataset.reviewArrows = String(moving.length);
  };
  const style = ({ geometry, properties: { state: of } }) => {
    const before = of === "before";
    if (geometry.type.endsWith("Point")) {
      return { weight: 1.5, color: before ? COLOURS.before : "#17242d", fillColor: before ? "#ffffff" : COLOURS[of], fillOpacity: 0.9 };
    }
    return { color: COLOURS[of], weight: before ? 2 : 3.5, dashArray: before ? "5 4" : null, fillOpacity: 0.25 };
  };
  const pointToLayer = (_feature, place) => L.circleMarker(place, { renderer, radius: 5.5 });
  const label = (feature) => {
    const { code, row, moved_m: moved } = feature.properties;
    const element = document.createElement("span");
    element.textContent = `${code || row}: ${texts.states[feature.properties.state]}`;
    if (moved !== undefined) element.textContent += ` · ${texts.moved.replace("%(metres)s", distance(moved))}`;
    return element;
  };
  const onEachFeature = (feature, layer) => {
    layer.bindTooltip(label(feature));
    layer.on("click", () => showRow(feature.properties));
  };

  // A click on the map: the row, and those after it, in the table.
  const showRow = ({ rid, state: of }) => {
    const wantedState = of === "before" ? "updated" : of;
    if (of === "removed") choose("removed");
    else if (!["", "changes", wantedState].includes(state())) choose(wantedState);
    const inTable = rows.querySelector(`tr[data-rid="${rid}"]`);
    if (inTable) return markRow(inTable);
    const asked = of === "unchanged" && state() === "changes" ? "unchanged" : state();
    if (asked !== state()) choose(asked);
    window.htmx.ajax("GET", `${frame.dataset.rowsUrl}?${new URLSearchParams({ state: asked, problem: problem(), at: rid })}`, { target: "#rows" })
      .then(() => markRow(rows.querySelector(`tr[data-rid="${rid}"]`)));
    return undefined;
  };
  const choose = (value) => {
    const radio = filters.querySelector(`input[name=state][value=${value}]`);
    if (radio) radio.checked = true;
  };
  const markRow = (row) => {
    if (!row) return;
    for (const other of rows.querySelectorAll("tr.row-found")) other.classList.remove("row-found");
    row.classList.add("row-found");
    row.scrollIntoView({ block: "nearest" });
    mark(row.dataset.rid, row.dataset.state === "removed" ? "removed" : "", false);
  };

  // A click on a row: its place on the map.
  const mark = async (rid, of, move) => {
    const answer = await fetch(`${frame.dataset.mapUrl}?${new URLSearchParams({ rid, state: of })}`);
    if (!answer.ok) {
      note.textContent = texts.failed;
      return;
    }
    const features = (await answer.json()).features.filter((feature) => feature.geometry);
    found.clearLayers();
    if (!features.length) {
      note.textContent = texts.no_place;
      return;
    }
    const outline = L.geoJSON(features, {
      interactive: false,
      style: { color: "#f2a900", weight: 9, opacity: 0.55, fill: false },
      pointToLayer: (_feature, place) => L.circleMarker(place, { radius: 13, color: "#f2a900", weight: 4, fill: false }),
    });
    found.addLayer(outline);
    if (move) {
      map.fitBounds(outline.getBounds().pad(0.6), { maxZoom: 19 });
      frame.scrollIntoView({ block: "nearest" });
    }
    document.documentElement.dataset.reviewFound = rid;
  };
  rows.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-rid]");
    if (!row || event.target.closest("a, summary, button:not(.show-on-map)")) return;
    for (const other of rows.querySelectorAll("tr.row-found")) other.classList.remove("row-found");
    row.classList.add("row-found");
    mark(row.dataset.rid, row.dataset.state === "removed" ? "removed" : "", true);
  });

  filters.addEventListener("change", () => load(false));
  for (const button of document.querySelectorAll("[data-problem]")) {
    button.addEventListener("click", () => {
      filters.elements.problem.value = button.dataset.problem;
      choose("changes");
      filters.elements.problem.dispatchEvent(new Event("change", { bubbles: true }));
      rows.scrollIntoView({ block: "nearest" });
    });
  }
  for (const key of document.querySelectorAll(".legend-key")) {
    key.addEventListener("click", () => {
      const off = hidden.delete(key.dataset.state);
      if (!off) hidden.add(key.dataset.state);
      key.setAttribute("aria-pressed", String(off));
      draw();
    });
  }
  map.on("moveend", () => {
    if (windowed && fitted) load(true);
  });
  map.on("zoomend", drawMoves);
  drawKnown(map, frame.dataset.knownUrl);
  load(false);
};

function distance(metres) {
  if (metres < 0.1) return metres.toFixed(3);
  return metres < 10 ? metres.toFixed(2) : metres.toFixed(0);
}
