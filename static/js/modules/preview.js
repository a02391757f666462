/**
 * Shows what is being typed as the phone will show it: `<form data-module="preview" data-preview="/…/">`
 * beside an `iframe[data-phone]`. The form's fields go there by POST and nothing is stored.
 */

const PAUSE_MS = 300;

/** @param {HTMLFormElement} form */
export function mount(form) {
  const phone = document.querySelector("[data-phone]");
  let waiting;
  let round = 0;
  const show = async () => {
    round += 1;
    const mine = round;
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
      const text = await answer.text();
      if (answer.ok && mine === round) phone.srcdoc = text;
    } catch {
      // Out of reach: the phone keeps what it shows.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE_MS);
  });
  show();
}
