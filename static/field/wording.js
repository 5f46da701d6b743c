// Sentences handed over by the page, their {places} filled; numbers as the page's language writes them.

const language = document.documentElement.lang;

export const numberFormat = (number, options = {}) => new Intl.NumberFormat(language, options).format(number);

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

export function distance(metres, texts) {
  if (metres === 0) return texts.here;
  if (metres < 1000) return fill(texts.metres, { n: numberFormat(Math.max(1, Math.round(metres))) });
  return fill(texts.kilometres, { n: numberFormat(metres / 1000, { maximumFractionDigits: metres < 10000 ? 1 : 0 }) });
}

export const direction = (bearing, texts) => (bearing === null ? "" : texts.directions[Math.round(bearing / 45) % 8]);

export const clock = (date) => date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
