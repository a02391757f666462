/** The quick look: a row's record page in a drawer at the right, the list stays where it is. */

/**
 * @param {HTMLElement} root
 * @param {{ajax: Function}} htmx
 */
export function mount(root, htmx) {
  const box = root.querySelector("dialog.drawer");
  const body = box?.querySelector(".drawer-body");
  const full = box?.querySelector("[data-full]");
  const skeleton = [...(body?.childNodes ?? [])];
  let opener = null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box?.open && !document.querySelector("dialog.confirm[open]")) box.close();
  });
  box?.addEventListener("close", () => opener?.focus());

  return {
    isOpen: () => Boolean(box?.open),
    /**
     * @param {HTMLTableRowElement} row
     * @param {boolean} enter whether the focus goes into the drawer or stays in the list
     */
    open(row, enter) {
      const url = row?.dataset.url;
      if (!box || !url) return;
      opener = document.activeElement;
      full.href = url;
      body.replaceChildren(...skeleton.map((node) => node.cloneNode(true)));
      if (!box.open) box.show();
      if (!enter) opener.focus({ preventScroll: true });
      row.parentElement.querySelector(".is-here")?.classList.remove("is-here");
      row.classList.add("is-here");
      htmx.ajax("GET", url, { target: body, select: "[data-record]", headers: { "X-Look": "1" } });
    },
  };
}
