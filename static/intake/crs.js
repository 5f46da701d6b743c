// The coordinate systems that fit, on a small map over the districts' outlines: choose one and see where it puts things.
import { boundsOfPlaces, drawDistricts, drawKnown } from "./outlines.js";

const frame = document.getElementById("crs-places");
const form = document.getElementById("crs-form");
const texts = JSON.parse(document.getElementById("texts").textContent);
const near = document.getElementById("crs-near");
const COLOUR = "#b3125e";

window.showSystems = async (map) => {
  const L = window.L;
  map.getContainer().setAttribute("aria-label", texts.crs_map);
  const answer = await fetch(frame.dataset.placesUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { systems, districts } = await answer.json();
  const outlines = drawDistricts(map, districts);
  const renderer = L.canvas();
  drawKnown(map, frame.dataset.knownUrl);
  const drawn = L.layerGroup().addTo(map);
  const show = () => {
    const chosen = form.querySelector("input[name=srid]:checked");
    drawn.clearLayers();
    for (const system of systems) {
      const here = chosen && String(system.srid) === chosen.value && (system.swapped_axes ? "1" : "0") === chosen.dataset.swapped;
      if (system.extent && !here) {
        drawn.addLayer(L.geoJSON(system.extent, { interactive: false, style: { color: "#6b7c88", weight: 1, dashArray: "3 3", fill: false } }));
      }
    }
    const system = systems.find((one) => chosen && String(one.srid) === chosen.value && (one.swapped_axes ? "1" : "0") === chosen.dataset.swapped);
    if (!system?.extent) return;
    const bounds = boundsOfPlaces(system.places, outlines);
    drawn.addLayer(L.rectangle(bounds, { interactive: false, color: COLOUR, weight: 2, fillOpacity: 0.08 }));
    for (const [lon, lat] of system.places) {
      drawn.addLayer(L.circleMarker([lat, lon], { renderer, interactive: false, radius: 3, weight: 1, color: "#fff", fillColor: COLOUR, fillOpacity: 1 }));
    }
    const whole = L.latLngBounds(bounds.getSouthWest(), bounds.getNorthEast());
    // However small the delivery is in the city: a ring around it.
    drawn.addLayer(L.circleMarker(bounds.getCenter(), { interactive: false, radius: 14, color: COLOUR, weight: 2.5, fill: false }));
    near.onclick = () => map.fitBounds(bounds.pad(0.3), { maxZoom: 18 });
    if (outlines.getLayers().length) whole.extend(outlines.getBounds());
    map.fitBounds(whole.pad(0.02), { maxZoom: 17, animate: false });
    document.documentElement.dataset.crsMap = String(system.srid);
  };
  form.addEventListener("change", show);
  show();
};
