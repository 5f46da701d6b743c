// Drawing on the map: a rectangle, a polygon, a freehand outline; a polygon with the keyboard alone too.

const EMPTY = { type: "FeatureCollection", features: [] };
const LEAST_PULL_PX = 4;
const FREEHAND_STEP_PX = 5;
const CLOSE_PX = 10;

// Layers that show the shape, above everything else. Called on each map once its style is there.
export function addDrawingLayers(map) {
  map.addSource("drawn", { type: "geojson", data: EMPTY });
  map.addLayer({ id: "drawn-fill", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#0a6496", "fill-opacity": 0.12 } });
  map.addLayer({ id: "drawn-line", type: "line", source: "drawn", paint: { "line-color": "#0b3d59", "line-width": 2.5, "line-dasharray": [2, 1] } });
  map.addLayer({ id: "drawn-corners", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#ffffff", "circle-stroke-color": "#0b3d59", "circle-stroke-width": 2 } });
}

export function showShape(map, ring, corners = []) {
  const source = map.getSource("drawn");
  if (!source) return;
  const features = corners.map((place) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }));
  if (ring?.length >= 3) features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } });
  else if (ring?.length === 2) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ring } });
  source.setData({ type: "FeatureCollection", features });
}

export const rectangle = (one, other) => [[one.lng, one.lat], [other.lng, one.lat], [other.lng, other.lat], [one.lng, other.lat]];

// The window as a ring.
export function windowRing(map) {
  const bounds = map.getBounds();
  return rectangle(bounds.getSouthWest(), bounds.getNorthEast());
}

export class Drawing {
  // `finished(ring)` gets the corners [lon, lat] without the closing one; `said(sentence)` what to do next.
  constructor(map, setup, { finished, said, changed }) {
    Object.assign(this, { map, setup, finished, said, changed, mode: null, ring: [], from: null });
    map.on("mousedown", (event) => this.press(event));
    map.on("mousemove", (event) => this.pull(event));
    map.on("mouseup", (event) => this.release(event));
    map.on("touchstart", (event) => { if (event.points.length === 1) this.press(event); });
    map.on("touchmove", (event) => this.pull(event));
    map.on("touchend", (event) => this.release(event));
    map.on("click", (event) => this.corner(event));
    map.on("dblclick", (event) => { if (this.mode === "polygon") { event.preventDefault(); this.finish(); } });
    map.getCanvas().addEventListener("keydown", (event) => this.key(event), true);
  }

  get active() {
    return this.mode !== null;
  }

  start(mode) {
    this.stop();
    this.mode = mode;
    this.ring = [];
    const { map } = this;
    if (mode === "polygon") map.doubleClickZoom.disable();
    else map.dragPan.disable();
    map.getContainer().classList.add("drawing");
    document.getElementById("map-cross").hidden = mode !== "polygon";
    showShape(map, null);
    this.said(this.setup.texts[`draw_${mode}`]);
    this.changed();
    if (mode === "polygon") map.getCanvas().focus();
  }

  stop() {
    if (!this.mode) return;
    this.mode = null;
    this.from = null;
    this.map.dragPan.enable();
    // At once enabled, the double click that ended the polygon would still zoom.
    setTimeout(() => this.map.doubleClickZoom.enable(), 400);
    this.map.getContainer().classList.remove("drawing");
    document.getElementById("map-cross").hidden = true;
    this.said("");
    this.changed();
  }

  press(event) {
    if (!this.mode || this.mode === "polygon") return;
    event.preventDefault();
    this.from = event;
    this.ring = [[event.lngLat.lng, event.lngLat.lat]];
  }

  pull(event) {
    if (this.mode === "polygon" && this.ring.length) {
      showShape(this.map, [...this.ring, [event.lngLat.lng, event.lngLat.lat]], this.ring);
      return;
    }
    if (!this.from) return;
    if (this.mode === "rectangle") this.ring = rectangle(this.from.lngLat, event.lngLat);
    else if (this.far(this.ring.at(-1), event.point, FREEHAND_STEP_PX)) this.ring.push([event.lngLat.lng, event.lngLat.lat]);
    this.last = event.point;
    showShape(this.map, this.ring);
  }

  release() {
    if (!this.from) return;
    const pulled = this.last && Math.hypot(this.last.x - this.from.point.x, this.last.y - this.from.point.y) > LEAST_PULL_PX;
    this.from = null;
    this.last = null;
    if (this.mode === "freehand" ? this.ring.length >= 3 : pulled) this.finish();
    else this.ring = [];
  }

  far(place, point, pixels) {
    const other = this.map.project(place);
    return Math.hypot(other.x - point.x, other.y - point.y) >= pixels;
  }

  corner(event) {
    if (this.mode !== "polygon") return;
    if (this.ring.length >= 3 && !this.far(this.ring[0], event.point, CLOSE_PX)) { this.finish(); return; }
    if (this.ring.length && !this.far(this.ring.at(-1), event.point, 3)) return; // the second click of a double click
    this.add(event.lngLat);
  }

  add({ lng, lat }) {
    this.ring.push([lng, lat]);
    showShape(this.map, this.ring, this.ring);
  }

  key(event) {
    if (this.mode !== "polygon") return;
    if (event.key === " ") this.add(this.map.getCenter());
    else if (event.key === "Enter") this.finish();
    else if (event.key === "Backspace") { this.ring.pop(); showShape(this.map, this.ring, this.ring); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  finish() {
    if (this.ring.length < 3) { this.said(this.setup.texts.too_few_corners); return; }
    const ring = this.ring;
    this.stop();
    showShape(this.map, ring);
    this.finished(ring);
  }
}
