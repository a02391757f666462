/** Theme, contrast and size change at once; the server keeps them for the next page. */

/** @param {HTMLFormElement} form */
export function mount(form) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.name) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set(button.name, button.value);
    fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    apply(button.name, button.value);
    if (button.name === "theme") {
      for (const other of form.elements.namedItem("theme")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
    } else {
      button.setAttribute("aria-pressed", String(button.value !== ""));
      button.value = button.value ? "" : button.name === "elder" ? "1" : "more";
    }
  });
}

/**
 * @param {string} name
 * @param {string} value
 */
function apply(name, value) {
  const root = document.documentElement;
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
}
