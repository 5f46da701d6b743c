// The small map of an asset's page: its district's outline beneath, its neighbours in grey, itself on top.
import { drawAround, drawOutline } from "./surroundings.js";

const place = JSON.parse(document.getElementById("asset-place").textContent);

window.showAsset = (map) => {
  map.getContainer().setAttribute("aria-label", place.texts.map);
  drawOutline(map, place);
  const colour = getComputedStyle(document.documentElement)
    .getPropertyValue(place.condition ? `--condition-${place.condition}` : "--condition-unknown")
    .trim();
  const shape = L.geoJSON(place.geometry, {
    style: { color: colour, weight: 6, fillColor: colour, fillOpacity: 0.45 },
    pointToLayer: (_feature, latlng) =>
      L.circleMarker(latlng, { radius: 9, color: "#17242d", weight: 2, fillColor: colour, fillOpacity: 1 }),
  }).addTo(map);
  map.fitBounds(shape.getBounds().pad(0.4), { maxZoom: 18, animate: false });
  drawAround(map, place, shape);
};
