/**
 * Puts lines in order by dragging: `<ol data-module="arrange">`, each `<li>` with a `[data-grip]` and a
 * form of its own (`form[data-place]`) that is sent with the new place as `to`. Buttons in the line do
 * the same by keyboard and without a script; Escape puts the line back.
 */

/** @param {HTMLElement} list */
export function mount(list) {
  if (list.children.length < 2) return;
  list.classList.add("is-arranged");
  list.addEventListener("pointerdown", (event) => {
    const line = event.target.closest("[data-grip]")?.closest("li");
    if (!line || event.button !== 0) return;
    event.preventDefault();
    drag(list, line, event.pointerId);
  });
}

/**
 * Follow one pointer until it is lifted. The list holds the pointer: a line that is moved loses it.
 * @param {HTMLElement} list
 * @param {HTMLElement} line
 * @param {number} pointer
 */
function drag(list, line, pointer) {
  const before = [...list.children];
  const listening = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: listening.signal });
  const end = () => {
    listening.abort();
    line.classList.remove("is-dragged");
    if (list.hasPointerCapture(pointer)) list.releasePointerCapture(pointer);
  };
  const putBack = () => {
    end();
    list.replaceChildren(...before);
  };
  list.setPointerCapture(pointer);
  line.classList.add("is-dragged");
  on(list, "pointermove", ({ clientY }) => {
    const next = before
      .filter((each) => each !== line)
      .sort((one, other) => one.offsetTop - other.offsetTop)
      .find((each) => clientY < middle(each));
    if (line.nextElementSibling !== (next ?? null)) list.insertBefore(line, next ?? null);
  });
  on(list, "pointerup", () => {
    end();
    const place = [...list.children].indexOf(line);
    if (place !== before.indexOf(line)) send(line, place + 1);
  });
  on(list, "pointercancel", putBack);
  on(document, "keydown", (event) => {
    if (event.key === "Escape") putBack();
  });
}

/** @param {HTMLElement} line */
function middle(line) {
  const box = line.getBoundingClientRect();
  return box.top + box.height / 2;
}

/**
 * @param {HTMLElement} line
 * @param {number} place from 1
 */
function send(line, place) {
  const form = line.querySelector("form[data-place]");
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "to", value: String(place) });
  form.append(field);
  form.requestSubmit();
}
