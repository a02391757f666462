/**
 * Makes tabs of sections that stand below each other: `data-module="tabs"` on a node with links to
 * their ids and the sections themselves. Without script all sections are there, and in print too.
 * The open tab stands in the address, so that a link leads to it and Back works.
 */

/** @param {HTMLElement} root */
export function mount(root) {
  const bar = root.querySelector("[data-tabs]");
  const links = [...bar.querySelectorAll("a[href^='#']")];
  const panels = links.map((link) => root.querySelector(link.hash));
  bar.setAttribute("role", "tablist");
  for (const item of bar.children) item.setAttribute("role", "presentation");
  links.forEach((link, at) => {
    link.setAttribute("role", "tab");
    link.id ||= `tab-${panels[at].id}`;
    link.setAttribute("aria-controls", panels[at].id);
    panels[at].setAttribute("role", "tabpanel");
    panels[at].setAttribute("aria-labelledby", link.id);
  });

  /** @param {number} chosen */
  function open(chosen) {
    links.forEach((link, at) => {
      link.setAttribute("aria-selected", String(at === chosen));
      link.tabIndex = at === chosen ? 0 : -1;
      panels[at].hidden = at !== chosen;
    });
  }

  function fromAddress() {
    const asked = document.getElementById(location.hash.slice(1));
    const at = panels.findIndex((panel) => asked && panel.contains(asked));
    const faulty = panels.findIndex((panel) => panel.querySelector("[aria-invalid]"));
    open(Math.max(0, at === -1 ? faulty : at));
  }

  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const at = links.indexOf(link);
    if (at === -1) return;
    event.preventDefault();
    history.replaceState(history.state, "", link.hash);
    open(at);
  });
  bar.addEventListener("keydown", (event) => {
    const at = links.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at === -1 || !step) return;
    event.preventDefault();
    const next = links[(at + step + links.length) % links.length];
    next.focus();
    next.click();
  });
  window.addEventListener("hashchange", fromAddress);
  root.classList.add("has-tabs");
  fromAddress();
}
