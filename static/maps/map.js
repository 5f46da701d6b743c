// The map page: puts map, legend, filters, drawing, time, search, card and address together.

import * as maplibregl from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { defaultAddress } from "../saved_views/saved_views.js";
import { closeCard, openCard, pickOne } from "./card.js";
import { Comparison } from "./compare.js";
import { askCounts } from "./counts.js";
import { addDrawingLayers, Drawing, showShape, windowRing } from "./drawing.js";
import { makeFilters, showChips, showRefusals, syncFilters } from "./filters.js";
import { makeLegend, showBands, showCounts, syncLegend } from "./legend.js";
import { closeSheet, makeKeys, makePanels, onPhone, openTab } from "./panels.js";
import { fillSheet } from "./print.js";
import { closeResults, resultsOpen } from "./results.js";
import { makeSearch } from "./search.js";
import { select } from "./selection.js";
import { State } from "./state.js";
import { bandColours, CLICKABLE, conditionColours, makeStyle, recolour, showLabels, showNothing, tileAddress } from "./style.js";
import { addSymbols } from "./symbols.js";
import { makeTime } from "./time.js";
import { Tooltip } from "./tooltip.js";

const setup = JSON.parse(document.getElementById("map-setup").textContent);
const loading = document.getElementById("map-loading");
const problem = document.getElementById("map-problem");
const byId = (id) => document.getElementById(id);
const LAYERS = ["assets_points", "assets_lines", "assets_areas"];
const state = new State({
  asset_class: Object.keys(setup.classes),
  condition: Object.keys(setup.conditions),
  status: Object.keys(setup.statuses),
});

