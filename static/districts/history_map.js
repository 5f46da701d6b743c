// The small map beside the maintenance history: a row shows its place, a point shows its row.

const L = window.L;
const element = document.getElementById("history-map");
const list = document.getElementById("history-list");

const COLOURS = { inspection: "#0a6c9e", work_order: "#d9730d" };

if (element && list) show().catch(() => say("failed"));

function say(word) {
  const texts = JSON.parse(document.getElementById("texts").textContent);
  document.getElementById("history-map-note").textContent = word ? texts[word] : "";
}

async function show() {
  say("loading");
  const answer = await fetch(document.querySelector(".history").dataset.pointsUrl, {
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`points: ${answer.status}`);
  const { boundary, points, has_more: hasMore } = await answer.json();

  const map = L.map(element, { preferCanvas: true, attributionControl: false, maxZoom: 19 });
  const outline = boundary && L.geoJSON(boundary, {
    interactive: false, style: { color: "#35576b", weight: 1.5, fillColor: "#fff", fillOpacity: 0.6, dashArray: "4 3" },
  }).addTo(map);
  const markers = new Map();
  const layer = L.geoJSON(points, {
    pointToLayer: (feature, place) => {
      const marker = L.circleMarker(place, {
        radius: 6, weight: 1, color: "#17242d", fillColor: COLOURS[feature.properties.what], fillOpacity: 0.85,
      });
      markers.set(feature.id, marker);
      return marker;
    },
    onEachFeature: (feature, marker) => {
      marker.bindPopup(() => popup(feature.properties));
      marker.on("click", () => choose(feature.id));
    },
  }).addTo(map);

  const bounds = points.features.length ? layer.getBounds() : outline?.getBounds();
  if (bounds?.isValid()) map.fitBounds(bounds.pad(0.05), { maxZoom: 16 });
  else map.setView([0, 0], 1);
  L.control.scale({ imperial: false }).addTo(map);
  say(hasMore ? "more" : points.features.length ? "" : "nothing");

  list.addEventListener("click", (event) => {
    const row = event.target.closest(".happening");
    if (!row || event.target.closest("a")) return;
    choose(row.dataset.key, false);
    const place = [Number(row.dataset.lat), Number(row.dataset.lon)];
    map.setView(place, Math.max(map.getZoom(), 16));
    markers.get(row.dataset.key)?.openPopup();
  });
  element.dataset.ready = "true";
}

function popup(properties) {
  const texts = JSON.parse(document.getElementById("texts").textContent);
  const box = document.createElement("div");
  const title = document.createElement("strong");
  title.textContent = properties.title;
  const said = document.createElement("p");
  said.textContent = `${properties.day} ${properties.said}`;
  const link = document.createElement("a");
  link.href = properties.url;
  link.textContent = texts.open;
  box.append(title, said, link);
  return box;
}

function choose(key, scroll = true) {
  for (const row of list.querySelectorAll(".happening")) {
    const chosen = row.dataset.key === key;
    row.classList.toggle("is-chosen", chosen);
    if (chosen && scroll) row.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }
}
