/** A map of outlines and places: `data-module="outlines" data-shapes="/regions/shapes.json?at=…"`. */

import * as L from "../../vendor/leaflet/leaflet-src.esm.js";

const STYLES = {
  other: { className: "map-region", weight: 1 },
  own: { className: "map-own", weight: 2 },
  zone: { className: "map-zone", weight: 2, dashArray: "4 3" },
};
const DEEPEST = 19; // without it Leaflet zooms onto a single point without end and places nothing
const WHOLE = [
  [27, 118],
  [31.2, 123],
];

/**
 * Make a map without tiles from outside and without motion for those who want none.
 * @param {HTMLElement} box
 */
export function makeMap(box) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    attributionControl: false,
    maxZoom: DEEPEST,
    fadeAnimation: !still,
    zoomAnimation: !still,
    zoomSnap: 0.25,
  });
  map.fitBounds(WHOLE);
  const tiles = box.dataset.tiles;
  if (tiles) L.tileLayer(tiles).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  return map;
}

/**
 * Put the outlines of an address onto a map.
 * @param {import("leaflet").Map} map
 * @param {string} url
 * @param {{links?: boolean}} options
 */
export async function addShapes(map, url, { links = true } = {}) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return null;
  const layer = L.geoJSON(await answer.json(), {
    interactive: links,
    style: ({ properties }) =>
      STYLES[properties.zone ? "zone" : properties.own ? "own" : "other"],
    onEachFeature(feature, shape) {
      if (!links) return;
      shape.bindTooltip(feature.properties.name, { sticky: true });
      if (!feature.properties.own) {
        shape.on("click", () => location.assign(feature.properties.url));
      }
    },
  });
  if (layer.getLayers().length) layer.addTo(map);
  return layer;
}

/**
 * Mark what a part of the page is about; with `data-url` the mark leads there.
 * @param {import("leaflet").Map} map
 * @param {HTMLElement} place
 */
function addPoint(map, place) {
  const [lon, lat] = place.dataset.place.split(",").map(Number);
  const { name, tone, url } = place.dataset;
  const mark = L.circleMarker([lat, lon], {
    className: tone ? `map-point map-point-${tone}` : "map-point",
    radius: 7,
  });
  mark.bindTooltip(name || place.textContent.trim()).addTo(map);
  if (url) mark.on("click", () => location.assign(url));
  return { at: [lat, lon], leads: Boolean(url) };
}

/** @param {HTMLElement} box */
export async function mount(box) {
  const map = makeMap(box);
  const { shapes } = box.dataset;
  const layer = shapes ? await addShapes(map, shapes) : null;
  const own = JSON.parse(document.getElementById(box.dataset.own ?? "")?.textContent || "null");
  const drawn = own && L.geoJSON(own, { style: STYLES.zone }).addTo(map);
  const bounds = drawn?.getBounds() ?? layer?.getBounds();
  if (bounds?.isValid()) map.fitBounds(bounds.pad(0.05));
  const points = [...document.querySelectorAll("[data-place]")].map((place) =>
    addPoint(map, place),
  );
  if (points.length > 1 && points.some((point) => point.leads)) {
    map.fitBounds(L.latLngBounds(points.map((point) => point.at)).pad(0.1));
  }
  box.dataset.ready = "true";
  box.dispatchEvent(new CustomEvent("map:ready", { bubbles: true }));
  const form = document.querySelector("[data-locate]");
  if (!form) return;
  map.on("contextmenu", ({ latlng }) => {
    form.elements.lon.value = latlng.lng.toFixed(6);
    form.elements.lat.value = latlng.lat.toFixed(6);
    form.requestSubmit();
  });
}
