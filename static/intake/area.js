// Drawing the area that a delivery is the whole of: corners by clicks, or from the keyboard in the map's middle.
import { boundsOfPlaces, drawDistricts, drawKnown } from "./outlines.js";

const details = document.getElementById("area");
const frame = document.getElementById("area-draw");
const field = document.getElementById("id_replace_area");
const district = document.getElementById("id_replace_district");
const note = document.getElementById("area-note");
const texts = JSON.parse(document.getElementById("texts").textContent);

window.drawArea = (map) => {
  const L = window.L;
  let corners = [];
  let ready = false;
  const drawn = L.layerGroup().addTo(map);
  map.getContainer().setAttribute("aria-label", texts.area_map);

  const draw = () => {
    drawn.clearLayers();
    if (corners.length > 1) drawn.addLayer(L.polygon(corners, { color: "#5b2a86", weight: 2, fillOpacity: 0.15, interactive: false }));
    for (const corner of corners) {
      drawn.addLayer(L.circleMarker(corner, { radius: 4, color: "#5b2a86", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false }));
    }
    note.textContent = corners.length ? texts.corners.replace("%(count)s", corners.length) : texts.no_area;
  };
  const write = () => {
    const ring = corners.map(({ lat, lng }) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))]);
    field.value = ring.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] }) : "";
    if (field.value) district.value = "";
    draw();
  };
  const read = () => {
    corners = [];
    if (field.value.trim()) {
      try {
        const shape = L.geoJSON(JSON.parse(field.value));
        const [layer] = shape.getLayers();
        let ring = layer.getLatLngs();
        while (Array.isArray(ring[0])) ring = ring[0];
        corners = [...ring];
        district.value = "";
        map.fitBounds(shape.getBounds().pad(0.2), { animate: false });
      } catch {
        drawn.clearLayers();
        note.textContent = texts.bad_area;
        return;
      }
    }
    draw();
  };
  const begin = async () => {
    map.invalidateSize();
    if (ready) return;
    ready = true;
    drawKnown(map, frame.dataset.knownUrl);
    const answer = await fetch(frame.dataset.placesUrl, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const { systems, districts } = await answer.json();
      const outlines = drawDistricts(map, districts);
      const places = systems.find((system) => system.used)?.places;
      if (places?.length) {
        const here = boundsOfPlaces(places, outlines);
        L.rectangle(here, { interactive: false, color: "#d98200", weight: 2, fill: false }).addTo(map);
        map.fitBounds(here.pad(0.5), { maxZoom: 17, animate: false });
      } else if (outlines.getLayers().length) {
        map.fitBounds(outlines.getBounds(), { animate: false });
      }
    }
    read();
  };

  map.on("click", (event) => {
    corners.push(event.latlng);
    write();
  });
  const tools = {
    add: () => corners.push(map.getCenter()),
    undo: () => corners.pop(),
    clear: () => { corners = []; },
  };
  for (const button of document.querySelectorAll("[data-area]")) {
    button.addEventListener("click", () => {
      tools[button.dataset.area]();
      write();
    });
  }
  field.addEventListener("change", read);
  district.addEventListener("change", () => {
    if (!district.value) return;
    corners = [];
    write();
  });
  details.addEventListener("toggle", () => { if (details.open) begin(); });
  if (details.open) begin();
};
