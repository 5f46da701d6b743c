// The panel's tabs (sheets on a phone), the keys, the help dialog.

const tabs = [...document.querySelectorAll(".map-tabs [role=tab]")];
const sheet = document.getElementById("map-sheet");
const phone = matchMedia("(max-width: 47.99rem)");
const KEYS_OFF = "map-keys-off";

export function openTab(name, { focus = false, toggle = false } = {}) {
  const tab = document.getElementById(`tab-${name}`);
  const again = tab.getAttribute("aria-selected") === "true" && sheet.classList.contains("open");
  for (const other of tabs) {
    other.setAttribute("aria-selected", other === tab);
    other.tabIndex = other === tab ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
  }
  sheet.classList.toggle("open", !(toggle && again && phone.matches));
  sheet.scrollTop = 0;
  if (focus) tab.focus();
}

export const closeSheet = () => sheet.classList.remove("open");
export const onPhone = () => phone.matches;

export function makePanels() {
  for (const [place, tab] of tabs.entries()) {
    tab.addEventListener("click", () => openTab(tab.id.slice(4), { toggle: true }));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : step ? (place + step + tabs.length) % tabs.length : -1;
      if (to < 0) return;
      event.preventDefault();
      openTab(tabs[to].id.slice(4), { focus: true });
    });
  }
}

// `acts` maps a key to what it does. Single letters can be switched off, for those who speak to their computer.
export function makeKeys(acts) {
  const on = document.getElementById("keys-on");
  const stored = () => { try { return localStorage.getItem(KEYS_OFF) === "yes"; } catch { return false; } };
  on.checked = !stored();
  on.addEventListener("change", () => { try { localStorage.setItem(KEYS_OFF, on.checked ? "no" : "yes"); } catch { /* private window: holds until reload */ } });
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dialog")) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
