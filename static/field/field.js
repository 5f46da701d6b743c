// The field page: a place (the phone's or one chosen by hand), the classes wanted, and the list of what is nearest.
import { watchHeading } from "./compass.js";
import { Nearest } from "./nearest.js";
import { placeMap } from "./place_map.js";
import { PhonePosition, TIMEOUT_S, metresBetween } from "./phone_position.js";
import { fill, numberFormat } from "./wording.js";

const setup = JSON.parse(document.getElementById("field-setup").textContent);
const texts = setup.texts;
const byId = (id) => document.getElementById(id);
const POOR_ACCURACY_M = 50;
const MOVED_M = 8;

const address = new URL(window.location.href);
const state = {
  place: null, // {lon, lat, accuracy_m, byHand}
  loadedAt: null, // the place the list was asked for
  classes: new Set((address.searchParams.get("asset_class") ?? "").split(",").filter((name) => name in texts.classes)),
};

const nearest = new Nearest(setup, {
  list: byId("list"), empty: byId("empty"), emptyText: byId("empty-text"), template: byId("near-template"), trouble,
  found: (results) => map?.showResults(results),
});
const phone = new PhonePosition({ moved: movedTo, failed: positionFailed });
let map = null;
window.showFieldMap = (leaflet) => {
  map = placeMap(leaflet, setup, (lon, lat) => choose(lon, lat));
  if (state.place) map.showPlace(state.place);
  map.showResults(nearest.results);
};

// --- the place ---

function movedTo(place) {
  byId("ask").hidden = true;
  trouble("");
  state.place = place;
  const text = place.accuracy_m > POOR_ACCURACY_M ? texts.live_poor : texts.live;
  status("live", fill(text, { n: numberFormat(Math.ceil(place.accuracy_m)) }));
  map?.showPlace(place);
  if (!state.loadedAt || metresBetween(state.loadedAt, place) > MOVED_M || nearest.stale) load();
}

function choose(lon, lat) {
  phone.stop();
  byId("ask").hidden = true;
  trouble("");
  state.place = { lon, lat, accuracy_m: 0, byHand: true };
  status("chosen", fill(texts.chosen, { lon: lon.toFixed(5), lat: lat.toFixed(5) }));
  byId("lon").value = lon.toFixed(6);
  byId("lat").value = lat.toFixed(6);
  map?.showPlace(state.place);
  remember();
  load();
  byId("status").scrollIntoView({ block: "nearest" });
}

function positionFailed(reason) {
  trouble(fill(texts[reason], { n: TIMEOUT_S }));
  if (!state.place) {
    status("", "");
    // After a refusal the browser does not ask again; otherwise trying again may help.
    byId("ask").hidden = reason === "denied" || reason === "insecure";
  } else {
    status("lost", byId("status-text").textContent);
  }
}

function startPhone() {
  byId("ask").hidden = true;
  trouble("");
  state.place = null;
  state.loadedAt = null;
  status("asking", texts.asking);
  remember();
  phone.start();
}

function status(kind, text) {
  byId("status").hidden = !kind;
  byId("status").dataset.kind = kind;
  byId("status-text").textContent = text;
  byId("again").hidden = kind !== "chosen" && kind !== "lost";
}

function trouble(text) {
  byId("trouble").hidden = !text;
  byId("trouble").textContent = text;
}

// --- the list ---

function load() {
  state.loadedAt = state.place;
  nearest.load(state.place, [...state.classes]);
}

for (const chip of document.querySelectorAll(".field-chips [data-class]")) {
  chip.addEventListener("click", () => {
    const name = chip.dataset.class;
    if (!name) state.classes.clear();
    else if (!state.classes.delete(name)) state.classes.add(name);
    showChips();
    remember();
    if (state.place) load();
  });
}

function showChips() {
  for (const chip of document.querySelectorAll(".field-chips [data-class]")) {
    const name = chip.dataset.class;
    chip.setAttribute("aria-pressed", String(name ? state.classes.has(name) : state.classes.size === 0));
  }
}

// The address holds what was chosen, so that it can be kept and sent; the phone's own position is nobody's bookmark.
function remember() {
  const parameters = new URLSearchParams();
  if (state.classes.size) parameters.set("asset_class", [...state.classes].join(","));
  if (state.place?.byHand) {
    parameters.set("lon", state.place.lon.toFixed(6));
    parameters.set("lat", state.place.lat.toFixed(6));
  }
  const query = parameters.toString();
  window.history.replaceState(null, "", query ? `?${query}` : window.location.pathname);
}

byId("place-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const [lon, lat] = [byId("lon").value, byId("lat").value].map((text) => (text.trim() ? Number(text) : NaN));
  const good = Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
  byId("place-error").hidden = good;
  byId("place-error").textContent = good ? "" : texts.bad_place;
  if (good) choose(lon, lat);
});
byId("ask-position").addEventListener("click", startPhone);
byId("again").addEventListener("click", startPhone);
window.addEventListener("online", () => state.place && load());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && state.place) load();
});
watchHeading(byId("list"), byId("compass"));

// --- the beginning ---

showChips();
const [lon, lat] = ["lon", "lat"].map((name) => Number(address.searchParams.get(name) ?? NaN));
if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) {
  choose(lon, lat);
} else {
  const permission = await phone.permission();
  if (permission === "granted") startPhone();
  else if (permission === "prompt") byId("ask").hidden = false;
  else positionFailed(permission);
}
document.body.dataset.ready = "true";
