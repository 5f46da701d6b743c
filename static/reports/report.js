/*
 * The script of the HTML report: draws the packed data as layers of folium's map, tells an asset in its popup,
 * goes through the maintenance history month by month. It stands inside the file and asks nothing of any network.
 * Texts of assets only ever become text nodes.
 */
const report = (() => {
  "use strict";
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const { texts, conditions } = data;
  const DAY = 86400000;
  const FIRST_DAY = Date.UTC(2000, 0, 1);
  const ROWS_AT_ONCE = 200;
  const MARKS_AT_MOST = 3000;
  const scale = 10 ** data.decimals;
  const hidden = new Set();
  const drawn = [];
  const layers = {};
  const marks = L.featureGroup();
  let map;

  const value = (column, row) => (column.plain ? column.plain[row] : column.words[column.place[row]]);
  const dayOf = (number) => new Date(FIRST_DAY + number * DAY).toISOString().slice(0, 10);
  const filled = (sentence, word) => sentence.replace("%s", word);
  const colour = (grade) => conditions.colours[grade];
  const grouped = (number) => number.toLocaleString("en-US");

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /* An encoded polyline as [lat, lon] pairs. */
  function decoded(text, factor) {
    const places = [];
    let at = 0, lat = 0, lon = 0;
    const next = () => {
      let shift = 0, number = 0, byte;
      do {
        byte = text.charCodeAt(at++) - 63;
        number += (byte & 31) * 2 ** shift;
        shift += 5;
      } while (byte >= 32);
      return number % 2 ? -(number + 1) / 2 : number / 2;
    };
    while (at < text.length) {
      lat += next();
      lon += next();
      places.push([lat / factor, lon / factor]);
    }
    return places;
  }

  const parts = (text, factor) => text.split(";").map((part) => part.split(" ").map((ring) => decoded(ring, factor)));

  function shapeOf(layer, row) {
    const text = layer.shapes[row];
    const grade = layer.conditions.charCodeAt(row) - 48;
    const found = parts(text, scale);
    const dimension = layer.dimensions[row];
    if (dimension === "0") {
      return L.circleMarker(found[0][0][0], { radius: 6, weight: 1.5, color: "#1c2b35", fillColor: colour(grade), fillOpacity: 1 });
    }
    if (dimension === "2") {
      return L.polygon(found, { color: colour(grade), weight: 1.5, fillColor: colour(grade), fillOpacity: 0.35 });
    }
    return L.polyline(found.map((part) => part[0]), { color: colour(grade), weight: 3, opacity: 0.95 });
  }

  function facts(layer, row) {
    const grade = layer.conditions.charCodeAt(row) - 48;
    const box = element("div");
    const name = value(layer.names, row);
    box.append(element("h3", `${layer.label} ${name || layer.codes[row]}`));
    const list = element("dl");
    const tell = (label, text) => { if (text) list.append(element("dt", label), element("dd", text)); };
    tell(texts.code, layer.codes[row]);
    if (layer.inspectable) {
      const said = element("dd");
      const swatch = element("span", "", "swatch");
      swatch.style.background = colour(grade);
      said.append(swatch, grade ? `${grade} ${conditions.names[grade]}` : conditions.names[0]);
      list.append(element("dt", texts.condition), said);
    }
    tell(texts.status, value(layer.statuses, row));
    tell(texts.district, value(layer.districts, row));
    for (const fact of layer.facts) tell(fact.label, value(fact, row));
    box.append(list);
    if (layer.done.length) {
      box.append(element("h4", texts.last));
      const done = layer.done[row];
      if (!done.length) box.append(element("p", texts.never, "hint"));
      const items = element("ul");
      for (let at = 0; at < done.length; at += 5) {
        const [day, kind, condition, yuan, said] = done.slice(at, at + 5);
        const told = [dayOf(day), data.kinds[kind]];
        if (condition) told.push(`${condition} ${conditions.names[condition]}`);
        if (yuan) told.push(filled(texts.yuan, grouped(yuan)));
        if (said) told.push(said);
        items.append(element("li", told.join(" · ")));
      }
      box.append(items);
    }
    return box;
  }

  /* A ring with the shares of the conditions below it, in the colours of the legend. */
  function heap(cluster) {
    const counts = [0, 0, 0, 0, 0, 0];
    for (const marker of cluster.getAllChildMarkers()) counts[marker.grade] += 1;
    const total = cluster.getChildCount();
    let from = 0;
    const ring = counts.map((count, grade) => {
      const to = from + (360 * count) / total;
      const piece = `${colour(grade)} ${from}deg ${to}deg`;
      from = to;
      return piece;
    });
    const icon = element("div", undefined, "heap");
    const size = total < 100 ? 36 : total < 1000 ? 42 : 50;
    icon.style.cssText = `width:${size}px;height:${size}px;background:conic-gradient(${ring.join(",")})`;
    icon.append(element("span", grouped(total)));
    return L.divIcon({ html: icon, className: "", iconSize: [size, size] });
  }

  /* The points of all classes that are switched on: near one another they are one heap. */
  const heaped = L.markerClusterGroup({
    maxClusterRadius: 60, disableClusteringAtZoom: 17, chunkedLoading: true, animate: false,
    showCoverageOnHover: false, spiderfyOnMaxZoom: false, iconCreateFunction: heap,
  });

  function classLayer(place) {
    const source = data.layers[place];
    const plain = L.featureGroup();
    const both = L.layerGroup([plain]);
    const shapes = source.codes.map((code, row) => {
      const shape = shapeOf(source, row);
      shape.grade = source.conditions.charCodeAt(row) - 48;
      shape.bindPopup(() => facts(source, row), popup());
      shape.layerOfClass = both;
      return shape;
    });
    const entry = { codes: source.codes, shapes, plain, both, points: [] };
    drawn[place] = entry;
    both.on("add", () => heaped.addLayers(entry.points));
    both.on("remove", () => heaped.removeLayers(entry.points));
    fill(entry);
    return both;
  }

  /* Beside the map's own buttons. */
  const popup = () => ({
    maxWidth: Math.min(320, document.querySelector(".map-frame").clientWidth - 150), minWidth: 180,
    autoPanPaddingTopLeft: [52, 8], autoPanPaddingBottomRight: [62, 8],
  });

  /* Put in what the legend does not hide. */
  function fill(entry) {
    const seen = entry.shapes.filter((shape) => !hidden.has(shape.grade));
    const isPoint = (shape) => shape instanceof L.CircleMarker;
    const here = map && map.hasLayer(entry.both);
    if (here) heaped.removeLayers(entry.points);
    entry.points = seen.filter(isPoint);
    if (here) heaped.addLayers(entry.points);
    entry.plain.clearLayers();
    // The poorest come first in the data; drawn last they lie on top.
    for (const shape of seen.filter((one) => !isPoint(one)).reverse()) entry.plain.addLayer(shape);
  }

  /* Names of units lie below the assets. */
  L.Map.addInitHook(function addUnits() {
    const pane = this.createPane("units");
    pane.style.zIndex = 350;
    pane.style.pointerEvents = "none";
  });

  function outlineLayer() {
    const group = L.featureGroup();
    for (const unit of data.outlines) {
      const shape = L.polygon(parts(unit.shape, 1e5), {
        color: "#2c3e4a", weight: unit.own ? 3 : 1.2, dashArray: unit.own ? null : "5 4", fill: false, interactive: false,
      });
      group.addLayer(shape);
      if (!unit.own || data.outlines.length === 1) {
        const label = L.tooltip({ permanent: true, direction: "center", pane: "units", className: "unit" });
        label.setContent(element("span", unit.name)).setLatLng(shape.getBounds().getCenter());
        group.addLayer(label);
      }
    }
    return group;
  }

  function layer(key) {
    const made = key === "outline" ? outlineLayer() : key === "happenings" ? marks : classLayer(key);
    layers[key] = made;
    return made;
  }

  /* --- one asset, from a table or the history --- */
  function find(code) {
    for (const entry of drawn) {
      const row = entry ? entry.codes.indexOf(code) : -1;
      if (row >= 0) return entry.shapes[row];
    }
    return null;
  }

  function show(code, place, otherwise) {
    document.querySelector(".map-frame").scrollIntoView({ block: "center" });
    map.getContainer().focus({ preventScroll: true }); // so that Escape closes what opens, and arrows move on
    const shape = find(code);
    if (shape && !hidden.has(shape.grade)) {
      if (!map.hasLayer(shape.layerOfClass)) map.addLayer(shape.layerOfClass);
      if (shape instanceof L.CircleMarker) {
        map.setView(shape.getLatLng(), 18, { animate: false });
        heaped.zoomToShowLayer(shape, () => shape.openPopup());
      } else {
        map.fitBounds(shape.getBounds(), { maxZoom: 17, animate: false });
        shape.openPopup();
      }
    } else if (place) {
      map.setView(place, 17, { animate: false });
      L.popup(popup()).setLatLng(place).setContent(otherwise).openOn(map);
    }
  }

  /* --- the history, month by month --- */
  function history() {
    const past = data.happenings;
    const slider = document.getElementById("month");
    const list = document.getElementById("happened");
    const more = document.getElementById("happened-more");
    const months = past.days.map((day) => dayOf(day).slice(0, 7));
    let rows = [];
    let shown = 0;
    slider.max = data.months.length;

    function tell(row) {
      const grade = past.conditions.charCodeAt(row) - 48;
      const yuan = past.yuan[row];
      const told = [];
      if (grade) told.push(`${grade} ${conditions.names[grade]}`);
      if (yuan) told.push(filled(texts.yuan, grouped(yuan)));
      const said = value(past.said, row);
      if (said) told.push(said);
      return told.join(" · ");
    }

    function next() {
      const until = Math.min(shown + ROWS_AT_ONCE, rows.length);
      for (; shown < until; shown += 1) {
        const row = rows[shown];
        const code = value(past.codes, row);
        const item = element("li");
        const what = element("span");
        const button = element("button", code, "link");
        button.type = "button";
        button.addEventListener("click", () => open(row));
        what.append(`${value(past.labels, row)} `, button);
        const said = element("span", undefined, "said");
        said.append(what, " ", tell(row));
        item.append(element("span", dayOf(past.days[row]), "day"), element("span", data.kinds[past.kinds[row]]), said);
        list.append(item);
      }
      more.hidden = shown >= rows.length;
      more.textContent = texts.more;
    }

    function open(row) {
      const code = value(past.codes, row);
      const box = element("div");
      box.append(element("h3", `${value(past.labels, row)} ${code}`));
      box.append(element("p", `${dayOf(past.days[row])} · ${data.kinds[past.kinds[row]]} · ${tell(row)}`));
      if (!find(code)) box.append(element("p", texts.absent, "hint"));
      show(code, [past.lat[row] / 1e5, past.lon[row] / 1e5], box);
    }

    function pick() {
      const month = Number(slider.value) ? data.months[Number(slider.value) - 1] : "";
      rows = [];
      months.forEach((one, row) => { if (!month || one === month) rows.push(row); });
      document.getElementById("month-name").textContent = month || texts.period;
      slider.setAttribute("aria-valuetext", month || texts.period);
      const count = document.getElementById("happened-count");
      count.textContent = rows.length ? filled(texts.counted, grouped(rows.length)) : texts.nothing;
      list.textContent = "";
      shown = 0;
      next();
      marks.clearLayers();
      if (!month) return; // all at once would hide the map
      for (const row of rows.slice(0, MARKS_AT_MOST)) {
        const dot = L.circleMarker([past.lat[row] / 1e5, past.lon[row] / 1e5], {
          radius: 9, weight: 3, color: past.works[row] === "1" ? "#c75b00" : "#3f87b5", fill: true, fillOpacity: 0,
        });
        dot.on("click", () => open(row));
        marks.addLayer(dot);
      }
    }

    slider.addEventListener("input", pick);
    const step = (by) => () => {
      slider.value = Number(slider.value) + by;
      pick();
    };
    document.getElementById("earlier").addEventListener("click", step(-1));
    document.getElementById("later").addEventListener("click", step(1));
    more.addEventListener("click", next);
    pick();
  }

  /* --- everything is there: look at it --- */
  function start(made) {
    map = made;
    map.attributionControl.setPrefix(false); // named in the foot of the page
    const named = { "layers-toggle": texts.layers, "zoom-in": texts.nearer, "zoom-out": texts.farther };
    for (const [part, name] of Object.entries(named)) {
      const button = document.querySelector(`.leaflet-control-${part}`);
      button.title = name;
      button.setAttribute("aria-label", name);
    }
    map.on("popupopen", ({ popup: opened }) => {
      opened.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", texts.close);
    });
    map.addLayer(heaped);
    const bounds = L.latLngBounds([]);
    const outline = layers.outline.getBounds();
    if (outline.isValid()) bounds.extend(outline);
    else for (const entry of drawn) for (const shape of entry.shapes) bounds.extend(shape.getBounds ? shape.getBounds() : shape.getLatLng());
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], animate: false });
    for (const button of document.querySelectorAll(".grade")) {
      button.addEventListener("click", () => {
        const grade = Number(button.dataset.grade);
        const seen = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(seen));
        if (seen) hidden.delete(grade); else hidden.add(grade);
        drawn.forEach(fill);
      });
    }
    for (const button of document.querySelectorAll("[data-code]")) {
      button.addEventListener("click", () => show(button.dataset.code));
    }
    history();
    document.documentElement.dataset.ready = "yes";
  }

  return { layer, start };
})();
