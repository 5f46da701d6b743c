// The review's small map: new, changed (with where it was), unchanged and rejected rows.

const COLOURS = { created: "#1b7f4b", updated: "#d98200", before: "#7a4a00", unchanged: "#8a949b", rejected: "#a61e2d", removed: "#5b2a86" };
const address = document.getElementById("review-script").dataset.mapUrl;
const texts = JSON.parse(document.getElementById("texts").textContent);

window.showImport = async (map) => {
  const note = document.getElementById("import-map-note");
  const L = window.L;
  let found;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    found = await answer.json();
  } catch {
    note.textContent = texts.failed;
    return;
  }
  if (!found.features.length) {
    note.textContent = texts.nothing;
    return;
  }
  const drawn = L.geoJSON(found, {
    renderer: L.canvas(),
    style: (feature) => ({
      color: COLOURS[feature.properties.state],
      weight: feature.properties.state === "before" ? 2 : 3,
      dashArray: feature.properties.state === "before" ? "5 4" : null,
      fillOpacity: 0.25,
    }),
    pointToLayer: (feature, place) => L.circleMarker(place, {
      renderer: L.canvas(),
      radius: 5,
      weight: 1.5,
      color: feature.properties.state === "before" ? COLOURS.before : "#17242d",
      fillColor: feature.properties.state === "before" ? "#ffffff" : COLOURS[feature.properties.state],
      fillOpacity: 0.9,
    }),
    onEachFeature: (feature, layer) => {
      const { code, state, row } = feature.properties;
      const label = document.createElement("span");
      label.textContent = `${code || row}: ${texts[state]}`;
      layer.bindTooltip(label);
    },
  }).addTo(map);
  map.fitBounds(drawn.getBounds().pad(0.1), { maxZoom: 17 });
  note.textContent = found.truncated ? texts.truncated : "";
  document.documentElement.dataset.reviewMap = "ready";
};

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.confirm)) event.preventDefault();
  });
}
