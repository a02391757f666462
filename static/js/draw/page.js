/**
 * Draws again in the reader's browser: `<section data-module="redraw" data-file="…">` with a button,
 * a `<progress>`, a line `[data-said]` and one `<li data-check="…">` for each thing that is looked at.
 */

import { checkPublished } from "./papers.js";

const SLICE_MS = 30;

/** @param {HTMLElement} root */
export function mount(root) {
  const button = root.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => run(root, button));
}

async function run(root, button) {
  const progress = root.querySelector("progress");
  const said = root.querySelector("[data-said]");
  button.disabled = true;
  progress.hidden = false;
  said.textContent = root.dataset.working;
  try {
    const answer = await fetch(root.dataset.file);
    if (!answer.ok) throw new Error(String(answer.status));
    const paper = await answer.json();
    const found = await checkPublished(paper, breather(progress));
    const holds = found.every((each) => each.holds);
    show(root, found);
    said.textContent = holds ? root.dataset.proved : root.dataset.broken;
    root.dataset.outcome = holds ? "proved" : "broken";
  } catch {
    said.textContent = root.dataset.failed;
    root.dataset.outcome = "failed";
  } finally {
    progress.hidden = true;
    button.disabled = false;
  }
}

/** Lets the page answer clicks between two slices of work. */
function breather(progress) {
  let since = performance.now();
  return async (done, all) => {
    progress.max = Math.max(all, 1);
    progress.value = done;
    if (performance.now() - since < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}

function show(root, found) {
  const holds = new Map(found.map((each) => [each.code, each.holds]));
  for (const line of root.querySelectorAll("[data-check]")) {
    const known = holds.has(line.dataset.check);
    line.hidden = !known;
    if (!known) continue;
    line.dataset.holds = String(holds.get(line.dataset.check));
    const verdict = line.querySelector("[data-verdict]");
    verdict.textContent = holds.get(line.dataset.check) ? root.dataset.yes : root.dataset.no;
  }
}
