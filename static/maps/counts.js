// Asks how many assets the filters select; learns from the answer which filters the server refuses.

const MOST_REFUSALS = 12;
let asked = 0;

// The counts for the state, or null where a later question overtook this one. `refused` maps parameters to sentences.
export async function askCounts(state, setup) {
  const turn = ++asked;
  const refused = new Map();
  state.refused.clear();
  if (state.showsNothing) return { counts: { total: 0, by_class: {}, by_condition: {}, by_band: {} }, refused };
  for (let tries = 0; tries < MOST_REFUSALS; tries += 1) {
    let answer;
    try {
      answer = await fetch(`/api/v1/map/counts/?${state.tileQuery()}`, { headers: { Accept: "application/json" } });
    } catch {
      return turn === asked ? { counts: null, refused: new Map([["", setup.texts.no_answer]]) } : null;
    }
    const said = await answer.json().catch(() => ({}));
    if (turn !== asked) return null;
    if (answer.ok) return { counts: said, refused };
    const name = said.parameter;
    refused.set(name ?? "", said.detail ?? setup.texts.no_answer);
    if (!name || state.refused.has(name) || !new URLSearchParams(state.tileQuery()).has(name)) break;
    state.refused.add(name);
  }
  return { counts: null, refused };
}
