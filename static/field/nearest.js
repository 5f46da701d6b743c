// The list of the nearest assets: asked for, shown, kept on the screen when the connection is gone.
import { clock, direction, distance, fill } from "./wording.js";

const RETRY_MS = 5000;

export class Nearest {
  // parts: {list, empty, emptyText, template, trouble(text), found(results)}
  constructor(setup, parts) {
    this.setup = setup;
    this.parts = parts;
    this.results = [];
    this.loaded = null; // when the results came
    this.stale = false; // a later question was not answered
    this.asking = null;
    this.retry = null;
  }

  async load(place, classes) {
    this.asking?.abort();
    clearTimeout(this.retry);
    const asking = new AbortController();
    this.asking = asking;
    this.parts.list.setAttribute("aria-busy", "true");
    const query = new URLSearchParams({ lon: place.lon.toFixed(7), lat: place.lat.toFixed(7), limit: this.setup.limit });
    if (classes.length) query.set("asset_class", classes.join(","));
    let answer;
    let body;
    try {
      answer = await fetch(`${this.setup.nearby_url}?${query}`, {
        signal: asking.signal, headers: { Accept: "application/json" },
      });
      body = await answer.json();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.stale = true;
      this.say(this.loaded ? fill(this.setup.texts.offline, { time: clock(this.loaded) }) : this.setup.texts.offline_empty);
      this.retry = setTimeout(() => this.load(place, classes), RETRY_MS);
      return;
    } finally {
      if (this.asking === asking) this.parts.list.setAttribute("aria-busy", "false");
    }
    if (!answer.ok) {
      this.stale = true;
      const { texts } = this.setup;
      this.say(answer.status === 401 ? texts.logged_out : fill(texts.failed, { reason: body.detail }));
      return;
    }
    this.results = body.results;
    this.loaded = new Date();
    if (this.stale) this.say("");
    this.stale = false;
    this.show();
  }

  say(text) {
    this.parts.trouble(text);
  }

  show() {
    this.parts.list.replaceChildren(...this.results.map((asset) => this.row(asset)));
    this.parts.empty.hidden = this.results.length > 0;
    this.parts.emptyText.textContent = this.results.length ? "" : this.setup.texts.nothing;
    this.parts.found(this.results);
  }

  row(asset) {
    const { texts } = this.setup;
    const row = this.parts.template.content.cloneNode(true);
    const part = (name) => row.querySelector(`.near-${name}`);
    const label = texts.classes[asset.asset_class];
    row.querySelector(".near").href = this.setup.asset_url.replace("CODE", encodeURIComponent(asset.code));
    part("name").textContent = asset.name || label;
    const more = asset.name ? [label, asset.code] : [asset.code];
    if (asset.status !== "in_service") more.push(texts.statuses[asset.status]);
    part("more").textContent = more.join(" · ");
    part("distance").textContent = distance(asset.distance_m, texts);
    part("direction").textContent = direction(asset.bearing_deg, texts);
    if (asset.bearing_deg === null) part("arrow").classList.add("near-arrow-here");
    else part("arrow").style.setProperty("--bearing", asset.bearing_deg);
    const badge = document.createElement("span");
    badge.className = `chip condition${asset.condition ? ` condition-${asset.condition}` : ""}`;
    badge.textContent = asset.condition
      ? `${asset.condition} ${texts.conditions[asset.condition]}` : texts.condition_unknown;
    part("condition").append(badge);
    return row;
  }
}
