/** Menus are `<details class="menu">`: one open at a time, closed by Escape or a click elsewhere. */

/** @param {HTMLElement} root */
export function mount(root) {
  const close = (except) => {
    for (const menu of root.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  root.addEventListener("click", (event) => {
    // what a menu asks in a dialog is answered with the menu still open
    if (!event.target.closest("dialog")) close(event.target.closest("details.menu"));
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
