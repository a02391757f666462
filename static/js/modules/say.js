/** Says something in the page's live region, for eyes and screen readers, and takes it away again. */

const STAYS_MS = 5000;

/** @param {string} key one of the region's data attributes (copied, failed, forbidden) or the words themselves */
export function say(key) {
  const region = document.getElementById("say");
  if (!region) return;
  const line = document.createElement("p");
  line.className = "toast-line";
  line.textContent = region.dataset[key] ?? key;
  region.append(line);
  setTimeout(() => line.remove(), STAYS_MS);
}
