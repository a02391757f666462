/** Makes elements; text is always text, never markup. */

const ICONS = document.querySelector("meta[name=icons]")?.content ?? "";

/** h("p", {class: "x", onclick}, "text", node): a node with attributes, listeners and children. */
export function h(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value") node.value = value;
    else if (key === "checked") node.checked = true;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

export const badge = (name, text) => h("span", { class: "badge" }, icon(name), text);

export const button = (text, onclick, options = {}) =>
  h("button", { type: "button", class: `btn ${options.look ?? ""}`, onclick, disabled: options.disabled },
    options.icon ? icon(options.icon) : null, text);

let numbers = 0;

/** A labelled field; `options.as` is the element, `options.help` stands below the label. */
export function field(text, options = {}) {
  const id = `f${(numbers += 1)}`;
  const input = h(options.as ?? "input", {
    id, class: "form-control", type: options.as ? null : options.type ?? "text", value: options.value ?? "",
    rows: options.as === "textarea" ? 3 : null, min: options.min, max: options.max, maxlength: options.most,
    inputmode: options.inputmode, autocomplete: "off", "data-name": options.name,
    "aria-describedby": options.help ? `${id}h` : null,
    oninput: (event) => options.change?.(event.target.value),
  }, ...(options.choices ?? []).map(([value, said]) => h("option", { value }, said)));
  if (options.as === "select") input.value = options.value ?? "";
  return h("div", { class: "field" },
    h("label", { class: "form-label", for: id }, text), options.help ? h("p", { id: `${id}h`, class: "muted" }, options.help) : null, input);
}

/** Radio buttons that one hits with a thumb. `choices` are [value, text]. */
export function choices(legend, list, chosen, change, options = {}) {
  const name = `c${(numbers += 1)}`;
  return h("fieldset", { id: options.id, class: options.class },
    h("legend", options.hidden ? { class: "sr-only" } : {}, legend),
    h("div", { class: `choices ${options.tall ? "choices-tall" : ""}` },
      list.map(([value, text]) => h("label", { class: "choice" },
        h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => change(value) }),
        h("span", {}, text)))));
}

/** Say something to everybody, those who listen included. */
export function say(text) {
  const place = document.getElementById("say");
  place.replaceChildren(h("p", { class: "toast-line" }, text));
  setTimeout(() => place.firstChild?.textContent === text && place.replaceChildren(), 6000);
}
