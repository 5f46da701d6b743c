// Where things move: an arrow from the place before to the place after; where the arrow would be too short to see, a sign.

const COLOUR = "#7a4a00";
// Shorter than this on the screen an arrow is only a sign: a ring with a point in it.
const SHORTEST_PX = 18;
const HEAD_PX = 9;

/** Draws the arrows of the features that move into `group`, anew at each zoom. `label(feature)` gives the tooltip. */
export function drawArrows(map, group, features, label) {
  const L = window.L;
  group.clearLayers();
  for (const feature of features) {
    const [from, to] = feature.properties.arrow.map(([lon, lat]) => L.latLng(lat, lon));
    const a = map.latLngToLayerPoint(from);
    const b = map.latLngToLayerPoint(to);
    const length = a.distanceTo(b);
    const parts = length < SHORTEST_PX ? [sign(L, to)] : [shaft(L, from, to), head(L, map, a, b)];
    for (const part of parts) {
      part.feature = feature;
      part.bindTooltip(label(feature));
      group.addLayer(part);
    }
  }
}

function shaft(L, from, to) {
  return L.polyline([from, to], { color: COLOUR, weight: 2.5, opacity: 0.95 });
}

function head(L, map, a, b) {
  const along = b.subtract(a).divideBy(a.distanceTo(b));
  const side = L.point(-along.y, along.x);
  const back = b.subtract(along.multiplyBy(HEAD_PX));
  const corners = [b, back.add(side.multiplyBy(HEAD_PX * 0.55)), back.subtract(side.multiplyBy(HEAD_PX * 0.55))];
  return L.polygon(corners.map((corner) => map.layerPointToLatLng(corner)), {
    color: COLOUR,
    weight: 1,
    fillColor: COLOUR,
    fillOpacity: 1,
  });
}

function sign(L, place) {
  return L.circleMarker(place, { radius: 9, color: COLOUR, weight: 2.5, fill: true, fillOpacity: 0, dashArray: "3 2" });
}
