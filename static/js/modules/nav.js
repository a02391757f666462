/** The navigation: folds on a wide screen, slides in on a narrow one; both work as plain links too. */

/** @param {HTMLFormElement} form the fold button's form */
export function mount(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const folded = document.body.classList.toggle("is-folded");
    const body = new FormData(form);
    body.set("nav", folded ? "folded" : "");
    button.setAttribute("aria-expanded", String(!folded));
    button.value = folded ? "" : "folded";
    fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  });
}

/** @param {HTMLAnchorElement} opener */
export function mountDrawer(opener) {
  const nav = document.getElementById("modules");
  const set = (open) => {
    nav.classList.toggle("is-open", open);
    opener.setAttribute("aria-expanded", String(open));
    if (open) nav.querySelector("a").focus();
  };
  opener.setAttribute("role", "button");
  set(false);
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    set(!nav.classList.contains("is-open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !nav.classList.contains("is-open")) return;
    set(false);
    opener.focus();
  });
  document.addEventListener("click", (event) => {
    if (!nav.contains(event.target) && !opener.contains(event.target)) set(false);
  });
}
