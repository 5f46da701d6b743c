// Two days side by side: a second map that moves with the first, and the list of what changed between them and why.

import { addDrawingLayers } from "./drawing.js";
import { closeResults, element, fill, openResults, rowButton, table } from "./results.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const side = document.getElementById("side-right");
const leftDay = document.getElementById("day-left");
const rightDay = document.getElementById("day-right");

export class Comparison {
  // `makeMap(container, day)` draws a map of that day at the first one's place.
  constructor(map, setup, state, { makeMap, go }) {
    Object.assign(this, { map, setup, state, makeMap, go, right: null, turn: 0, rows: [] });
  }

  get on() {
    return this.right !== null;
  }

  start() {
    const [from, to] = this.state.compare;
    leftDay.textContent = from;
    rightDay.textContent = to;
    leftDay.hidden = false;
    side.hidden = false;
    this.map.resize();
    if (!this.right) {
      this.right = this.makeMap("map-right", to);
      const follow = (one, other) => {
        if (this.moving) return;
        this.moving = true;
        other.jumpTo({ center: one.getCenter(), zoom: one.getZoom() });
        this.moving = false;
      };
      this.pulled = () => { if (this.right) follow(this.map, this.right); };
      this.map.on("move", this.pulled);
      this.right.on("move", () => follow(this.right, this.map));
      this.right.on("load", () => { addDrawingLayers(this.right); this.mark(); });
    }
    document.getElementById("compare-stop").hidden = false;
    document.getElementById("compare-list").hidden = false;
  }

  stop() {
    if (!this.right) return;
    this.map.off("move", this.pulled);
    this.right.remove();
    this.right = null;
    this.rows = [];
    this.mark();
    leftDay.hidden = true;
    side.hidden = true;
    this.map.resize();
    document.getElementById("compare-stop").hidden = true;
    document.getElementById("compare-list").hidden = true;
    closeResults();
  }

  // Show on both maps where something changed.
  mark() {
    const features = this.rows.filter((row) => row.place).map((row) => ({
      type: "Feature", properties: {}, geometry: { type: "Point", coordinates: row.place },
    }));
    for (const map of [this.map, this.right]) {
      if (!map?.isStyleLoaded() && !map?.getSource("changes")) { map?.once("idle", () => this.mark()); continue; }
      if (!map.getSource("changes")) {
        map.addSource("changes", { type: "geojson", data: EMPTY });
        map.addLayer({ id: "changes", type: "circle", source: "changes", paint: { "circle-radius": 9, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": "#d6006c", "circle-stroke-width": 2.5 } });
      }
      map.getSource("changes").setData({ type: "FeatureCollection", features });
    }
  }

  // Ask for what changed in the window; with a cursor for the lines after those shown.
  async list(cursor = null) {
    const turn = ++this.turn;
    const { setup: { texts }, state } = this;
    const [from, to] = state.compare;
    const bounds = this.map.getBounds();
    const query = new URLSearchParams(state.filters());
    query.set("from", from);
    query.set("to", to);
    query.set("bbox", [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((value) => value.toFixed(6)).join(","));
    if (cursor) query.set("cursor", cursor);
    else openResults(texts.selecting, [element("p", texts.selecting, "loading")], {});
    let answer;
    let said;
    try {
      answer = await fetch(`/map/changes/?${query}`, { headers: { Accept: "application/json" } });
      said = await answer.json();
    } catch {
      said = { detail: texts.no_answer };
    }
    if (turn !== this.turn || !this.right) return false;
    if (!answer?.ok) {
      openResults(`${from} – ${to}`, [element("p", said.detail ?? texts.no_answer, "notice notice-error")], {});
      return false;
    }
    this.rows = cursor ? [...this.rows, ...said.results] : said.results;
    this.mark();
    const heading = fill(texts.changed, { count: said.total.toLocaleString(), from, to });
    openResults(heading, this.content(said), { onClose: () => { this.rows = []; if (this.right) this.mark(); } });
    return true;
  }

  content(said) {
    const { setup, setup: { texts } } = this;
    if (!said.total) return [element("p", texts.nothing_changed, "notice")];
    const words = { created: texts.what_created, deleted: texts.what_deleted, removed: texts.what_removed, moved: texts.word_moved, condition: texts.word_condition, status: texts.word_status, edited: texts.what_edited };
    const tallies = element("ul", "", "change-tallies");
    for (const [what, count] of Object.entries(said.by_what)) tallies.append(element("li", `${words[what]}: ${count.toLocaleString()}`, "badge badge-info"));
    for (const [reason, count] of Object.entries(said.by_reason)) tallies.append(element("li", `${setup.reasons[reason] ?? reason}: ${count.toLocaleString()}`, "badge"));
    const rows = table(
      `${said.from} – ${said.to}`,
      [texts.asset, texts.what, texts.why, texts.through, texts.when],
      this.rows.map((row) => [this.asset(row), this.what(row), row.reason ? setup.reasons[row.reason] ?? row.reason : "", this.through(row), row.when]),
    );
    if (!said.next_cursor) return [tallies, rows];
    const more = element("button", texts.more, "button");
    more.type = "button";
    more.addEventListener("click", () => { more.disabled = true; this.list(said.next_cursor); });
    return [tallies, rows, more];
  }

  asset(row) {
    const { setup } = this;
    const wrap = element("span");
    const gone = row.what.includes("deleted");
    wrap.append(`${setup.classes[row.asset_class].one} `);
    if (row.place) wrap.append(rowButton(row.name || row.code, fill(setup.texts.show_on_map, { code: row.code }), () => this.go({ code: gone ? "" : row.code, lon: row.place[0], lat: row.place[1] })));
    else wrap.append(row.name || row.code);
    return wrap;
  }

  what(row) {
    const { setup, setup: { texts } } = this;
    const condition = (grade) => (grade ? `${grade} ${setup.conditions[grade]}` : setup.conditions[0]);
    const said = row.what.map((word) => fill(texts[`what_${word}`], word === "status"
      ? { before: setup.statuses[row.status_before], after: setup.statuses[row.status_after] }
      : { before: condition(row.condition_before), after: condition(row.condition_after), metres: row.moved_m?.toLocaleString() ?? "" }));
    const wrap = element("div", said.join("; "));
    if (row.fields.length) {
      const list = element("ul", "", "change-fields");
      for (const field of row.fields) list.append(element("li", `${field.label}: ${field.before_text || "–"} → ${field.after_text || "–"}`));
      wrap.append(list);
    }
    return wrap;
  }

  through(row) {
    const { setup, setup: { texts } } = this;
    const wrap = element("span");
    const add = (words, href) => {
      if (wrap.childNodes.length) wrap.append(" · ");
      if (href) { const link = element("a", words); link.href = href; wrap.append(link); } else wrap.append(words);
    };
    if (row.changeset) add(fill(texts.changeset, { number: row.changeset, title: row.changeset_title ?? "" }), row.changeset_url);
    if (row.work) add(fill(texts.work, row.work), row.work.url);
    if (row.inspection) add(fill(texts.inspection, { kind: setup.kinds[row.inspection.kind] ?? row.inspection.kind, day: row.inspection.day }));
    if (row.who) add(fill(texts.by, { who: row.who }));
    return wrap;
  }
}
