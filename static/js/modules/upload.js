/**
 * Sends photos the moment they are taken, so that nothing hangs on the last tap: `data-url`, an
 * `<input type="file">`, `[data-kept]` for what the server has, `[data-said]` for what happens.
 * What does not get through stays in the input and goes along with the form.
 */

import { put } from "./parts.js";

/** @param {HTMLElement} root */
export function mount(root) {
  const input = root.querySelector("input[type=file]");
  const kept = root.querySelector("[data-kept]");
  const said = root.querySelector("[data-said]");
  const limit = Number(root.dataset.limitMb) * 1024 * 1024;

  input.addEventListener("change", async () => {
    const left = new DataTransfer();
    said.textContent = said.dataset.sending;
    let words = "";
    for (const file of [...input.files]) {
      if (file.size > limit) {
        words = said.dataset.big;
        continue;
      }
      const answer = await send(file);
      if (answer === null) {
        left.items.add(file);
        words = said.dataset.waits;
      } else if (answer.ok) put(kept, await answer.text());
      else if (answer.status === 422) words = await answer.text();
      else {
        left.items.add(file);
        words = said.dataset.waits;
      }
    }
    input.files = left.files;
    said.textContent = words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const send = (file) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
    body.append(input.name, file, file.name);
    return fetch(root.dataset.url, { method: "POST", body }).catch(() => null);
  };
}
