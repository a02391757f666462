/**
 * Asks once before an act of law or one that cannot be undone:
 * `<form data-confirm="What follows, in words" data-confirm-title="…" data-confirm-yes="…">`,
 * or the same attributes on the button that sends it.
 */

const agreed = new WeakSet();

/** @param {HTMLElement} root */
export function mount(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const asks = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asks.dataset.confirm || agreed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asks.dataset).then((yes) => {
      if (!yes) return;
      agreed.add(form);
      form.requestSubmit(event.submitter ?? undefined);
    });
  }, true);
}

/**
 * @param {DOMStringMap} words
 * @returns {Promise<boolean>}
 */
function ask(words) {
  const box = document.getElementById("confirm-box").content.firstElementChild.cloneNode(true);
  const yes = box.querySelector("[value=yes]");
  box.querySelector("h2").textContent = words.confirmTitle ?? document.title;
  box.querySelector("p").textContent = words.confirm;
  yes.textContent = words.confirmYes ?? yes.dataset.default;
  document.body.append(box);
  return new Promise((answer) => {
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close();
      if (event.target.value) box.close(event.target.value);
    });
    box.addEventListener("close", () => {
      box.remove();
      answer(box.returnValue === "yes");
    });
    box.showModal();
  });
}
