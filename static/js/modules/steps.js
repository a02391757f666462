/**
 * Shows a long form one step at a time: `<form data-module="steps" data-judge="/…/">` with `[data-step]`
 * parts, `[data-back]`, `[data-next]`, `[data-submit]` buttons. The last step asks the server what the
 * answers come to so far and puts it into `[data-conclusion]`. Without script all parts stand in a row.
 */

import { put } from "./parts.js";

/** @param {HTMLFormElement} form */
export function mount(form) {
  let steps = parts(form);
  const [back, next, submit] = ["back", "next", "submit"].map((name) => form.querySelector(`[data-${name}]`));
  const progress = form.querySelector("progress");
  let at = 0;
  // What the server has just said stays until something is changed.
  let isFresh = Boolean(form.querySelector(".field-error"));

  const show = (step, move = true) => {
    const last = steps.length - 1;
    at = Math.min(Math.max(step, 0), last);
    form.querySelectorAll("[data-skip]").forEach((part) => { part.hidden = true; });
    steps.forEach((part, index) => { part.hidden = index !== at; });
    back.hidden = at === 0;
    next.hidden = at === last;
    submit.hidden = at !== last;
    progress.max = steps.length;
    progress.value = at + 1;
    if (at === last && !isFresh) judge(form);
    if (!move) return;
    form.scrollIntoView({ block: "start" });
    const head = steps[at].querySelector("legend");
    if (head) {
      head.tabIndex = -1;
      head.focus({ preventScroll: true });
    }
  };
  // Lines that come, go or wait for another answer change the steps, never the one that is open.
  form.addEventListener("laid", () => {
    const here = steps[at];
    steps = parts(form);
    show(Math.max(steps.indexOf(here), 0), false);
  });
  const holding = (id) => {
    const target = document.getElementById(id);
    return steps.findIndex((part) => part.contains(target));
  };

  back.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  form.addEventListener("input", () => { isFresh = false; });
  form.addEventListener("restored", () => {
    const open = steps.findIndex((part) => part.querySelector("[type=radio]") && !part.querySelector(":checked"));
    show(open < 0 ? steps.length - 1 : open, false);
  });
  // Links of the error summary, and of the lines that are still open, lead to their step.
  document.addEventListener("click", (event) => {
    const id = event.target.closest("[data-go]")?.dataset.go ?? event.target.closest("a[href^='#']")?.hash.slice(1);
    const step = id ? holding(id) : -1;
    if (step >= 0) show(step);
  }, true);

  form.querySelectorAll("[data-with-script]").forEach((node) => { node.hidden = false; });
  show(Math.max(steps.findIndex((part) => part.querySelector(".field-error")), 0), false);
}

/** @param {HTMLFormElement} form */
function parts(form) {
  return [...form.querySelectorAll("[data-step]:not([data-skip])")];
}

/**
 * Puts new choices into place; what was chosen while they were on their way stays chosen where it fits.
 * @param {HTMLElement} place
 * @param {string} html
 */
function swap(place, html) {
  const chosen = [...place.querySelectorAll(":checked")].map((input) => `[name="${input.name}"][value="${input.value}"]`);
  put(place, html);
  for (const selector of chosen) {
    const input = place.querySelector(selector);
    if (input) input.checked = true;
  }
}

/** @param {HTMLFormElement} form */
async function judge(form) {
  const place = form.querySelector("[data-conclusion]");
  const body = new FormData(form);
  for (const name of new Set([...body.keys()])) {
    if (body.get(name) instanceof File) body.delete(name);
  }
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.judge, { method: "POST", body });
    if (answer.ok) swap(place, await answer.text());
  } catch {
    // Out of reach: every choice stays open, and the server looks at it when it is submitted.
  } finally {
    place.removeAttribute("aria-busy");
  }
}