// A map of one day: the page's own, and the second one of a comparison.
function drawnMap(container, day, where, label) {
  const map = new maplibregl.Map({
    container,
    style: makeStyle(setup, state.tileQuery(day), state.measure),
    ...where,
    minZoom: 6,
    maxZoom: 20,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    localIdeographFontFamily: "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
    locale: {
      "Map.Title": label,
      "NavigationControl.ZoomIn": setup.texts.zoom_in,
      "NavigationControl.ZoomOut": setup.texts.zoom_out,
      "NavigationControl.ResetBearing": setup.texts.reset_north,
      "GeolocateControl.FindMyLocation": setup.texts.locate,
      "GeolocateControl.LocationNotAvailable": setup.texts.locate_failed,
      "Popup.Close": setup.texts.close,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("style.load", () => {
    addSymbols(map, new Set(Object.values(setup.classes).map((entry) => entry.symbol)), conditionColours(), bandColours());
    showLabels(map, byId("labels").checked);
  });
  map.on("error", (event) => {
    problem.textContent = setup.texts.tiles_failed;
    problem.hidden = false;
    console.warn("map", event.error?.message);
  });
  return map;
}

// What lies under a point: a node lies on its pipes and a pipe on its ground, so the smaller kind is what was meant.
function under(map, point) {
  const found = map.queryRenderedFeatures([[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]], { layers: CLICKABLE });
  const all = [...new Map(found.map((feature) => [feature.id, feature])).values()];
  for (const kinds of [["points", "points-small"], ["lines"], ["areas"]]) {
    const meant = all.filter((feature) => kinds.includes(feature.layer.id));
    if (meant.length) return meant;
  }
  return [];
}

const cellAt = (map, point) => (map.getZoom() < 14 ? map.queryRenderedFeatures(point, { layers: ["cells"] })[0] : null);

function start(first) {
  state.read(); // the address may have changed while the counts were asked for
  const [west, south, east, north] = setup.home;
  const at = state.place;
  const where = at ? { center: [at.lon, at.lat], zoom: at.zoom } : { bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 20 } };
  const map = drawnMap("map", state.compare ? state.compare[0] : state.as_of, where, setup.texts.map);
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.GeolocateControl({ positionOptions: { enableHighAccuracy: true }, trackUserLocation: true }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-right");
  // One set of controls at the edge of all that is shown: in a comparison the second map goes with the first, and the
  // first one's own corners would lie in the middle.
  for (const corner of ["top-right", "bottom-right"]) byId("map-area").append(map.getContainer().querySelector(`.maplibregl-ctrl-${corner}`));
  const tip = new Tooltip(maplibregl.Popup, map, setup, state);

  // --- hover, click, card ---
  let hovered = null;
  let chosen = null;
  const mark = (id, name, value) => {
    for (const sourceLayer of LAYERS) map.setFeatureState({ source: "assets", sourceLayer, id }, { [name]: value });
  };
  const choose = (id, code, remember = true) => {
    if (chosen !== null) mark(chosen, "chosen", false);
    chosen = id;
    if (id !== null) mark(id, "chosen", true);
    state.asset = code;
    state.write(remember);
    if (code) openCard(code, setup);
    else closeCard();
  };
  const go = ({ code, lon, lat }) => {
    map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 17) });
    if (code) choose(null, code);
  };
  const clicked = (on, event) => {
    if (drawing.active || event.defaultPrevented) return;
    const features = under(on, event.point);
    const cell = cellAt(on, event.point);
    if (cell && !features.length) map.easeTo({ center: cell.geometry.coordinates, zoom: Math.min(map.getZoom() + 2, 15) });
    // A tile of very many leaves codes out: nearer, each has its own.
    else if (features.length && !features[0].properties.code) map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
    else if (features.length === 1) choose(features[0].id, features[0].properties.code);
    else if (features.length > 1) pickOne(features.slice(0, 20), setup, (feature) => choose(feature.id, feature.properties.code));
    else choose(null, "");
  };
  map.on("load", () => {
    addDrawingLayers(map);
    document.documentElement.dataset.map = "ready";
    if (state.compare) compare.start();
    if (state.shape) selectShape(state.shape, { focus: false });
  });
  map.on("dataloading", () => { loading.hidden = false; });
  map.on("idle", () => { loading.hidden = true; document.documentElement.dataset.mapIdle = String(Date.now()); });
  map.on("movestart", () => { problem.hidden = true; tip.hide(); });
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    state.place = { zoom: map.getZoom(), lat, lon: lng };
    state.write();
  });
  map.on("mousemove", (event) => {
    if (drawing.active) return;
    const [feature] = under(map, event.point);
    const cell = feature ? null : cellAt(map, event.point);
    if (hovered !== (feature?.id ?? null)) {
      if (hovered !== null) mark(hovered, "hover", false);
      hovered = feature?.id ?? null;
      if (hovered !== null) mark(hovered, "hover", true);
    }
    map.getCanvas().style.cursor = feature || cell ? "pointer" : "";
    if (feature) tip.feature(event.lngLat, feature);
    else if (cell) tip.cell(cell.geometry.coordinates, cell);
    else tip.hide();
  });
  map.on("mouseout", () => tip.hide());
  map.on("click", (event) => clicked(map, event));

  // --- drawing and what it selects ---
  const selectShape = (ring, more = {}) => {
    state.shape = ring;
    state.write(true);
    showShape(map, ring);
    byId("draw-clear").hidden = false;
    if (onPhone()) closeSheet();
    return select(ring, state, setup, { go, onClose: forgetShape, ...more });
  };
  const forgetShape = () => {
    if (!state.shape) return;
    state.shape = null;
    state.write(true);
    showShape(map, null);
    byId("draw-clear").hidden = true;
  };
  const sentence = byId("draw-say");
  const drawing = new Drawing(map, setup, {
    finished: selectShape,
    said: (text) => { sentence.textContent = text; sentence.hidden = !text; },
    changed: () => {
      for (const button of document.querySelectorAll("[data-draw]")) button.setAttribute("aria-pressed", drawing.mode === button.dataset.draw);
      byId("draw-cancel").hidden = !drawing.active;
      tip.hide();
    },
  });
  const draw = (mode) => {
    if (drawing.mode === mode) { drawing.stop(); return; }
    drawing.start(mode);
    if (onPhone()) closeSheet();
  };
  const selectWindow = () => selectShape(windowRing(map));
  for (const button of document.querySelectorAll("[data-draw]")) button.addEventListener("click", () => draw(button.dataset.draw));
  byId("draw-cancel").addEventListener("click", () => { drawing.stop(); showShape(map, state.shape); });
  byId("draw-clear").addEventListener("click", () => { closeResults(); forgetShape(); });
  byId("select-window").addEventListener("click", selectWindow);
  for (const [id, name] of [["select-since", "since"], ["select-until", "until"], ["since", "since"], ["until", "until"]]) {
    byId(id).addEventListener("change", (event) => {
      state[name] = event.target.value;
      changed();
    });
  }

  // --- two days side by side ---
  const compare = new Comparison(map, setup, state, {
    go,
    makeMap: (container, day) => {
      const right = drawnMap(container, day, { center: map.getCenter(), zoom: map.getZoom() }, setup.texts.map_right);
      right.on("click", (event) => clicked(right, event));
      return right;
    },
  });
  const refusedDays = byId("compare-refused");
  byId("compare-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const days = [byId("compare-from").value, byId("compare-to").value];
    refusedDays.hidden = days[0] < days[1];
    if (days[0] >= days[1]) { refusedDays.textContent = setup.texts.same_days; return; }
    state.compare = days;
    state.as_of = "";
    time.sync();
    if (onPhone()) closeSheet();
    changed().then((good) => { if (good) { compare.start(); listChanges(); } });
  });
  const listChanges = () => {
    if (state.shape) forgetShape();
    compare.list();
  };
  byId("compare-list").addEventListener("click", () => {
    if (onPhone()) closeSheet();
    listChanges();
  });
  byId("compare-stop").addEventListener("click", () => { state.compare = null; compare.stop(); changed(); });
  const syncCompare = () => {
    byId("compare-from").value = state.compare?.[0] ?? "";
    byId("compare-to").value = state.compare?.[1] ?? "";
    byId("compare-from").min = byId("compare-to").min = setup.began;
    byId("compare-from").max = byId("compare-to").max = setup.today;
  };

  // --- everything that changes what is shown ---
  const applyTiles = () => {
    for (const [on, day] of [[map, state.compare ? state.compare[0] : state.as_of], [compare.right, state.compare?.[1]]]) {
      if (!on) continue;
      showNothing(on, state.showsNothing, byId("labels").checked);
      if (state.showsNothing) continue;
      const wanted = tileAddress(state.tileQuery(day));
      // Each of these draws every tile anew: only where it says something else than before.
      const source = on.getSource("assets");
      if (source.tiles?.[0] !== wanted) source.setTiles([wanted]);
      recolour(on, setup, state.measure);
    }
  };
  const whenStyled = (act) => { if (map.getLayer("lines")) act(); else map.once("style.load", act); };
  let waiting;
  // Judged by the counts first: what the server refuses is said and left out of the tiles.
  function changed(remember = true) {
    state.write(remember);
    showChips(setup, state, changed);
    syncLegend(setup, state);
    syncFilters(state);
    syncPeriods();
    clearTimeout(waiting);
    return new Promise((done) => {
      waiting = setTimeout(async () => {
        const answer = await askCounts(state, setup);
        if (!answer) { done(false); return; }
        told(answer);
        whenStyled(applyTiles);
        if (state.shape && resultsOpen()) selectShape(state.shape, { focus: false });
        else if (compare.on && compare.rows.length) compare.list();
        done(answer.counts !== null);
      }, 150);
    });
  }
  function told(answer) {
    showRefusals(answer.refused);
    if (answer.counts) showCounts(setup, answer.counts);
  }
  const syncPeriods = () => {
    byId("select-since").value = state.since;
    byId("select-until").value = state.until;
    syncCompare();
  };
  const goToDistrict = () => {
    const district = setup.districts.find((entry) => entry.code === state.district);
    const [w, s, e, n] = district ? district.bounds : setup.home;
    map.fitBounds([[w, s], [e, n]], { padding: 30 });
  };

  makePanels();
  makeLegend(setup, state, changed);
  makeFilters(state, changed);
  const time = makeTime(setup, state, (remember) => {
    if (state.compare) { state.compare = null; compare.stop(); }
    changed(remember);
  });
  syncLegend(setup, state);
  syncFilters(state);
  syncPeriods();
  showChips(setup, state, changed);
  told(first);
  makeSearch(setup, (asset) => {
    const [lon, lat] = middle(asset.geometry);
    map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 17) });
    choose(asset.id ?? null, asset.properties.code);
  });
  byId("district").addEventListener("change", (event) => {
    state.district = event.target.value;
    changed();
    goToDistrict();
  });
  byId("measure").addEventListener("change", (event) => {
    state.measure = event.target.value;
    showBands(setup, state);
    changed();
  });
  byId("labels").addEventListener("change", () => {
    for (const on of [map, compare.right]) if (on) showLabels(on, byId("labels").checked);
  });
  if (state.district && !state.place) goToDistrict();

  // --- sharing and printing ---
  byId("copy-address").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      byId("share-said").textContent = setup.texts.copied;
    } catch {
      byId("share-said").textContent = setup.texts.copy_by_hand;
    }
  });
  window.addEventListener("beforeprint", () => fillSheet(compare.right ? [map, compare.right] : [map], setup, state));
  byId("print-map").addEventListener("click", () => window.print());

  // --- keys, back and forward ---
  const closeOpen = () => {
    if (drawing.active) { drawing.stop(); showShape(map, state.shape); }
    else if (!byId("card").hidden) choose(null, "");
    else if (resultsOpen()) closeResults();
    else closeSheet();
  };
  byId("card-close").addEventListener("click", () => { choose(null, ""); map.getCanvas().focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeOpen();
  });
  const tabKeys = Object.fromEntries(["show", "filter", "select", "time", "views"].map((name, place) => [String(place + 1), () => openTab(name, { focus: true })]));
  makeKeys({
    ...tabKeys,
    "?": () => byId("map-help").showModal(),
    "/": () => byId("search").focus(),
    w: selectWindow,
    p: () => draw("polygon"),
    "[": () => time.step(-1),
    "]": () => time.step(1),
  });
  window.addEventListener("popstate", async () => {
    const before = state.compare?.join();
    state.read();
    time.sync();
    if (!state.shape) { showShape(map, null); byId("draw-clear").hidden = true; if (!state.compare) closeResults(); }
    if (before !== state.compare?.join()) { if (state.compare) compare.start(); else compare.stop(); }
    const { place, shape } = state;
    await changed(false);
    if (shape && !resultsOpen()) selectFromAddress(shape);
    if (place) map.jumpTo({ center: [place.lon, place.lat], zoom: place.zoom });
    if (state.asset) openCard(state.asset, setup);
    else closeCard();
  });
  const selectFromAddress = (ring) => {
    showShape(map, ring);
    byId("draw-clear").hidden = false;
    select(ring, state, setup, { go, onClose: forgetShape, focus: false });
  };
  if (state.asset) openCard(state.asset, setup);
}

// A point on the asset to centre the map on.
function middle(geometry) {
  let place = geometry.coordinates;
  while (Array.isArray(place[0]) && Array.isArray(place[0][0])) place = place[0];
  return Array.isArray(place[0]) ? place[Math.floor(place.length / 2)] : place;
}

const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));

const address = await defaultAddress("map");
if (address) location.replace(address);
else if (canDraw()) start((await askCounts(state, setup)) ?? { counts: null, refused: new Map() });
else {
  loading.hidden = true;
  problem.textContent = setup.texts.no_webgl;
  problem.hidden = false;
}
