// The small map beside the history: the network in grey from the site's tiles, what was done as points on it.

import * as maplibregl from "../vendor/maplibre-gl/maplibre-gl.mjs";

const INSPECTION = "#0a6496";
const WORK = "#c75b00";
const NOTHING = { type: "FeatureCollection", features: [] };

/** The map in `element`; null where the browser cannot draw it. `choose(key)` hears of clicks, `failed(word)` of tiles that did not come. */
export function makePlacesMap(element, setup, { choose, failed }) {
  if (!document.createElement("canvas").getContext("webgl2")) return null;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new maplibregl.Map({
    container: element,
    style: styleOf(`${window.location.origin}/tiles/{z}/{x}/{y}.mvt?${setup.tiles}`),
    bounds: [[116.2, 22.9], [117.4, 23.7]],
    minZoom: 6, maxZoom: 19, dragRotate: false, pitchWithRotate: false, attributionControl: false,
    cooperativeGestures: false, fadeDuration: still ? 0 : 200,
    localIdeographFontFamily: "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
    locale: {
      "NavigationControl.ZoomIn": setup.texts.zoom_in, "NavigationControl.ZoomOut": setup.texts.zoom_out, "Popup.Close": setup.texts.close,
    },
  });
  // The page is scrolled over the map: its wheel zooms only after a click on the map or with the keyboard in it.
  map.scrollZoom.disable();
  map.on("click", () => map.scrollZoom.enable());
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 90 }), "bottom-right");
  map.on("error", () => failed("failed"));
  const loaded = new Promise((resolve) => { map.once("load", resolve); });
  let features = new Map();
  let popup;
  let fitted = false;

  const open = (place, said) => {
    popup?.remove();
    popup = new maplibregl.Popup({ maxWidth: "260px" }).setLngLat(place).setDOMContent(told(said, setup.texts.open)).addTo(map);
  };
  map.on("click", "places", ({ features: [feature] }) => {
    open(feature.geometry.coordinates, feature.properties);
    choose(feature.properties.key);
  });
  for (const [event, cursor] of [["mouseenter", "pointer"], ["mouseleave", ""]]) {
    map.on(event, "places", () => { map.getCanvas().style.cursor = cursor; });
  }
  return {
    /** Shows the outline and the points; true when they are on the map. */
    async show(boundary, points) {
      await loaded;
      popup?.remove();
      features = new Map(points.features.map((feature) => [feature.id, feature]));
      for (const feature of points.features) feature.properties.key = feature.id;
      map.getSource("places").setData(points);
      map.getSource("outline").setData(boundary ? { type: "Feature", geometry: boundary, properties: {} } : NOTHING);
      if (!fitted && (boundary || points.features.length)) {
        map.fitBounds(boundsOf(boundary ?? points), { padding: 24, maxZoom: 16, animate: false });
        fitted = true;
      }
      element.dataset.points = String(points.features.length);
      return true;
    },
    /** Goes to the place of a happening and opens what is said of it. */
    async open(key, place, said) {
      await loaded;
      map.easeTo({ center: place, zoom: Math.max(map.getZoom(), 16), animate: !still });
      open(place, features.get(key)?.properties ?? said);
    },
  };
}

function styleOf(tiles) {
  const layer = (id, type, from, rest) => ({ id, type, source: "assets", "source-layer": from, ...rest });
  const colour = ["match", ["get", "what"], "inspection", INSPECTION, WORK];
  return {
    version: 8,
    sources: {
      assets: { type: "vector", tiles: [tiles], minzoom: 0, maxzoom: 17 },
      outline: { type: "geojson", data: NOTHING },
      places: { type: "geojson", data: NOTHING },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#e8eff3" } },
      layer("land", "fill", "districts", { filter: ["==", ["get", "level"], "district"], paint: { "fill-color": "#fbfaf6" } }),
      layer("areas", "fill", "assets_areas", { paint: { "fill-color": "#dfe8d6" } }),
      layer("mains", "line", "mains", { maxzoom: 14, paint: { "line-color": "#a9b7c0", "line-width": 1 } }),
      layer("lines", "line", "assets_lines", { paint: { "line-color": "#a9b7c0", "line-width": ["interpolate", ["linear"], ["zoom"], 14, 1, 18, 3] } }),
      layer("points", "circle", "assets_points", { minzoom: 15, paint: { "circle-color": "#c3ced5", "circle-radius": 2.5 } }),
      { id: "outline", type: "line", source: "outline", paint: { "line-color": "#35576b", "line-width": 1.5, "line-dasharray": [4, 3] } },
      {
        id: "places", type: "circle", source: "places",
        paint: {
          "circle-color": colour, "circle-opacity": 0.85, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 3.5, 14, 6, 18, 9],
        },
      },
      layer("names", "symbol", "district_labels", {
        maxzoom: 14,
        layout: { "text-field": document.documentElement.lang === "en" ? ["get", "name_en"] : ["get", "name"], "text-font": ["Noto Sans CJK SC"], "text-size": 12 },
        paint: { "text-color": "#4b3f6b", "text-halo-color": "#ffffff", "text-halo-width": 2 },
      }),
    ],
  };
}

function told(said, openWord) {
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = said.title;
  const line = document.createElement("p");
  line.textContent = `${said.day} ${said.said ?? ""}`;
  const link = document.createElement("a");
  link.href = said.url;
  link.textContent = openWord;
  box.append(title, line, link);
  return box;
}

function boundsOf(shape) {
  const bounds = new maplibregl.LngLatBounds();
  const walk = (part) => (typeof part[0] === "number" ? bounds.extend(part) : part.forEach(walk));
  for (const geometry of shape.features?.map((feature) => feature.geometry) ?? [shape]) walk(geometry.coordinates);
  return bounds;
}
