/** Seals a witness's word in the browser: the secret stays here, its SHA-256 goes into the field. */

import { hex, sha256, utf8 } from "./sha256.js";

/** @param {HTMLElement} root */
export function mount(root) {
  const maker = root.querySelector("[data-maker]");
  if (!maker) return;
  const secret = maker.querySelector("[data-secret]");
  const field = root.querySelector("input[name=text]");
  maker.hidden = false;
  secret.addEventListener("input", () => {
    const word = secret.value.trim();
    field.value = word ? hex(sha256(utf8(word))) : "";
  });
}
