// The map page: puts map, legend, search, card and address together.

import * as maplibregl from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { closeCard, openCard, pickOne } from "./card.js";
import { makeLegend, showCounts, syncLegend } from "./legend.js";
import { makeSearch } from "./search.js";
import { State } from "./state.js";
import { CLICKABLE, conditionColours, makeStyle, tileAddress } from "./style.js";
import { addSymbols } from "./symbols.js";

const setup = JSON.parse(document.getElementById("map-setup").textContent);
const loading = document.getElementById("map-loading");
const problem = document.getElementById("map-problem");
const state = new State({
  asset_class: Object.keys(setup.classes),
  condition: Object.keys(setup.conditions),
  status: Object.keys(setup.statuses),
});
const LAYERS = ["assets_points", "assets_lines", "assets_areas"];

function start() {
  const [west, south, east, north] = setup.home;
  const at = state.place;
  const map = new maplibregl.Map({
    container: "map",
    style: makeStyle(setup, state.filters()),
    ...(at ? { center: [at.lon, at.lat], zoom: at.zoom } : { bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 20 } }),
    minZoom: 6,
    maxZoom: 20,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    localIdeographFontFamily: "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
    locale: {
      "NavigationControl.ZoomIn": setup.texts.zoom_in,
      "NavigationControl.ZoomOut": setup.texts.zoom_out,
      "NavigationControl.ResetBearing": setup.texts.reset_north,
      "GeolocateControl.FindMyLocation": setup.texts.locate,
      "GeolocateControl.LocationNotAvailable": setup.texts.locate_failed,
      "Popup.Close": setup.texts.close,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.GeolocateControl({ positionOptions: { enableHighAccuracy: true }, trackUserLocation: true }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-right");

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
  const under = (point) => {
    const found = map.queryRenderedFeatures([[point.x - 5, point.y - 5], [point.x + 5, point.y + 5]], { layers: CLICKABLE });
    const unique = new Map(found.map((feature) => [feature.id, feature]));
    const all = [...unique.values()];
    // A node lies on its pipes and a pipe on its ground: the smaller kind is what was meant.
    for (const kinds of [["points", "points-small"], ["lines"], ["areas"]]) {
      const meant = all.filter((feature) => kinds.includes(feature.layer.id));
      if (meant.length) return meant;
    }
    return [];
  };

  map.on("style.load", () => addSymbols(map, new Set(Object.values(setup.classes).map((entry) => entry.symbol)), conditionColours()));
  map.on("load", () => { document.documentElement.dataset.map = "ready"; });
  map.on("dataloading", () => { loading.hidden = false; });
  map.on("idle", () => { loading.hidden = true; document.documentElement.dataset.mapIdle = String(Date.now()); });
  map.on("error", (event) => {
    problem.textContent = setup.texts.tiles_failed;
    problem.hidden = false;
    console.warn("map", event.error?.message);
  });
  map.on("movestart", () => { problem.hidden = true; });
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    state.place = { zoom: map.getZoom(), lat, lon: lng };
    state.write();
  });
  map.on("mousemove", (event) => {
    const [feature] = under(event.point);
    if (hovered !== (feature?.id ?? null)) {
      if (hovered !== null) mark(hovered, "hover", false);
      hovered = feature?.id ?? null;
      if (hovered !== null) mark(hovered, "hover", true);
    }
    const cell = map.getZoom() < 14 && map.queryRenderedFeatures(event.point, { layers: ["cells"] })[0];
    map.getCanvas().style.cursor = feature || cell ? "pointer" : "";
    map.getCanvas().title = cell ? setup.texts.assets_here.replace("%(count)s", cell.properties.assets.toLocaleString()) : "";
  });
  map.on("click", (event) => {
    const features = under(event.point);
    const cell = map.queryRenderedFeatures(event.point, { layers: ["cells"] })[0];
    if (cell && map.getZoom() < 14) map.easeTo({ center: cell.geometry.coordinates, zoom: Math.min(map.getZoom() + 2, 15) });
    else if (features.length === 1) choose(features[0].id, features[0].properties.code);
    else if (features.length > 1) pickOne(features.slice(0, 20), setup, (feature) => choose(feature.id, feature.properties.code));
    else choose(null, "");
  });

  let timer;
  const filtersChanged = (remember = true) => {
    state.write(remember);
    clearTimeout(timer);
    timer = setTimeout(() => {
      map.getSource("assets").setTiles([tileAddress(state.filters())]);
      showCounts(state);
    }, 200);
  };
  const goToDistrict = () => {
    const district = setup.districts.find((entry) => entry.code === state.district);
    const [w, s, e, n] = district ? district.bounds : setup.home;
    map.fitBounds([[w, s], [e, n]], { padding: 30 });
  };

  makeLegend(setup, state, filtersChanged);
  syncLegend(state);
  showCounts(state);
  makeSearch(setup, (asset) => {
    const point = middle(asset.geometry);
    map.easeTo({ center: point, zoom: Math.max(map.getZoom(), 17) });
    choose(asset.id ?? null, asset.properties.code);
  });
  document.getElementById("district").addEventListener("change", (event) => {
    state.district = event.target.value;
    filtersChanged();
    goToDistrict();
  });
  if (state.district && !state.place) goToDistrict();
  document.getElementById("card-close").addEventListener("click", () => choose(null, ""));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.getElementById("card").hidden) choose(null, "");
  });
  const panel = document.getElementById("map-panel");
  const toggle = document.getElementById("panel-toggle");
  toggle.addEventListener("click", () => toggle.setAttribute("aria-expanded", panel.classList.toggle("open")));
  window.addEventListener("popstate", () => {
    state.read();
    syncLegend(state);
    map.getSource("assets").setTiles([tileAddress(state.filters())]);
    showCounts(state);
    if (state.place) map.jumpTo({ center: [state.place.lon, state.place.lat], zoom: state.place.zoom });
    if (state.asset) openCard(state.asset, setup);
    else closeCard();
  });
  if (state.asset) openCard(state.asset, setup);
}

// A point on the asset to centre the map on.
function middle(geometry) {
  let place = geometry.coordinates;
  while (Array.isArray(place[0]) && Array.isArray(place[0][0])) place = place[0];
  return Array.isArray(place[0]) ? place[Math.floor(place.length / 2)] : place;
}

function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

if (canDraw()) start();
else {
  loading.hidden = true;
  problem.textContent = setup.texts.no_webgl;
  problem.hidden = false;
}
