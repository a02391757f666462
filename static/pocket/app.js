/** The field app: opens the officer's store, shows pages by the address after #, keeps sending. */

import { badge, h, icon, say } from "./dom.js";
import * as api from "./api.js";
import * as store from "./store.js";
import { channel, items, keepSending, standing } from "./outbox.js";
import { age, loadWords, t } from "./words.js";
import { today } from "./pages/today.js";
import { taskPage } from "./pages/task.js";
import { checkPage } from "./pages/check.js";
import { signPage } from "./pages/sign.js";
import { outboxPage } from "./pages/outbox.js";
import { newPage } from "./pages/new.js";
import { mePage } from "./pages/me.js";

const TABS = [["today", "#/", "calendar-event", "Today"], ["new", "#/new", "circle-plus", "New"], ["outbox", "#/outbox", "cloud-upload", "Outbox"], ["me", "#/me", "user-circle", "Me"]];
const ROUTES = [
  [/^#\/task\/([\w-]+)\/check$/, checkPage], [/^#\/task\/([\w-]+)\/sign$/, signPage], [/^#\/task\/([\w-]+)$/, taskPage],
  [/^#\/outbox$/, outboxPage], [/^#\/new(?:\/([\w-]+))?$/, newPage], [/^#\/me$/, mePage], [/^/, today],
];
const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
const words = loadWords(meta("words"));
const $ = (id) => document.getElementById(id);
const go = (hash) => { if (location.hash === hash) show(); else location.hash = hash; };

async function show() {
  if (!store.isOpen()) { welcome(); return; }
  const bundle = await api.bundle();
  if (!bundle) { welcome(); return; }
  const [pattern, page] = ROUTES.find(([each]) => each.test(location.hash || "#/"));
  const context = { bundle, go, limits: bundle.content.limits, outbox: await items(), drafts: await store.all("drafts") };
  const made = (await page(context, (location.hash || "#/").match(pattern)[1])) ?? (await today(context));
  document.title = `${made.title} · ${t("Supervision Portal")}`;
  $("title").textContent = made.title;
  $("back").replaceChildren(made.back ? h("a", { class: "pocket-icon", href: made.back, "aria-label": t("Back") }, icon("arrow-left")) : "");
  $("content").replaceChildren(...made.nodes.filter(Boolean));
  $("tabs").replaceChildren(...TABS.map(([key, href, mark, name]) => h("li", {},
    h("a", { class: "pocket-tab", href, "aria-current": made.tab === key ? "page" : null }, icon(mark), t(name)))));
  scrollTo(0, 0);
  $("content").querySelector("h1")?.focus({ preventScroll: true });
  showState();
}

/** Without a bundle there is nothing to show but the way to one. */
function welcome() {
  $("content").replaceChildren(h("h1", { tabindex: -1 }, t("Field app")),
    h("p", {}, t("Log in once with network; the app takes your tasks along and works without it.")),
    h("p", {}, t("What this phone had sent is wiped when it is logged out. What had not been sent stays on it, sealed, and opens when its officer logs in again.")),
    h("p", {}, h("a", { class: "btn btn-primary btn-wide", href: "/login/?next=/pocket/" }, icon("login"), t("Log in"))),
    h("p", {}, h("a", { class: "btn btn-wide", href: "/pocket/online/" }, icon("world"), t("Online page"))));
}

/** The portal has logged this phone out: what has arrived goes, the rest stays sealed. */
async function shut() {
  await store.lock();
  channel.postMessage("shut");
  welcome();
  askToLogIn();
}

/** The state of the outbox is always to be seen; what waits too long is said loudly. */
async function showState() {
  if (!store.isOpen()) { $("state").replaceChildren(); return; }
  const { waiting, parked, oldest } = await standing();
  const mark = parked ? "alert-triangle" : waiting ? "hourglass" : navigator.onLine ? "check" : "cloud-off";
  const text = waiting + parked ? `${waiting + parked} · ${age(oldest)}` : navigator.onLine ? t("all sent") : t("no network");
  $("state").replaceChildren(h("a", { class: "outbox-state", href: "#/outbox", "data-late": oldest && Date.now() - oldest > 3_600_000 }, icon(mark), text));
}

function askToLogIn() {
  $("login").replaceChildren(h("p", { class: "notice" }, badge("lock", t("Your login on this phone has ended. Nothing is lost.")), " ",
    h("a", { href: "/login/?next=/pocket/" }, t("Log in"))));
}

/** Open the store of whoever is logged in; without network of whoever was last. */
async function openStore() {
  let here = null;
  try { here = await api.session(); } catch { here = null; }
  const user = here?.username ?? store.lastUser();
  if (!user) return false;
  const last = store.lastUser();
  if (here && last && last !== user && (await store.open(last))) await store.lock();
  if (!(await store.open(user, here?.keys))) return false;
  if (here && !(await api.token())) await api.enrol(here.csrf);
  try {
    const met = await api.refresh();
    if (met.revoked) await shut();
    else if (met.ended && here) {
      await api.enrol(here.csrf);
      await api.refresh();
    } else if (met.ended) askToLogIn();
  } catch { /* no network: what was taken along serves */ }
  return store.isOpen();
}

/** Some browsers inside other apps keep nothing; the app says so and works while there is network. */
async function sayOnlineOnly() {
  await words;
  $("login").replaceChildren(h("p", { class: "notice" }, t("This browser does not keep the app for times without network. It works while there is network; what you type is kept.")));
}

/** Install the worker; a new version waits until the officer takes it, so that no draft is cut. */
async function installWorker() {
  if (!("serviceWorker" in navigator)) return sayOnlineOnly();
  const found = await navigator.serviceWorker.register("/sw.js", { scope: "/pocket/" });
  const offer = (worker) => worker && navigator.serviceWorker.controller && $("login").replaceChildren(
    h("p", { class: "notice" }, t("A new version of the app is here."), " ",
      h("button", { type: "button", class: "btn", onclick: () => worker.postMessage("renew") }, t("Take it"))));
  offer(found.waiting);
  found.addEventListener("updatefound", () => {
    const worker = found.installing;
    worker.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
  });
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (controlled) location.reload(); controlled = true; });
}

async function start() {
  if (!window.indexedDB || !window.crypto?.subtle || !navigator.locks) {
    location.replace("/pocket/online/");
    return;
  }
  await words;
  if (!(await openStore())) { welcome(); return; }
  addEventListener("hashchange", show);
  document.addEventListener("outbox", () => { showState(); if (location.hash === "#/outbox") show(); });
  document.addEventListener("login", askToLogIn);
  document.addEventListener("revoked", shut);
  channel.addEventListener("message", ({ data }) => data === "shut" && location.reload());
  document.addEventListener("redraw", show);
  document.addEventListener("drafted", ({ detail }) => { if (location.hash.startsWith(`#/task/${detail}`)) show(); });
  addEventListener("offline", showState);
  const renew = async () => {
    showState();
    if (!store.isOpen()) return;
    const fresh = await api.refresh().catch(() => ({}));
    if (fresh.revoked) { await shut(); return; }
    if (fresh.changed && (location.hash.length < 3 || location.hash === "#/outbox")) show();
  };
  addEventListener("online", renew);
  document.addEventListener("arrived", renew);
  await show();
  keepSending();
}

start().catch((error) => { say(String(error)); throw error; });
installWorker().catch(() => sayOnlineOnly());
