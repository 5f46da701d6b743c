// Search by code or name: suggestions under the box, arrow keys to choose, Enter to go there.

export function makeSearch(setup, go) {
  const box = document.getElementById("search");
  const list = document.getElementById("search-results");
  let found = [];
  let at = -1;
  let timer;
  let turn = 0;

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function say(sentence) {
    const line = document.createElement("li");
    line.className = "muted";
    line.textContent = sentence;
    list.replaceChildren(line);
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  function choose(index) {
    const asset = found[index];
    close();
    box.value = asset.properties.code;
    go(asset);
  }

  function mark(index) {
    at = (index + found.length) % found.length;
    for (const [place, line] of [...list.children].entries()) line.setAttribute("aria-selected", place === at);
    box.setAttribute("aria-activedescendant", `search-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function show() {
    list.replaceChildren(...found.map((asset, index) => {
      const line = document.createElement("li");
      line.id = `search-${index}`;
      line.role = "option";
      const { code, name, asset_class: kind } = asset.properties;
      line.textContent = name || code;
      const below = document.createElement("span");
      below.className = "muted";
      below.textContent = `${setup.classes[kind].one} · ${code}`;
      line.append(below);
      line.addEventListener("mousedown", (event) => { event.preventDefault(); choose(index); });
      return line;
    }));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    at = -1;
  }

  async function ask() {
    const words = box.value.trim();
    if (!words) return close();
    const mine = ++turn;
    try {
      const answer = await fetch(`/api/v1/assets/?page_size=12&q=${encodeURIComponent(words)}`);
      if (mine !== turn) return;
      if (!answer.ok) return say((await answer.json()).detail ?? setup.texts.search_failed);
      found = (await answer.json()).features;
    } catch {
      return say(setup.texts.search_failed);
    }
    if (found.length) show();
    else say(setup.texts.nothing_found);
  }

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && found.length && !list.hidden) { event.preventDefault(); mark(at + 1); }
    else if (event.key === "ArrowUp" && found.length && !list.hidden) { event.preventDefault(); mark(at - 1); }
    else if (event.key === "Escape") close();
  });
  document.getElementById("search-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (list.hidden || !found.length) await ask();
    if (found.length && !list.hidden) choose(Math.max(at, 0));
  });
}
