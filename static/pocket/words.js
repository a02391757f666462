/** Words in the reader's language: msgids are English, the catalogue comes with the app. */

let catalogue = {};
let language = "zh-hans";

/** Load the catalogue; both languages travel with the app. */
export async function loadWords(url) {
  const found = await (await fetch(url)).json();
  language = localStorage.getItem("pocket.language") || document.documentElement.lang || "zh-hans";
  if (!found[language]) language = "zh-hans";
  catalogue = found[language];
  document.documentElement.lang = language;
}

export const languageNow = () => language;

export function chooseLanguage(code) {
  localStorage.setItem("pocket.language", code);
  location.reload();
}

/** Say a text; `%(name)s` is filled from `values`. */
export function t(text, values = {}) {
  const said = catalogue.words?.[text] || text;
  return said.replace(/%\((\w+)\)s/g, (_all, name) => values[name] ?? "").replace("%%", "%");
}

/** Say a value of a vocabulary of the portal, such as ("Outcome", "passed"). */
export const label = (vocabulary, value) => catalogue.choices?.[vocabulary]?.[value] || value;

/** Return a field of a row in the reader's language. */
export function named(row, field = "name") {
  if (!row) return "";
  return (language.startsWith("en") && row[`${field}_en`]) || row[field] || "";
}

/** Show a moment as 2026-11-23 14:05 in this phone's zone. */
export function when(moment) {
  const date = new Date(moment);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Say how long ago a moment was, for what waits to be sent. */
export function age(moment) {
  const minutes = Math.max(0, Math.round((Date.now() - moment) / 60_000));
  if (minutes < 60) return t("%(n)s min", { n: minutes });
  return t("%(n)s h", { n: Math.round(minutes / 60) });
}
