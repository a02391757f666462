/**
 * The list: keyboard (/ search, j k move, x tick, v look, Enter open, ? help), ticking rows,
 * the bulk bar, the quick look. Letters count only outside of fields, and can be switched off.
 */

import { mount as drawer } from "./drawer.js";

const OFF = "list-letters-off";

/**
 * @param {HTMLElement} root
 * @param {{ajax: Function}} htmx
 */
export function mount(root, htmx) {
  const look = drawer(root, htmx);
  const help = root.querySelector("dialog.shortcuts-box");
  const rows = () => [...root.querySelectorAll("tbody tr[data-key]")];
  const here = () => root.querySelector("tr.is-here");

  const go = (row) => {
    if (!row) return;
    here()?.classList.remove("is-here");
    row.classList.add("is-here");
    row.querySelector("a, input")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (look.isOpen()) look.open(row, false);
  };
  const step = (by) => {
    const all = rows();
    go(all[Math.min(Math.max(all.indexOf(here()) + by, 0), all.length - 1)]);
  };
  const tick = (row) => {
    const box = row?.querySelector("input[name=row]");
    if (box) {
      box.checked = !box.checked;
      count();
    }
  };

  const acts = {
    "/": () => root.querySelector("input[type=search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    x: () => tick(here()),
    v: () => here() && look.open(here(), false),
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (!root.isConnected || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input:not([type=checkbox]), select, textarea, dialog.confirm, [contenteditable]")) return;
    if (!acts[event.key] || localStorage.getItem(OFF)) return;
    event.preventDefault();
    acts[event.key]();
  });

  const count = () => {
    const boxes = [...root.querySelectorAll("input[name=row]")];
    const ticked = boxes.filter((box) => box.checked).length;
    const bar = root.querySelector(".bulk");
    if (bar) {
      bar.hidden = ticked === 0;
      bar.querySelector("[data-ticked]").textContent = String(ticked);
    }
    const all = root.querySelector("[data-tick-all]");
    if (all) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  };

  root.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) {
      root.querySelectorAll("input[name=row]").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-tick-all], input[name=row]")) count();
    if (event.target.matches("[data-letters]")) {
      if (event.target.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    }
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-look], [data-help], [data-close]");
    if (!button) return;
    if (button.matches("[data-look]")) look.open(button.closest("tr"), true);
    if (button.matches("[data-help]")) help?.showModal();
    if (button.matches("[data-close]")) button.closest("dialog").close();
  });
  root.addEventListener("htmx:afterSettle", () => { unhide(); count(); measure(); });

  // Without script the header box would tick nothing and the bar must always stand; with it both work.
  const unhide = () => root.querySelectorAll("[data-with-script]").forEach((node) => { node.hidden = false; });
  // A table wider than its place scrolls sideways; only then its head cannot stay in sight.
  const measure = () => {
    for (const box of root.querySelectorAll(".table-scroll")) {
      box.classList.remove("is-wide");
      box.classList.toggle("is-wide", box.scrollWidth > box.clientWidth + 1);
    }
  };
  new ResizeObserver(measure).observe(root);

  const letters = root.querySelector("[data-letters]");
  if (letters) letters.checked = !localStorage.getItem(OFF);
  unhide();
  count();
}
