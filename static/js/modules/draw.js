/**
 * Draws an outline on a map beside the text that holds it: `data-module="draw" data-for="id_shape"`.
 *
 * The text is what is sent, so whoever cannot use a mouse writes the points there; both follow each
 * other. A click sets a point, a point can be dragged, a click on it takes it away. `data-region`
 * names a choice of regions: the map moves to what is chosen there.
 */

import * as L from "../../vendor/leaflet/leaflet-src.esm.js";
import { addShapes, makeMap } from "./outlines.js";

const DIGITS = 6;

/** Read rings of points from text: one `lon, lat` a line, an empty line between rings. */
export function readPoints(text) {
  const rings = [[]];
  for (const line of text.trim().split("\n")) {
    const numbers = line.replaceAll("，", ",").split(/[\s,]+/).filter(Boolean).map(Number);
    if (!numbers.length) rings.push([]);
    else if (numbers.length === 2 && numbers.every(Number.isFinite)) rings.at(-1).push(numbers);
    else return null;
  }
  return rings.filter((ring) => ring.length);
}

/** Write rings as text. */
export function writePoints(rings) {
  const line = ([lon, lat]) => `${lon.toFixed(DIGITS)}, ${lat.toFixed(DIGITS)}`;
  return rings
    .filter((ring) => ring.length)
    .map((ring) => ring.map(line).join("\n"))
    .join("\n\n");
}

/** @param {HTMLElement} root */
export async function mount(root) {
  const box = root.querySelector("[data-map]");
  const field = document.getElementById(root.dataset.for);
  const said = root.querySelector("[data-said]");
  const map = makeMap(box);
  const drawn = L.layerGroup().addTo(map);
  let rings = readPoints(field.value) ?? [];
  let current = Math.max(rings.length - 1, 0);

  const store = () => {
    field.value = writePoints(rings);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  };

  const mark = (ring, place) => {
    const [lon, lat] = ring[place];
    const icon = L.divIcon({ className: "map-vertex", iconSize: [16, 16] });
    const vertex = L.marker([lat, lon], { draggable: true, keyboard: false, icon });
    vertex.on("drag", ({ latlng }) => {
      ring[place] = [latlng.lng, latlng.lat];
      lines();
    });
    vertex.on("dragend", store);
    vertex.on("click", () => {
      ring.splice(place, 1);
      store();
    });
    vertex.addTo(drawn);
  };

  const shapes = L.layerGroup().addTo(map);
  const lines = () => {
    shapes.clearLayers();
    const corners = rings.map((ring) => ring.map(([lon, lat]) => [lat, lon]));
    L.polygon(corners, { className: "map-drawn", weight: 2, interactive: false }).addTo(shapes);
  };

  const show = () => {
    drawn.clearLayers();
    lines();
    for (const ring of rings) ring.forEach((_point, place) => mark(ring, place));
    const count = rings.reduce((sum, ring) => sum + ring.length, 0);
    said.textContent = said.dataset.text.replace("{n}", count).replace("{r}", rings.length);
  };

  map.on("click", ({ latlng }) => {
    if (!rings[current]) rings[current] = [];
    rings[current].push([latlng.lng, latlng.lat]);
    store();
  });
  field.addEventListener("input", () => {
    const read = readPoints(field.value);
    if (!read) return;
    rings = read;
    current = Math.max(rings.length - 1, 0);
    show();
  });
  root.addEventListener("click", (event) => {
    const act = event.target.closest("[data-draw]")?.dataset.draw;
    if (act === "undo") rings[current]?.pop();
    if (act === "clear") rings = [];
    if (act === "ring" && rings[current]?.length > 2) rings.push([]);
    if (act === "fit") return fit();
    if (!act) return;
    rings = rings.filter((ring, place) => ring.length || place === rings.length - 1);
    current = Math.max(rings.length - 1, 0);
    if (act === "ring") show();
    else store();
  });

  const fit = () => {
    const bounds = L.latLngBounds(rings.flat().map(([lon, lat]) => [lat, lon]));
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.2));
  };
  show();
  let around = null;
  const lookAt = async (url) => {
    around?.remove();
    around = await addShapes(map, url, { links: false });
    if (rings.flat().length) fit();
    else if (around?.getBounds().isValid()) map.fitBounds(around.getBounds());
  };
  const region = document.getElementById(root.dataset.region ?? "");
  region?.addEventListener("change", () => {
    const url = new URL(root.dataset.shapes, location.href);
    url.searchParams.set("at", region.value);
    lookAt(url.href);
  });
  await lookAt(root.dataset.shapes);
  root.dataset.ready = "true";
}
