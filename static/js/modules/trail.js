/** A long time line shows its newest entries first; a button unfolds the rest. */

/** @param {HTMLElement} root with `data-first` entries shown and one button */
export function mount(root) {
  const rest = [...root.querySelectorAll("li")].slice(Number(root.dataset.first ?? 8));
  const button = root.querySelector("[data-more]");
  if (!rest.length || !button) return;
  rest.forEach((entry) => { entry.hidden = true; });
  button.hidden = false;
  button.addEventListener("click", () => {
    rest.forEach((entry) => { entry.hidden = false; });
    button.hidden = true;
    rest[0].setAttribute("tabindex", "-1");
    rest[0].focus();
  });
}
