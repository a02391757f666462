/** A form is sent once: further clicks wait until the answer is there. */

/** @param {HTMLElement} root */
export function mount(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    mark(form, true);
  });
  const free = (form) => {
    delete form.dataset.sent;
    mark(form, false);
  };
  // A page that comes back from the browser's memory, or an answer swapped in, opens the form again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
  root.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form[data-sent]");
    if (form) free(form);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {boolean} busy
 */
function mark(form, busy) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}
