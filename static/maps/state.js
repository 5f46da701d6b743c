// What the map shows, kept in the address: #zoom/lat/lon and the query. Copying the address shares the view.

const LISTS = ["asset_class", "condition", "status"];

export class State {
  // `all` names every class, condition and status; a list that holds all of them is left out of the address.
  constructor(all) {
    this.all = all;
    this.read();
  }

  read() {
    const query = new URLSearchParams(location.search);
    for (const name of LISTS) {
      const asked = query.has(name) ? query.get(name).split(",").filter(Boolean) : this.defaultOf(name);
      this[name] = new Set(asked.filter((word) => this.all[name].includes(word)));
    }
    this.district = query.get("district") ?? "";
    this.asset = query.get("asset") ?? "";
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

  // The query of tiles and counts.
  filters() {
    const query = new URLSearchParams();
    for (const name of LISTS) {
      if (this[name].size < this.all[name].length) {
        const words = this.all[name].filter((word) => this[name].has(word));
        query.set(name, name === "condition" ? words.map((word) => (word === "0" ? "unknown" : word)).join(",") : words.join(","));
      }
    }
    if (this.district) query.set("district", this.district);
    return query.toString();
  }

  // Write the address; `remember` makes a step that the back button undoes.
  write(remember = false) {
    const query = new URLSearchParams();
    for (const name of LISTS) {
      if (!this.isDefault(name)) query.set(name, this.all[name].filter((word) => this[name].has(word)).join(","));
    }
    if (this.district) query.set("district", this.district);
    if (this.asset) query.set("asset", this.asset);
    const { zoom, lat, lon } = this.place ?? {};
    const hash = this.place ? `#${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}` : "";
    const text = query.toString().replaceAll("%2C", ",");
    const address = `${location.pathname}${text ? `?${text}` : ""}${hash}`;
    if (remember) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}
