// The map's style: sources, layers, colours. `zoom` stands only at the top of an expression (MapLibre refuses it elsewhere).

const FONT = ["Noto Sans CJK SC"]; // any name: glyphs come from the reader's own fonts

// The colours of conditions 0 (unknown) to 5, from the design sheet.
export function conditionColours() {
  const sheet = getComputedStyle(document.documentElement);
  const colour = (name) => sheet.getPropertyValue(`--condition-${name}`).trim();
  return { 0: colour("unknown"), 1: colour(1), 2: colour(2), 3: colour(3), 4: colour(4), 5: colour(5) };
}

const byCondition = (colours) => ["match", ["get", "condition"], ...[1, 2, 3, 4, 5].flatMap((grade) => [grade, colours[grade]]), colours[0]];
const meanColour = (colours) => [
  "case", ["has", "mean"],
  ["interpolate", ["linear"], ["get", "mean"], ...[1, 2, 3, 4, 5].flatMap((grade) => [grade, colours[grade]])],
  colours[0],
];

const areaFill = ["match", ["get", "asset_class"], "water_body", "#a9d3e8", "park", "#bfe0b4", "treatment_plant", "#d9c7e2", "#e3d3c2"];
const areaEdge = ["match", ["get", "asset_class"], "water_body", "#5b9fc4", "park", "#5f9a4d", "treatment_plant", "#85619a", "#94714d"];

export function tileAddress(filters) {
  return `${location.origin}/tiles/{z}/{x}/{y}.mvt${filters ? `?${filters}` : ""}`;
}

export function makeStyle(setup, filters) {
  const colours = conditionColours();
  const symbolOf = ["match", ["get", "asset_class"], ...Object.entries(setup.classes).flatMap(([name, entry]) => [name, entry.symbol]), "circle"];
  const hovered = (yes, no) => ["case", ["boolean", ["feature-state", "hover"], false], yes, no];
  const chosen = (yes, no) => ["case", ["boolean", ["feature-state", "chosen"], false], yes, no];
  const name = setup.language === "en" ? ["get", "name_en"] : ["get", "name"];
  const width = (base) => ["*", base, ["interpolate", ["linear"], ["get", "size_mm"], 200, 1, 800, 1.8, 2000, 3]];
  const layer = (id, type, from, rest) => ({ id, type, source: "assets", "source-layer": from, ...rest });
  return {
    version: 8,
    sources: { assets: { type: "vector", tiles: [tileAddress(filters)], minzoom: 0, maxzoom: 17 } },
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
        paint: { "line-color": byCondition(colours), "line-width": 2.5, "line-offset": 2 },
      }),
      layer("district-edge", "line", "districts", {
        paint: { "line-color": "#6d5f8d", "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1, 14, 2], "line-dasharray": [4, 2] },
      }),
      layer("mains", "line", "mains", {
        maxzoom: 14,
        layout: { "line-cap": "round", "line-join": "round" },
        paint: { "line-color": byCondition(colours), "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1.2, 13, 2.2] },
      }),
      layer("lines-chosen", "line", "assets_lines", {
        paint: { "line-color": "#f2a900", "line-width": ["interpolate", ["linear"], ["zoom"], 14, chosen(7, hovered(5, 0)), 18, chosen(14, hovered(10, 0))] },
      }),
      layer("lines", "line", "assets_lines", {
        layout: { "line-cap": "round", "line-join": "round" },
        paint: {
          "line-color": byCondition(colours),
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
          "circle-color": meanColour(colours),
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
        filter: ["match", ["get", "asset_class"], ["manhole", "inlet", "junction"], true, false],
        paint: { "circle-color": byCondition(colours), "circle-radius": ["interpolate", ["linear"], ["zoom"], 14, 1.6, 16, 3.5], "circle-stroke-color": "#17242d", "circle-stroke-width": 0.4 },
      }),
      layer("points", "symbol", "assets_points", {
        minzoom: 11,
        filter: ["step", ["zoom"], ["match", ["get", "asset_class"], ["manhole", "inlet", "junction"], false, true], 16, true],
        layout: {
          "icon-image": ["concat", symbolOf, "-", ["to-string", ["get", "condition"]]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 11, 0.7, 16, 0.75, 19, 1.1],
          "icon-allow-overlap": true, "icon-ignore-placement": true,
        },
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
        paint: { "text-color": "#17242d", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
      }),
      layer("district-names", "symbol", "district_labels", {
        maxzoom: 15,
        layout: { "text-field": name, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 8, 12, 12, 18], "text-letter-spacing": 0.1 },
        paint: { "text-color": "#4b3f6b", "text-halo-color": "#ffffff", "text-halo-width": 2 },
      }),
    ],
  };
}

export const CLICKABLE = ["points", "points-small", "lines", "areas"];
