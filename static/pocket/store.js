/**
 * What the phone keeps: drafts, outbox, blobs, receipts and meta, one database for each officer.
 * Contents are sealed by AES-GCM under a key that comes with the login and cannot be read out of
 * the browser. It goes when the phone is logged out, and with it everything that has arrived; what
 * has not stays, unreadable until its officer logs in again. Only what the outbox sorts by stands
 * in the open.
 */

import { openDB, deleteDB } from "../vendor/idb/index.js";

const STORES = ["drafts", "outbox", "blobs", "receipts", "meta"];
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

let database = null;
let key = null;
let owner = "";

const nameOf = (user) => `pocket-${user}`;

/** Open the officer's database with the keys that came with the login; false where it stays shut. */
export async function open(user, keys = []) {
  owner = user;
  await connect();
  key = (await database.get("meta", "key")) ?? null;
  const name = await database.get("meta", "keyname");
  if (keys.length && !(key && name)) await takeKey(keys, name);
  if (key) localStorage.setItem("pocket.user", user);
  navigator.storage?.persist?.();
  return Boolean(key);
}

/** Take the key of the login: the one that things here are sealed by, else the newest. */
async function takeKey(keys, name) {
  const offers = await Promise.all(keys.map(async (hex) => {
    const bytes = Uint8Array.from(hex.match(/../g), (each) => parseInt(each, 16));
    const made = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    return { made, name: (await sha256(bytes)).slice(0, 16) };
  }));
  const offer = offers.find((each) => each.name === name) ?? offers[0];
  const rows = key ? await resealed(offer.made) : [];
  const change = database.transaction(STORES, "readwrite");
  for (const [store, id, row] of rows) change.objectStore(store).put(row, id);
  change.objectStore("meta").put(offer.made, "key");
  change.objectStore("meta").put(offer.name, "keyname");
  await change.done;
  key = offer.made;
}

/** Return what an earlier app sealed by a key of this phone alone, sealed anew. */
async function resealed(fresh) {
  const found = [];
  for (const store of STORES) {
    for (const id of await database.getAllKeys(store)) {
      const row = await database.get(store, id);
      if (row?.data) found.push([store, id, { ...row, ...(await seal(await unseal(row), fresh)) }]);
    }
  }
  return found;
}

export const isOpen = () => Boolean(key);

async function connect() {
  database = await openDB(nameOf(owner), 1, {
    upgrade(fresh) {
      for (const name of STORES) fresh.createObjectStore(name);
    },
    blocking: () => database?.close(),
    terminated: () => { database = null; },
  });
}

export const lastUser = () => localStorage.getItem("pocket.user") ?? "";

/** Do something with the database; after the camera or a long sleep it is opened once more. */
async function withStore(act) {
  try {
    if (!database) await connect();
    return await act(database);
  } catch (error) {
    if (!["InvalidStateError", "UnknownError"].includes(error.name)) throw error;
    await connect();
    return act(database);
  }
}

async function seal(bytes, by = key) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, by, bytes) };
}

const unseal = ({ iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);

/** Keep a value sealed, and read it back before anybody is told that it is kept. */
export async function put(store, id, value, open_ = {}) {
  const sealed = { ...open_, ...(await seal(encode(value))) };
  await withStore((db) => db.put(store, sealed, id));
  const back = await withStore((db) => db.get(store, id));
  if (back?.data.byteLength !== sealed.data.byteLength) throw new Error("not kept");
}

/** Keep a value under an id that nothing may stand under yet; false where something does. */
export async function add(store, id, value, open_ = {}) {
  const sealed = { ...open_, ...(await seal(encode(value))) };
  try {
    await withStore((db) => db.add(store, sealed, id));
    return true;
  } catch (error) {
    if (error.name === "ConstraintError") return false;
    throw error;
  }
}

export async function get(store, id) {
  const found = await withStore((db) => db.get(store, id));
  return found ? decode(await unseal(found)) : null;
}

export const remove = (store, id) => withStore((db) => db.delete(store, id));

export async function putBytes(sha256, bytes, type) {
  const sealed = await seal(bytes);
  await withStore((db) => db.put("blobs", { ...sealed, type }, sha256));
  if (!(await withStore((db) => db.get("blobs", sha256)))) throw new Error("not kept");
}

export async function getBytes(sha256) {
  const found = await withStore((db) => db.get("blobs", sha256));
  return found ? { bytes: await unseal(found), type: found.type } : null;
}

/** Return all values of a store with what stands open beside them. */
export async function all(store) {
  const [keys, rows] = await withStore(async (db) => {
    const shelf = db.transaction(store).store;
    return Promise.all([shelf.getAllKeys(), shelf.getAll()]);
  });
  return Promise.all(rows.map(async ({ iv, data, ...open_ }, at) =>
    ({ id: keys[at], ...open_, ...decode(await unseal({ iv, data })) })));
}

/** Change what stands open beside a value, such as the state of an item of the outbox. */
export async function mark(store, id, changes) {
  await withStore(async (db) => {
    const change = db.transaction(store, "readwrite");
    const row = await change.store.get(id);
    if (row) await change.store.put({ ...row, ...changes }, id);
    await change.done;
  });
}

/**
 * Log the phone out: wipe what has arrived and what can be fetched again, and throw the key away.
 * Drafts and records that have not arrived stay sealed with their files.
 */
export async function lock() {
  const [unsent, drafts] = key ? [(await all("outbox")).filter(isUnsent), await all("drafts")] : [[], []];
  if (!key) return;
  const named = new Set([...unsent, ...drafts].flatMap((each) => hashesIn(each)));
  const kept = new Set(unsent.map((each) => each.id));
  // A key of an earlier app is nowhere else: it stays until it was sealed anew, or nothing needs it.
  const stays = (await database.get("meta", "keyname")) || !(unsent.length + drafts.length) ? ["keyname"] : ["key"];
  const arrived = new Set((await all("receipts")).map((each) => each.id));
  await withStore(async (db) => {
    const change = db.transaction(STORES, "readwrite");
    const clear = async (store, goes) => {
      for (const id of await change.objectStore(store).getAllKeys()) if (goes(id)) change.objectStore(store).delete(id);
    };
    await clear("outbox", (id) => !kept.has(id));
    await clear("blobs", (id) => arrived.has(id) || !named.has(id));
    await clear("receipts", (id) => !named.has(id));
    await clear("meta", (id) => !stays.includes(id));
    await change.done;
  });
  key = null;
  if (!unsent.length && !drafts.length) {
    database?.close();
    database = null;
    await deleteDB(nameOf(owner));
  }
  localStorage.removeItem("pocket.user");
}

export const isUnsent = (item) => !["sent", "held"].includes(item.state);

/** Return the hashes of the files of a draft or of an item of the outbox. */
const hashesIn = ({ files, sign, party }) => [...files.map(({ sha256: each }) => each), sign?.sha256, party?.sha256].filter(Boolean);

export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((each) => each.toString(16).padStart(2, "0")).join("");
}
