/** Puts a part of a page that the server has rendered in the place of what stood there. */

/**
 * @param {Element} place
 * @param {string} html
 */
export function put(place, html) {
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}
