// The small map of the field page: where one stands, what was found, and a tap to choose another place.
import { drawAround } from "../registry/surroundings.js";

const NEAR_ZOOM = 17;

export function placeMap(map, setup, chosen) {
  const L = window.L;
  map.getContainer().setAttribute("aria-label", setup.texts.map_label);
  const colourOf = (condition) => getComputedStyle(document.documentElement)
    .getPropertyValue(condition ? `--condition-${condition}` : "--condition-unknown").trim();
  const results = L.featureGroup().addTo(map);
  const here = L.featureGroup().addTo(map);
  drawDistricts(map, setup.districts_url);
  drawAround(map, setup, results);
  map.on("click", ({ latlng }) => chosen(latlng.wrap().lng, latlng.wrap().lat));

  return {
    showPlace({ lon, lat, accuracy_m: accuracy }) {
      here.clearLayers();
      if (accuracy) L.circle([lat, lon], { radius: accuracy, interactive: false, weight: 1, color: "#0a6496", fillOpacity: 0.1 }).addTo(here);
      L.circleMarker([lat, lon], { radius: 8, interactive: false, weight: 3, color: "#fff", fillColor: "#0a6496", fillOpacity: 1 }).addTo(here);
      if (map.getZoom() < 14 || !map.getBounds().pad(-0.2).contains([lat, lon])) map.setView([lat, lon], NEAR_ZOOM);
    },
    showResults(assets) {
      results.clearLayers();
      for (const asset of assets) {
        L.circleMarker([asset.lat, asset.lon], {
          radius: 6, interactive: false, weight: 1.5, color: "#17242d", fillColor: colourOf(asset.condition), fillOpacity: 1,
        }).addTo(results);
      }
      here.bringToFront();
    },
  };
}

// Outlines for orientation; without them the map still takes a tap.
async function drawDistricts(map, url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  window.L.geoJSON(await answer.json(), {
    interactive: false, style: { color: "#4a5b67", weight: 1.5, dashArray: "4 4", fill: false },
  }).addTo(map);
}
