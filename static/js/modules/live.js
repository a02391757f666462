/**
 * A region that renews itself: `data-live-url` is asked every `data-live-every` seconds with the
 * last ETag; a new answer replaces keyed children (`data-key`) one by one. What is being read does
 * not move: the topmost visible entry keeps its place, and while somebody works in the region
 * (focus, ticked rows, selected text) the news wait behind a button.
 */

const SLOWEST_S = 120;

/**
 * @param {HTMLElement} root
 * @param {(node: Element) => void} mounted called on what came in
 */
export function mount(root, mounted) {
  const every = Number(root.dataset.liveEvery ?? 15);
  const button = document.querySelector(root.dataset.liveButton ?? ".live-news");
  let etag = root.dataset.liveEtag ?? "";
  let waiting = null;
  let pause = every;

  const show = () => {
    if (waiting) swap(root, waiting, mounted);
    waiting = null;
    if (button) button.hidden = true;
  };

  const ask = async () => {
    if (!root.isConnected) return;
    if (!document.hidden) {
      try {
        const answer = await fetch(root.dataset.liveUrl, {
          headers: { "HX-Request": "true", "X-Live": "1", ...(etag && { "If-None-Match": etag }) },
          credentials: "same-origin",
        });
        pause = answer.ok || answer.status === 304 ? every : Math.min(pause * 2, SLOWEST_S);
        if (answer.status === 200 && !answer.redirected) {
          etag = answer.headers.get("ETag") ?? "";
          waiting = fragment(await answer.text(), root);
          if (!isBusy(root) || !button) show();
          else button.hidden = false;
        }
      } catch {
        pause = Math.min(pause * 2, SLOWEST_S);
      }
    }
    setTimeout(ask, pause * 1000);
  };

  button?.addEventListener("click", show);
  setTimeout(ask, every * 1000);
}

/** @param {HTMLElement} root */
function isBusy(root) {
  const selection = document.getSelection();
  const selects = selection && !selection.isCollapsed && root.contains(selection.anchorNode);
  const here = document.activeElement;
  return selects || root.querySelector("input:checked") || (here !== root && root.contains(here));
}

/** Finds in an answer the region that stands on the page. */
function fragment(text, root) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.getElementById(root.id) ?? page.body;
}

function swap(root, next, mounted) {
  const anchor = [...root.querySelectorAll("[data-key]")].find((node) => node.getBoundingClientRect().bottom > 0);
  const key = anchor?.dataset.key;
  const before = anchor?.getBoundingClientRect().top;
  renew(root, next, mounted);
  const same = key && root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (same && before < window.innerHeight && window.scrollY > 0) {
    window.scrollBy({ top: same.getBoundingClientRect().top - before, behavior: "instant" });
  }
}

/** Replaces what changed: keyed rows one by one where both sides have them, all else whole. */
function renew(root, next, mounted) {
  const holder = root.querySelector("[data-keyed]");
  const fresh = next.querySelector("[data-keyed]");
  if (!holder || !fresh) {
    root.replaceChildren(...next.childNodes);
    mounted(root);
    return;
  }
  const old = new Map([...holder.children].map((node) => [node.dataset.key, node]));
  const rows = [...fresh.children].map((node) => {
    const present = old.get(node.dataset.key);
    if (present && plain(present) === plain(node)) return present;
    if (!present || present.dataset.stamp !== node.dataset.stamp) node.classList.add("is-new");
    return document.adoptNode(node);
  });
  holder.replaceChildren(...rows);
  rows.forEach(mounted);
}

/** A row's markup without what only this page put there. */
function plain(node) {
  const copy = node.cloneNode(true);
  copy.classList.remove("is-new", "is-here");
  copy.removeAttribute("tabindex");
  if (!copy.className) copy.removeAttribute("class");
  return copy.outerHTML;
}
