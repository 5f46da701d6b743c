// What lies under the pointer, in a small bubble: never anything that a click or the list does not give too.

const LINES = 4;

export class Tooltip {
  constructor(Popup, map, setup, state) {
    Object.assign(this, { map, setup, state, key: null });
    this.popup = new Popup({ closeButton: false, closeOnClick: false, className: "map-tip", offset: 12, maxWidth: "18rem" });
  }

  hide() {
    this.key = null;
    this.popup.remove();
  }

  showAt(place, key, lines) {
    if (key !== this.key) {
      const box = document.createElement("div");
      lines.slice(0, LINES).forEach((line, place) => {
        const part = document.createElement(place ? "span" : "strong");
        part.style.display = "block";
        part.textContent = line;
        box.append(part);
      });
      this.popup.setDOMContent(box);
      this.key = key;
    }
    this.popup.setLngLat(place);
    if (!this.popup.isOpen()) this.popup.addTo(this.map);
  }

  feature(place, feature) {
    const { setup } = this;
    const { properties } = feature;
    const { one } = setup.classes[properties.asset_class];
    const lines = [properties.name || properties.code, properties.name && properties.code ? `${one} · ${properties.code}` : one].filter(Boolean);
    if (properties.size_mm) lines[lines.length - 1] += ` · d${properties.size_mm}`;
    lines.push(this.grade(properties));
    this.showAt(place, `${feature.id}`, lines);
  }

  grade(properties) {
    const { setup } = this;
    const condition = `${setup.texts.condition}: ${properties.condition ? `${properties.condition} ` : ""}${setup.conditions[properties.condition ?? 0]}`;
    const measure = setup.measures.find((entry) => entry.name === this.state.measure);
    if (!measure || measure.name === "condition") return condition;
    // Far out only the band is known.
    const banded = measure.name === "overdue" || properties.value === undefined;
    return `${measure.label}: ${banded ? measure.bands[properties.band ?? 0] : `${Number(properties.value).toLocaleString()} ${measure.unit}`}`;
  }

  cell(place, cell) {
    const { setup, setup: { texts } } = this;
    const { properties } = cell;
    const measure = setup.measures.find((entry) => entry.name === this.state.measure);
    const lines = [texts.assets_here.replace("%(count)s", properties.assets.toLocaleString())];
    const parts = !measure || measure.name === "condition"
      ? [1, 2, 3, 4, 5].map((grade) => [setup.conditions[grade], properties[`c${grade}`]])
      : [1, 2, 3, 4, 5].map((band) => [measure.bands[band], properties[`b${band}`]]);
    lines.push(parts.filter(([, count]) => count).map(([label, count]) => `${label} ${count.toLocaleString()}`).join(" · "));
    const unknown = properties.unknown ?? properties.b0;
    if (unknown) lines.push(`${measure?.bands[0] ?? setup.conditions[0]} ${unknown.toLocaleString()}`);
    this.showAt(place, `cell-${cell.geometry.coordinates}`, lines.filter(Boolean));
  }
}
