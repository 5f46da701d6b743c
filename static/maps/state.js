// What the map shows, kept in the address: #zoom/lat/lon and the query. Copying the address shares the view.
// Its words are those of tiles, the asset table and exports; `measure`, `compare`, `shape` and `asset` are the map's own.

const LISTS = ["asset_class", "condition", "status"];
// One text each; `owner` may be given several times, `material` is a list with commas.
export const WORDS = [
  "year_from", "year_to", "diameter_min", "diameter_max", "material", "inspected_since", "inspected_before",
  "maintained_since", "maintained_before", "overdue",
];
const SINGLE = ["measure", "since", "until", "as_of"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_SHAPE = 1500;

export class State {
  // `all` names every class, condition and status; a list that holds all of them is left out of the address.
  constructor(all) {
    this.all = all;
    this.refused = new Set();
    this.read();
  }

  read() {
    const query = new URLSearchParams(location.search);
    for (const name of LISTS) {
      const asked = query.has(name) ? query.get(name).split(",").filter(Boolean) : this.defaultOf(name);
      const words = name === "condition" ? asked.map((word) => (word === "unknown" ? "0" : word)) : asked;
      this[name] = new Set(words.filter((word) => this.all[name].includes(word)));
    }
    this.district = query.get("district") ?? "";
    this.words = Object.fromEntries(WORDS.map((name) => [name, (query.get(name) ?? "").trim()]));
    this.owners = query.getAll("owner").map((owner) => owner.trim()).filter(Boolean);
    for (const name of SINGLE) this[name] = query.get(name) ?? "";
    const days = (query.get("compare") ?? "").split(",");
    this.compare = days.length === 2 && days.every((day) => DAY.test(day)) ? days : null;
    this.asset = query.get("asset") ?? "";
    this.shape = readShape(query.get("shape") ?? "");
    const place = location.hash.match(/^#([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/);
    this.place = place ? { zoom: +place[1], lat: +place[2], lon: +place[3] } : null;
  }

  // Removed things are not shown until asked for.
  defaultOf(name) {
    return name === "status" ? this.all.status.filter((status) => status !== "removed") : this.all[name];
  }

  isDefault(name) {
    const usual = this.defaultOf(name);
    return usual.length === this[name].size && usual.every((word) => this[name].has(word));
  }

  toggle(name, word) {
    if (this[name].has(word)) this[name].delete(word);
    else this[name].add(word);
  }

  clear() {
    for (const name of LISTS) this[name] = new Set(this.defaultOf(name));
    this.district = "";
    this.owners = [];
    for (const name of WORDS) this.words[name] = "";
    this.refused.clear();
  }

  get showsNothing() {
    return LISTS.some((name) => this[name].size === 0);
  }

  // The words of a list as the server reads them.
  listed(name) {
    const words = this.all[name].filter((word) => this[name].has(word));
    return (name === "condition" ? words.map((word) => (word === "0" ? "unknown" : word)) : words).join(",");
  }

  // The filters as the server reads them; what it refused is left out unless `all`.
  filters({ all = false } = {}) {
    const query = new URLSearchParams();
    for (const name of LISTS) {
      if (this[name].size < this.all[name].length) query.set(name, this.listed(name));
    }
    if (this.district) query.set("district", this.district);
    for (const name of WORDS) if (this.words[name]) query.set(name, this.words[name]);
    for (const owner of this.owners) query.append("owner", owner);
    if (!all) for (const name of this.refused) query.delete(name);
    return query;
  }

  // The query of tiles and counts; `day` stands for the day shown.
  tileQuery(day = this.as_of) {
    const query = this.filters();
    if (this.measure && this.measure !== "condition") query.set("measure", this.measure);
    for (const name of ["since", "until"]) if (this[name]) query.set(name, this[name]);
    if (day) query.set("as_of", day);
    for (const name of this.refused) query.delete(name);
    return query.toString();
  }

  // Write the address; `remember` makes a step that the back button undoes.
  write(remember = false) {
    const query = new URLSearchParams();
    for (const name of LISTS) if (!this.isDefault(name)) query.set(name, this.listed(name));
    if (this.district) query.set("district", this.district);
    for (const name of WORDS) if (this.words[name]) query.set(name, this.words[name]);
    for (const owner of this.owners) query.append("owner", owner);
    for (const name of SINGLE) if (this[name] && this[name] !== "condition") query.set(name, this[name]);
    if (this.compare) query.set("compare", this.compare.join(","));
    const shape = writeShape(this.shape);
    if (shape) query.set("shape", shape);
    if (this.asset) query.set("asset", this.asset);
    const { zoom, lat, lon } = this.place ?? {};
    const hash = this.place ? `#${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}` : "";
    const text = query.toString().replaceAll("%2C", ",");
    const address = `${location.pathname}${text ? `?${text}` : ""}${hash}`;
    if (remember) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}

// A shape is a ring of [lon, lat], in the address "lon_lat,lon_lat,..."; a large one is left out of it.
function readShape(text) {
  const ring = text.split(",").filter(Boolean).map((corner) => corner.split("_").map(Number));
  const good = ring.length >= 3 && ring.every((corner) => corner.length === 2 && corner.every(Number.isFinite));
  return good && text.length <= LONGEST_SHAPE ? ring : null;
}

function writeShape(ring) {
  if (!ring) return "";
  const text = ring.map(([lon, lat]) => `${lon.toFixed(5)}_${lat.toFixed(5)}`).join(",");
  return text.length <= LONGEST_SHAPE ? text : "";
}
