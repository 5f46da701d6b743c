// What lies beneath a small map of an import: the districts' outlines with their names, and the assets that are known there.

const chinese = document.documentElement.lang.startsWith("zh");

/** Draws the districts and returns the layer. */
export function drawDistricts(map, districts) {
  const L = window.L;
  return L.geoJSON(districts, {
    interactive: false,
    style: { color: "#4a5b67", weight: 1.2, fillColor: "#ffffff", fillOpacity: 0.6 },
    onEachFeature: (feature, layer) => {
      const name = document.createElement("span");
      name.textContent = (chinese ? "" : feature.properties.name_en) || feature.properties.name;
      layer.bindTooltip(name, { permanent: true, direction: "center", className: "district-name" });
    },
  }).addTo(map);
}

/** Where the places of a delivery lie ([lon, lat] each): those in the city's bounds where there are any, for a few may be lost. */
export function boundsOfPlaces(places, outlines) {
  const L = window.L;
  const all = places.map(([lon, lat]) => L.latLng(lat, lon));
  const city = outlines.getBounds();
  const inside = city.isValid() ? all.filter((place) => city.contains(place)) : [];
  return L.latLngBounds(inside.length ? inside : all);
}

const KNOWN = 500;
const FROM_ZOOM = 15;

/** Draws the registry's assets in grey beneath the rest once the map is near enough, and again where it moves. */
export function drawKnown(map, address) {
  const L = window.L;
  const pane = map.createPane("known");
  pane.style.zIndex = 350;
  const renderer = L.canvas({ pane: "known" });
  const known = L.geoJSON(null, {
    interactive: false,
    renderer,
    pane: "known",
    style: { color: "#a9b6bf", weight: 1.5, fillOpacity: 0.1 },
    pointToLayer: (_feature, place) =>
      L.circleMarker(place, { renderer, pane: "known", interactive: false, radius: 3, color: "#8a9aa5", weight: 1, fillColor: "#d5dde2", fillOpacity: 1 }),
  }).addTo(map);
  let asked = null;
  const load = async () => {
    if (map.getZoom() < FROM_ZOOM || asked?.contains(map.getBounds())) return;
    asked = map.getBounds().pad(0.2);
    const box = [asked.getWest(), asked.getSouth(), asked.getEast(), asked.getNorth()].map((degrees) => degrees.toFixed(6));
    const answer = await fetch(`${address}?page_size=${KNOWN}&bbox=${box.join(",")}`);
    // Company, not content: without them the map still shows the delivery.
    if (!answer.ok) return;
    known.clearLayers();
    known.addData(await answer.json());
  };
  map.on("moveend", load);
  load();
}
