// The slider over the years: the days one can stop at, playing, and the exact day.

const slider = document.getElementById("time-slider");
const day = document.getElementById("time-day");
const unit = document.getElementById("time-unit");
const exact = document.getElementById("time-date");
const play = document.getElementById("time-play");
const PLAY_EVERY_MS = 1800;

// The last days of the quarters or years since the beginning; the last stop is today, said as "".
export function stops(began, today, unitName) {
  const found = [];
  const [year, month] = began.split("-").map(Number);
  const step = unitName === "year" ? 12 : 3;
  for (let months = year * 12 + Math.ceil(month / step) * step; ; months += step) {
    const last = new Date(Date.UTC(Math.floor((months - 1) / 12), ((months - 1) % 12) + 1, 0)).toISOString().slice(0, 10);
    if (last >= today) break;
    found.push(last);
  }
  return [...found, ""];
}

export function makeTime(setup, state, changed) {
  let days = [];
  let timer = null;
  const { texts } = setup;
  exact.min = setup.began;
  exact.max = setup.today;
  document.getElementById("time-first").textContent = setup.began;

  function say() {
    day.textContent = state.as_of || `${texts.today} (${setup.today})`;
    slider.setAttribute("aria-valuetext", state.as_of || texts.today);
    exact.value = state.as_of;
  }

  function sync() {
    days = stops(setup.began, setup.today, unit.value);
    slider.max = days.length - 1;
    const place = state.as_of ? days.findIndex((stop) => stop === "" || stop >= state.as_of) : days.length - 1;
    slider.value = place;
    say();
  }

  function show(asOf, remember = true) {
    state.as_of = asOf;
    say();
    changed(remember);
  }

  function step(by) {
    const place = Math.max(0, Math.min(days.length - 1, Number(slider.value) + by));
    slider.value = place;
    if ((days[place] ?? "") !== state.as_of) show(days[place]);
    return place;
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.setAttribute("aria-pressed", "false");
    play.textContent = texts.play;
  }

  let pulling;
  slider.addEventListener("input", () => {
    state.as_of = days[Number(slider.value)];
    say();
    clearTimeout(pulling);
    pulling = setTimeout(() => changed(true), 250);
  });
  unit.addEventListener("change", sync);
  exact.addEventListener("change", () => {
    if (!exact.value || exact.checkValidity()) { stop(); show(exact.value >= setup.today ? "" : exact.value); sync(); }
  });
  document.getElementById("time-back").addEventListener("click", () => { stop(); step(-1); });
  document.getElementById("time-next").addEventListener("click", () => { stop(); step(1); });
  document.getElementById("time-now").addEventListener("click", () => { stop(); show(""); sync(); });
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    if (Number(slider.value) >= days.length - 1) { slider.value = 0; show(days[0]); }
    play.setAttribute("aria-pressed", "true");
    play.textContent = texts.pause;
    timer = setInterval(() => { if (step(1) >= days.length - 1) stop(); }, PLAY_EVERY_MS);
  });
  sync();
  return { sync, step: (by) => { stop(); step(by); } };
}
