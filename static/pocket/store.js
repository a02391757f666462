/**
 * What the phone keeps: drafts, outbox, blobs, receipts and meta, one database for each officer.
 * Contents are sealed by AES-GCM under a key that was made at login, cannot be read out of the
 * browser, and goes with the database at logout. Only what the outbox sorts by stands in the open.
 */

import { openDB, deleteDB } from "../vendor/idb/index.js";

const STORES = ["drafts", "outbox", "blobs", "receipts", "meta"];
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

let database = null;
let key = null;
let owner = "";

const nameOf = (user) => `pocket-${user}`;

/** Open the officer's database; true where one of theirs is here. */
export async function open(user) {
  owner = user;
  await connect();
  const kept = await database.get("meta", "key");
  if (kept) key = kept;
  else {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await database.put("meta", key, "key");
  }
  localStorage.setItem("pocket.user", user);
  navigator.storage?.persist?.();
}

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

async function seal(bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
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

/** Wipe everything of the officer from this phone, the key included. */
export async function wipe() {
  database?.close();
  database = key = null;
  await deleteDB(nameOf(owner));
  localStorage.removeItem("pocket.user");
}

export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((each) => each.toString(16).padStart(2, "0")).join("");
}
