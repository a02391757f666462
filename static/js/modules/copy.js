/** Copy buttons: `<button data-copy="text">`. */

import { say } from "./say.js";

/** @param {HTMLElement} root */
export function mount(root) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    event.preventDefault();
    try {
      await write(button.dataset.copy);
      button.classList.add("is-done");
      say("copied");
    } catch {
      say("failed");
    }
  });
}

/** @param {string} text */
async function write(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  // Without TLS the browser keeps the clipboard shut; a hidden field still works.
  const field = document.createElement("textarea");
  field.className = "sr-only";
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("copy refused");
}
