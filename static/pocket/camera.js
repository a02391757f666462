/** Photos, films and voice notes: shrunk, without metadata, with place and hash at once. */

import * as store from "./store.js";
import { elapsed } from "./draft.js";

const EDGE = 2048;
const OLDEST_FIX = 30_000;

const taking = new Set();

/** Wait until every file that is being taken is in its draft, or was refused. */
export const allTaken = () => Promise.allSettled(taking);

/** Keep a file with the draft; photos are drawn anew, which takes their metadata out. */
export async function keep(...what) {
  const work = take(...what);
  taking.add(work);
  try { return await work; } finally { taking.delete(work); }
}

async function take(file, kind, draft, place, limits) {
  const here = position();
  const { bytes, type } = kind === "photo" || kind === "paper" ? await shrink(file)
    : { bytes: await file.arrayBuffer(), type: file.type };
  const most = limits[`${kind === "paper" ? "photo" : kind}_bytes`];
  if (bytes.byteLength > most) return null;
  const sha256 = await store.sha256(bytes);
  await store.putBytes(sha256, bytes, type);
  const taken = {
    sha256, kind, item: place?.line.id ?? null, round: place?.round ?? 1, slot: place?.key ?? "",
    name: file.name.slice(0, 200), at: new Date().toISOString(), elapsed_ms: elapsed(draft), ...(await here),
  };
  if (!draft.files.some((each) => each.sha256 === sha256 && each.slot === taken.slot)) draft.files.push(taken);
  return taken;
}

async function shrink(file) {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, EDGE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
  return { bytes: await blob.arrayBuffer(), type: "image/jpeg" };
}

/** Ask where the phone is, at the shutter and only there; an old fix is no answer. */
export function position() {
  return new Promise((done) => {
    if (!navigator.geolocation) { done({}); return; }
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => done(Date.now() - timestamp > OLDEST_FIX ? {}
        : { lon: coords.longitude, lat: coords.latitude, accuracy: Math.min(coords.accuracy, 100_000) }),
      () => done({}), { enableHighAccuracy: true, maximumAge: 0, timeout: 4000 });
  });
}

/** Read the firm's code from a photo of it; empty where the browser cannot. */
export async function readCode(file) {
  if (!("BarcodeDetector" in window)) return "";
  const image = await createImageBitmap(file);
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(image);
  return found[0]?.rawValue ?? "";
}

/** Sign for an officer by PIN: the key comes from the PIN and signs, the PIN goes nowhere. */
export async function pinSigner(officer, pin, rounds) {
  const bytes = new Uint8Array(officer.pin_salt.match(/../g).map((each) => parseInt(each, 16)));
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes, iterations: rounds }, base, 256);
  const key = await crypto.subtle.importKey("raw", bits, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (message) => {
    const proof = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(message)));
    return { officer: officer.id, proof: [...proof].map((each) => each.toString(16).padStart(2, "0")).join("") };
  };
}
