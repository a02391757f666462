/** An error summary takes the focus, and its links lead into the field, not only beside it. */

/** @param {HTMLElement} root */
export function mount(root) {
  root.focus();
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (control ?? field).focus();
  });
}
