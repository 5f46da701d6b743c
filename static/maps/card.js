// The card of an asset, fetched as a fragment; where several things lie under the click, first a list of them.

const card = document.getElementById("card");
const body = document.getElementById("card-body");
let turn = 0;

export function closeCard() {
  turn += 1;
  card.hidden = true;
}

export async function openCard(code, setup) {
  const mine = ++turn;
  card.hidden = false;
  body.innerHTML = '<div class="progress-block"><progress></progress></div>';
  let text;
  try {
    const answer = await fetch(`/assets/${encodeURIComponent(code)}/card/`, { headers: { "HX-Request": "true" } });
    text = await answer.text();
  } catch {
    text = "";
  }
  if (mine !== turn) return;
  if (text) {
    body.innerHTML = text; // our own page's fragment, escaped by its template
  } else {
    const notice = document.createElement("p");
    notice.className = "notice notice-error";
    notice.textContent = setup.texts.card_failed;
    body.replaceChildren(notice);
  }
  body.scrollTop = 0;
  card.focus({ preventScroll: true });
}

export function pickOne(features, setup, choose) {
  turn += 1;
  card.hidden = false;
  const title = document.createElement("h2");
  title.textContent = setup.texts.choose_one;
  const list = document.createElement("ul");
  list.className = "pick-list";
  for (const feature of features) {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const badge = document.createElement("span");
    badge.className = `badge condition condition-${feature.properties.condition}`;
    badge.textContent = setup.conditions[feature.properties.condition];
    button.append(badge, `${setup.classes[feature.properties.asset_class].one} ${feature.properties.name || feature.properties.code}`);
    button.addEventListener("click", () => choose(feature));
    line.append(button);
    list.append(line);
  }
  body.replaceChildren(title, list);
  card.focus({ preventScroll: true });
}
