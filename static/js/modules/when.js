/** Keeps the distance that a time shows on hover true while the page stays open. */

const UNITS = [["minute", 60], ["hour", 3600]];

/** @param {HTMLElement} root */
export function mount(root) {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  root.addEventListener("pointerover", (event) => {
    const time = event.target.closest?.("time[datetime*='T']");
    if (!time) return;
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    // Days are counted in working days by the server; they do not go stale while one reads.
    if (!(Math.abs(seconds) < 86400)) return;
    const [unit, size] = Math.abs(seconds) < 3600 ? UNITS[0] : UNITS[1];
    time.title = words.format(Math.round(seconds / size), unit);
  });
}
