/**
 * Keeps what is typed into a form on this device until it was submitted:
 * `data-draft="key"`, `data-keep="draft"` (put it back), `"page"` (the page knows better) or
 * `"nothing"` (it was submitted: forget it). Photos are not kept here, they are sent at once.
 */

const PREFIX = "draft:";
const OLD_MS = 14 * 24 * 3600 * 1000;
const PAUSE_MS = 300;

/** @param {HTMLElement} root */
export function mount(root) {
  const key = PREFIX + root.dataset.draft;
  forgetOld();
  if (root.dataset.keep === "nothing") {
    localStorage.removeItem(key);
    return;
  }
  if (root.dataset.keep === "draft" && restore(root, key)) {
    const said = root.querySelector("[data-said][data-restored]");
    if (said) {
      said.textContent = said.dataset.restored;
      said.className = "notice";
    }
    root.dispatchEvent(new Event("restored"));
  }
  let waiting;
  root.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => save(root, key), PAUSE_MS);
  });
  window.addEventListener("pagehide", () => { if (waiting) save(root, key); });
  if (root.dataset.keep === "page") save(root, key);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} key
 */
function save(form, key) {
  const values = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && isTyped(form, name));
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  } catch {
    // No room on the device: the form still works, only without a copy.
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} key
 */
function restore(form, key) {
  const { values = [] } = read(key);
  let found = 0;
  for (const [name, value] of values) {
    const field = form.elements.namedItem(name);
    if (!field || !isTyped(form, name) || field.value === value) continue;
    field.value = value;
    // More rounds bring their fields at once, so that what was typed there finds them.
    if (field instanceof HTMLInputElement && field.dataset.rounds) field.dispatchEvent(new Event("input", { bubbles: true }));
    found += value ? 1 : 0;
  }
  return found > 0;
}

/** Hidden fields belong to the page, not to the person. */
function isTyped(form, name) {
  const field = form.elements.namedItem(name);
  return !(field instanceof HTMLInputElement && field.type === "hidden");
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
}

function forgetOld() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && Date.now() - (read(key).at ?? 0) > OLD_MS) localStorage.removeItem(key);
  }
}
