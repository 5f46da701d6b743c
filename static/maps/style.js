// The map's style: sources, layers, colours. `zoom` stands only at the top of an expression (MapLibre refuses it elsewhere).

const FONT = ["Noto Sans CJK SC"]; // any name: glyphs come from the reader's own fonts
const SMALL = ["manhole", "inlet", "junction"];
const NETWORK_NODES = ["manhole", "inlet", "junction", "outfall", "sluice_gate"];

const sheetColour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The colours of conditions 0 (unknown) to 5, from the design sheet.
export function conditionColours() {
  return Object.fromEntries([0, 1, 2, 3, 4, 5].map((grade) => [grade, sheetColour(`--condition-${grade || "unknown"}`)]));
}

// The colours of bands 0 (unknown or none) to 5 of any other measure.
export function bandColours() {
  return Object.fromEntries([0, 1, 2, 3, 4, 5].map((band) => [band, sheetColour(`--band-${band}`)]));
}

// What a measure colours by: the features' property, the colours, the name its symbols begin with.
export function colouring(measure) {
  return !measure || measure === "condition"
    ? { property: "condition", colours: conditionColours(), prefix: "c" }
    : { property: "band", colours: bandColours(), prefix: "b" };
}

const byGrade = ({ property, colours }) => ["match", ["get", property], ...[1, 2, 3, 4, 5].flatMap((grade) => [grade, colours[grade]]), colours[0]];
const meanColour = ({ colours }) => [
  "case", ["has", "mean"],
  ["interpolate", ["linear"], ["get", "mean"], ...[1, 2, 3, 4, 5].flatMap((grade) => [grade, colours[grade]])],
  colours[0],
];
const iconOf = (setup, { property, prefix }) => [
  "concat",
  ["match", ["get", "asset_class"], ...Object.entries(setup.classes).flatMap(([name, entry]) => [name, entry.symbol]), "circle"],
  `-${prefix}`, ["to-string", ["coalesce", ["get", property], 0]],
];

const areaFill = ["match", ["get", "asset_class"], "water_body", "#a9d3e8", "park", "#bfe0b4", "treatment_plant", "#d9c7e2", "#e3d3c2"];
const areaEdge = ["match", ["get", "asset_class"], "water_body", "#5b9fc4", "park", "#5f9a4d", "treatment_plant", "#85619a", "#94714d"];
const LABELS = ["line-labels", "node-codes", "area-names", "point-names"];

export function tileAddress(query) {
  return `${location.origin}/tiles/{z}/{x}/{y}.mvt${query ? `?${query}` : ""}`;
}

