// What lies around an asset on a small map without a base map: its district's outline and its neighbours.

const NEIGHBOURS = 400;

/** Draws the outline of the asset's district where it has one. */
export function drawOutline(map, place) {
  if (!place.district) return;
  L.geoJSON(place.district, { interactive: false, style: { color: "#4a5b67", weight: 1.5, dashArray: "4 4", fill: false } }).addTo(map);
}

/** Draws the neighbours beneath `shape`, and again when the map has moved far enough to show others. */
export function drawAround(map, place, shape) {
  const neighbours = L.geoJSON(null, {
    filter: (feature) => feature.id !== place.code,
    style: { color: "#8a9aa5", weight: 2, fillOpacity: 0.1 },
    pointToLayer: (_feature, latlng) =>
      L.circleMarker(latlng, { radius: 4, color: "#6b7c88", weight: 1, fillColor: "#c6d1d8", fillOpacity: 1 }),
    onEachFeature: (feature, layer) => {
      const { name, asset_class: assetClass } = feature.properties;
      layer.bindTooltip([place.texts.classes[assetClass], name || feature.id].join(" "));
      layer.on("click", () => {
        window.location.href = place.asset_url.replace("CODE", encodeURIComponent(feature.id));
      });
    },
  }).addTo(map);
  let asked = null;
  const load = async () => {
    if (map.getZoom() < 14) return;
    const bounds = map.getBounds().pad(0.1);
    if (asked?.contains(map.getBounds())) return;
    asked = bounds;
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degrees) => degrees.toFixed(6));
    const answer = await fetch(`${place.neighbours_url}?page_size=${NEIGHBOURS}&bbox=${box.join(",")}`);
    // The neighbours are company, not content: without them the map still says where the asset is.
    if (!answer.ok) return;
    neighbours.clearLayers();
    neighbours.addData(await answer.json());
    shape?.bringToFront();
  };
  map.on("moveend", load);
  load();
}
