/**
 * Shows as many rounds of a repeat group as its number asks for, and hides lines that wait for another
 * answer: `<input data-rounds="5">` with `<template data-pattern="5">` (one round, its fields ending in
 * `-0`), `[data-round-of]` parts, and `[data-after="line_2"][data-answers="failed"]` parts.
 * Tells the form by the event `laid` when parts came, went or were hidden.
 */

/** @param {HTMLFormElement} form */
export function mount(form) {
  form.querySelectorAll("[data-without-script]").forEach((node) => { node.hidden = true; });
  const lay = () => {
    for (const input of form.querySelectorAll("[data-rounds]")) repeat(form, input);
    hide(form);
    form.dispatchEvent(new Event("laid"));
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-rounds], [type=radio]")) lay();
  });
  form.addEventListener("restored", lay);
  lay();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 */
function repeat(form, input) {
  const pattern = form.querySelector(`template[data-pattern="${input.dataset.rounds}"]`);
  const count = Math.min(Math.max(Number(input.value) || 1, 1), Number(input.max) || 1);
  const group = pattern.content.querySelector("[data-round-of]").dataset.roundOf;
  const parts = () => [...form.querySelectorAll("[data-round-of]")].filter((part) => part.dataset.roundOf === group);
  for (const part of parts()) if (Number(part.dataset.round) > count) part.remove();
  const last = Math.max(...parts().map((part) => Number(part.dataset.round)));
  for (let turn = last + 1; turn <= count; turn += 1) {
    const round = pattern.content.cloneNode(true);
    for (const node of round.querySelectorAll("*")) rename(node, turn);
    for (const part of round.querySelectorAll("[data-round]")) part.dataset.round = String(turn);
    for (const node of round.querySelectorAll("[data-turn]")) node.textContent = String(turn);
    for (const node of round.querySelectorAll("[data-without-script]")) node.hidden = true;
    parts().at(-1).after(round);
    form.dispatchEvent(new Event("grown", { bubbles: true }));
  }
}

/**
 * Gives a copied field the names of its round, in every attribute that holds one.
 * @param {Element} node
 * @param {number} turn
 */
function rename(node, turn) {
  for (const { name, value } of [...node.attributes]) {
    const named = value.replace(/\b((?:id_)?(?:line|note|photo|about)_\d+)-0(?=_|\b)/g, `$1-${turn}`);
    if (named !== value) node.setAttribute(name, named);
  }
}

/** Hides what waits for another answer, however long the chain. */
function hide(form) {
  for (const part of form.querySelectorAll("[data-after]")) {
    const before = form.querySelector(`[name="${part.dataset.after}"]:checked`);
    const isOpen = before && !before.closest("[data-skip]") && part.dataset.answers.split(" ").includes(before.value);
    part.toggleAttribute("data-skip", !isOpen);
  }
}
