/**
 * A region that renews itself: `data-live-url` is asked every `data-live-every` seconds with the
 * last ETag (`data-live-stamp` is the first, sent as `since`); a new answer replaces the children of
 * each `[data-keyed]` one by one. What is being read does not move: the topmost visible entry keeps
 * its place, and while somebody works in the region (focus, changed fields, selected text) the news
 * wait behind a button. What somebody has begun to fill in is never replaced.
 */

const SLOWEST_S = 120;

/**
 * @param {HTMLElement} root
 * @param {(node: Element) => void} mounted called on what came in
 */
export function mount(root, mounted) {
  const every = Number(root.dataset.liveEvery ?? 15);
  const button = root.parentElement.querySelector(":scope > .live-news");
  let etag = root.dataset.liveStamp ? `"${root.dataset.liveStamp}"` : "";
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
        const answer = await fetch(address(root, etag), {
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

/** A page that carries its stamp names the last one it knows. */
function address(root, etag) {
  const url = root.dataset.liveUrl;
  return root.dataset.liveStamp ? `${url}&since=${encodeURIComponent(etag.replaceAll('"', ""))}` : url;
}

/** Tells whether somebody has changed a field since the page came. */
function isChanged(node) {
  return [...node.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.matches("select")
        ? [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0
        : field.value !== field.defaultValue,
  );
}

/** @param {HTMLElement} root */
function isBusy(root) {
  const selection = document.getSelection();
  const selects = selection && !selection.isCollapsed && root.contains(selection.anchorNode);
  const here = document.activeElement;
  return selects || isChanged(root) || (here !== root && root.contains(here));
}

/** Finds in an answer the region that stands on the page. */
function fragment(text, root) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.getElementById(root.id) ?? page.body;
}

function swap(root, next, mounted) {
  const entries = () => [...root.querySelectorAll("[data-keyed] > *")];
  const anchor = entries().find((node) => node.getBoundingClientRect().bottom > 0);
  const key = anchor && keyOf(anchor);
  const before = anchor?.getBoundingClientRect().top;
  renew(root, next, mounted);
  const same = anchor?.isConnected ? anchor : key && entries().find((node) => keyOf(node) === key);
  if (same && before < window.innerHeight && window.scrollY > 0) {
    window.scrollBy({ top: same.getBoundingClientRect().top - before, behavior: "instant" });
  }
}

/** Replaces what changed: keyed entries one by one where both sides have them, all else whole. */
function renew(root, next, mounted) {
  const holders = [...root.querySelectorAll("[data-keyed]")];
  const fresh = [...next.querySelectorAll("[data-keyed]")];
  if (!holders.length || holders.length !== fresh.length) {
    root.replaceChildren(...next.childNodes);
    mounted(root);
    return;
  }
  for (const [place, holder] of holders.entries()) {
    for (const node of renewed(holder, fresh[place])) mounted(node);
  }
}

/** Puts the entries of `fresh` into `holder`; an entry that says the same stays the very node. */
function renewed(holder, fresh) {
  const old = new Map([...holder.children].map((node) => [keyOf(node), node]));
  const entries = [...fresh.children].map((node) => {
    const present = old.get(keyOf(node));
    if (present && (plain(present) === plain(node) || isChanged(present))) return present;
    if (!present || present.dataset.stamp !== node.dataset.stamp) node.classList.add("is-new");
    if (present) keepOpen(present, node);
    return document.adoptNode(node);
  });
  // A node that stays is not taken out and put in again: it would lose focus and selection.
  for (const node of [...holder.children]) if (!entries.includes(node)) node.remove();
  entries.forEach((node, place) => {
    if (holder.children[place] !== node) holder.insertBefore(node, holder.children[place] ?? null);
  });
  return entries;
}

/** What an entry is known by: its key, else its heading, else what kind of thing it is. */
function keyOf(node) {
  const heading = node.querySelector("h1, h2")?.firstChild?.textContent.trim();
  return node.dataset.key ?? heading ?? `${node.tagName}.${node.className}`;
}

/** Opens in the new entry what was open in the old one. */
function keepOpen(present, node) {
  const fresh = node.querySelectorAll("details");
  present.querySelectorAll("details").forEach((each, place) => {
    if (fresh[place] && each.open) fresh[place].open = true;
  });
}

/** An entry's markup without what only this page put there, and what differs each time. */
function plain(node) {
  const copy = node.cloneNode(true);
  copy.classList.remove("is-new", "is-here");
  copy.removeAttribute("tabindex");
  if (!copy.className) copy.removeAttribute("class");
  copy.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((each) => each.remove());
  copy.querySelectorAll("time").forEach((each) => each.removeAttribute("title"));
  for (const each of [copy, ...copy.querySelectorAll("details")]) each.removeAttribute("open");
  return copy.outerHTML;
}
