/**
 * The outbox: sends what is finished, in order, one at a time in all tabs together.
 *
 * An item is frozen bytes with their hash. Its state is written before the first byte leaves. It
 * leaves the phone only when a receipt with the same hash has come back and is kept; a refusal
 * parks it with its reason and holds up nobody; without network it waits longer each time.
 */

import { call } from "./api.js";
import * as store from "./store.js";
import { t } from "./words.js";

const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
export const channel = new BroadcastChannel("pocket");

/** Hand in a record under the id that its draft was minted with; false where it was before. */
export async function handIn(id, title, body, files, task) {
  const item = { title, body, sha256: await store.sha256(new TextEncoder().encode(body)), files, task };
  const open_ = { state: "waiting", created: Date.now(), attempts: 0, next: 0, problem: "" };
  const is_new = await store.add("outbox", id, item, open_);
  changed();
  return is_new;
}

export const changed = () => {
  channel.postMessage("changed");
  document.dispatchEvent(new Event("outbox"));
};

export async function items() {
  return (await store.all("outbox")).sort((one, other) => one.created - other.created);
}

/** Return how many wait, how many are parked, and since when the oldest waits. */
export async function standing() {
  const open_ = (await items()).filter(store.isUnsent);
  return {
    waiting: open_.filter((item) => item.state !== "parked").length,
    parked: open_.filter((item) => item.state === "parked").length,
    oldest: open_.length ? open_[0].created : 0,
  };
}

/** Send what waits; a second call, in this tab or another, does nothing while one runs. */
export async function sync({ now = false } = {}) {
  let met = "";
  if (!store.isOpen()) return;
  await navigator.locks.request("pocket-sync", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const item of await items()) {
      if (!["waiting", "sending"].includes(item.state)) continue;
      if (!now && isEarly(item)) continue;
      met = await send(item);
      changed();
      if (["stop", "login", "revoked"].includes(met)) break;
    }
  });
  if (met === "login" || met === "revoked") document.dispatchEvent(new Event(met));
}

/** A wait longer than any that is ever set comes from a clock that was set back: it is over. */
function isEarly({ next }) {
  const left = next - Date.now();
  return left > 0 && left <= LONGEST_WAIT * 1.25;
}

/** Take a parked item up again, after its reason was dealt with. */
export async function again(id) {
  await store.mark("outbox", id, { state: "waiting", next: 0, problem: "" });
  changed();
  await sync({ now: true });
}

async function send(item) {
  await store.mark("outbox", item.id, { state: "sending" });
  changed();
  try {
    for (const file of item.files) {
      const met = await sendFile(item, file);
      if (met) return met;
    }
    return await settle(item, await call("PUT", `/records/${item.id}`, {
      body: item.body, headers: { "Content-Type": "application/json" },
    }));
  } catch {
    return wait(item, "");
  }
}

async function sendFile(item, file) {
  if (await store.get("receipts", file.sha256)) return "";
  const kept = await store.getBytes(file.sha256);
  if (!kept) return park(item, t("A file of this record is no longer on the phone."));
  const answer = await call("PUT", `/evidence/${file.sha256}`, {
    body: kept.bytes, headers: { "Content-Type": kept.type }, timeout: 300_000,
  });
  if (answer.ok) {
    const receipt = await answer.json();
    if (receipt.sha256 !== file.sha256) return wait(item, "");
    await store.put("receipts", file.sha256, receipt);
    return "";
  }
  return refused(item, answer);
}

async function settle(item, answer) {
  if (!answer.ok) return refused(item, answer);
  const receipt = await answer.json();
  if (receipt.sha256 !== item.sha256 || receipt.id !== item.id) return wait(item, "");
  await store.put("receipts", item.id, receipt);
  await store.mark("outbox", item.id, {
    state: receipt.state === "held" ? "held" : "sent", sent: Date.now(), problem: receipt.detail || "",
  });
  for (const file of item.files) await store.remove("blobs", file.sha256);
  if (item.task) await store.remove("drafts", item.task);
  document.dispatchEvent(new Event("arrived"));
  return "sent";
}

async function refused(item, answer) {
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 401) {
    await store.mark("outbox", item.id, { state: "waiting" });
    return problem.code === "token_revoked" ? "revoked" : "login";
  }
  if (problem.code === "quota") return park(item, problem.detail);
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
    return wait(item, problem.detail ?? "");
  }
  if (problem.code === "evidence_missing") {
    for (const sha256 of problem.missing) await store.remove("receipts", sha256);
    return wait(item, problem.detail);
  }
  return park(item, problem.detail || unsaid(answer.status));
}

/** A refusal that comes from something before the portal brings no words of its own. */
const unsaid = (status) => (status === 413
  ? t("This is larger than the portal, or something on the way to it, takes.")
  : t("This was refused on the way to the portal (%(status)s). Try again, or ask its administrator.", { status }));

async function park(item, problem) {
  await store.mark("outbox", item.id, { state: "parked", problem });
  return "parked";
}

async function wait(item, problem) {
  const attempts = (item.attempts ?? 0) + 1;
  const pause = Math.min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT) * (0.75 + Math.random() / 2);
  await store.mark("outbox", item.id, { state: "waiting", attempts, next: Date.now() + pause, problem });
  return "stop";
}

/** Send at the start, when the network is back, when the page is seen again, and every minute. */
export function keepSending() {
  const go = () => sync();
  addEventListener("online", () => sync({ now: true }));
  document.addEventListener("visibilitychange", () => !document.hidden && go());
  navigator.serviceWorker?.addEventListener("message", (event) => event.data === "sync" && go());
  channel.addEventListener("message", ({ data }) => document.dispatchEvent(
    data.draft ? new CustomEvent("drafted", { detail: data.draft }) : new Event("outbox")));
  setInterval(go, 60_000);
  setInterval(() => store.isOpen() && standing().then(({ waiting }) => waiting && go()), FIRST_WAIT);
  return go();
}