export function makeStyle(setup, query, measure) {
  const how = colouring(measure);
  const hovered = (yes, no) => ["case", ["boolean", ["feature-state", "hover"], false], yes, no];
  const chosen = (yes, no) => ["case", ["boolean", ["feature-state", "chosen"], false], yes, no];
  const name = setup.language === "en" ? ["get", "name_en"] : ["get", "name"];
  const width = (base) => ["*", base, ["interpolate", ["linear"], ["get", "size_mm"], 200, 1, 800, 1.8, 2000, 3]];
  const layer = (id, type, from, rest) => ({ id, type, source: "assets", "source-layer": from, ...rest });
  const ink = { "text-color": "#17242d", "text-halo-color": "#ffffff", "text-halo-width": 1.4 };
  return {
    version: 8,
    sources: { assets: { type: "vector", tiles: [tileAddress(query)], minzoom: 0, maxzoom: 17 } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#dcebf2" } },
      layer("district-land", "fill", "districts", { filter: ["==", ["get", "level"], "district"], paint: { "fill-color": "#f7f5ef" } }),
      layer("areas", "fill", "assets_areas", { paint: { "fill-color": areaFill, "fill-opacity": 0.85 } }),
      layer("areas-edge", "line", "assets_areas", {
        paint: { "line-color": chosen("#f2a900", areaEdge), "line-width": chosen(4, hovered(3, 1)) },
      }),
      layer("areas-condition", "line", "assets_areas", {
        minzoom: 13,
        filter: ["match", ["get", "asset_class"], ["park", "waste_facility", "treatment_plant"], true, false],
        paint: { "line-color": byGrade(how), "line-width": 2.5, "line-offset": 2 },
      }),
      layer("district-edge", "line", "districts", {
        paint: { "line-color": "#6d5f8d", "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1, 14, 2], "line-dasharray": [4, 2] },
      }),
      layer("mains", "line", "mains", {
        maxzoom: 14,
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": byGrade(how), "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1.2, 13, 2.2] },
      }),
      layer("lines-chosen", "line", "assets_lines", {
        paint: { "line-color": "#f2a900", "line-width": ["interpolate", ["linear"], ["zoom"], 14, chosen(7, hovered(5, 0)), 18, chosen(14, hovered(10, 0))] },
      }),
      layer("lines", "line", "assets_lines", {
        layout: { "line-cap": "round", "line-join": "round" },
        paint: {
          "line-color": byGrade(how),
          "line-width": ["interpolate", ["linear"], ["zoom"], 14, width(1.1), 18, width(3)],
        },
      }),
      layer("flow", "symbol", "assets_lines", {
        minzoom: 16,
        layout: {
          "symbol-placement": "line", "symbol-spacing": 90, "icon-image": "flow", "icon-size": 0.8,
          "icon-rotate": ["case", ["get", "flow_against"], 180, 0], "icon-allow-overlap": true,
        },
      }),
      layer("cells", "circle", "cells", {
        maxzoom: 14,
        paint: {
          "circle-color": meanColour(how),
          "circle-opacity": 0.72,
          "circle-stroke-color": "#ffffff",
          "circle-stroke-width": 1,
          "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "assets"]], 1, 3, 10, 7, 40, 13, 150, 22],
        },
      }),
      layer("points-chosen", "circle", "assets_points", {
        paint: { "circle-color": "#f2a900", "circle-radius": chosen(13, hovered(10, 0)), "circle-opacity": 0.9 },
      }),
      layer("points-small", "circle", "assets_points", {
        minzoom: 14, maxzoom: 16,
        filter: ["match", ["get", "asset_class"], SMALL, true, false],
        paint: { "circle-color": byGrade(how), "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 1.6, 16, 3.5], "circle-stroke-color": "#17242d", "circle-stroke-width": 0.4 },
      }),
      layer("points", "symbol", "assets_points", {
        minzoom: 11,
        filter: ["step", ["zoom"], ["match", ["get", "asset_class"], SMALL, false, true], 16, true],
        layout: {
          "icon-image": iconOf(setup, how),
          "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 0.7, 16, 0.75, 19, 1.1],
          "icon-allow-overlap": true, "icon-ignore-placement": true,
        },
      }),
      layer("line-labels", "symbol", "assets_lines", {
        minzoom: 17,
        layout: {
          "symbol-placement": "line-center", "text-font": FONT, "text-size": 11, "text-offset": [0, -0.9],
          "text-field": ["step", ["zoom"],
            ["case", [">", ["get", "size_mm"], 0], ["concat", "d", ["to-string", ["get", "size_mm"]]], ""], 18,
            ["case", [">", ["get", "size_mm"], 0], ["concat", ["get", "code"], "  d", ["to-string", ["get", "size_mm"]]], ["get", "code"]]],
        },
        paint: ink,
      }),
      layer("node-codes", "symbol", "assets_points", {
        minzoom: 18,
        filter: ["all", ["==", ["get", "name"], ""], ["match", ["get", "asset_class"], NETWORK_NODES, true, false]],
        layout: { "text-field": ["get", "code"], "text-font": FONT, "text-size": 10, "text-anchor": "top", "text-offset": [0, 1] },
        paint: ink,
      }),
      layer("area-names", "symbol", "assets_areas", {
        minzoom: 14,
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "text-optional": true },
        paint: { "text-color": "#2f4f3a", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
      }),
      layer("point-names", "symbol", "assets_points", {
        minzoom: 15,
        filter: ["!=", ["get", "name"], ""],
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.9] },
        paint: ink,
      }),
      layer("district-names", "symbol", "district_labels", {
        maxzoom: 15,
        layout: { "text-field": name, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 8, 12, 12, 18], "text-letter-spacing": 0.1 },
        paint: { "text-color": "#4b3f6b", "text-halo-color": "#ffffff", "text-halo-width": 2 },
      }),
    ],
  };
}

// Colour a map that is drawn already by another measure; nothing where it is that one already.
export function recolour(map, setup, measure) {
  const how = colouring(measure);
  if (JSON.stringify(map.getPaintProperty("lines", "line-color")) === JSON.stringify(byGrade(how))) return;
  for (const id of ["areas-condition", "mains", "lines"]) map.setPaintProperty(id, "line-color", byGrade(how));
  map.setPaintProperty("cells", "circle-color", meanColour(how));
  map.setPaintProperty("points-small", "circle-color", byGrade(how));
  map.setLayoutProperty("points", "icon-image", iconOf(setup, how));
}

const show = (map, id, shown) => {
  const now = map.getLayoutProperty(id, "visibility") !== "none";
  if (now !== shown) map.setLayoutProperty(id, "visibility", shown ? "visible" : "none");
};

export function showLabels(map, shown) {
  for (const id of LABELS) show(map, id, shown);
}

// Where no class, condition or status is chosen nothing but the districts is drawn.
export function showNothing(map, nothing, labels) {
  for (const layer of map.getStyle().layers) {
    if (layer.source !== "assets" || layer["source-layer"].startsWith("district")) continue;
    show(map, layer.id, !nothing && (labels || !LABELS.includes(layer.id)));
  }
}

export const CLICKABLE = ["points", "points-small", "lines", "areas"];
