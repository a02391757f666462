/** The button that prints the page; it shows itself, for without a script it could do nothing. */

/** @param {HTMLElement} root */
export function mount(root) {
  root.hidden = false;
  root.querySelector("button").addEventListener("click", () => window.print());
}
