/**
 * The worker of the field app: keeps the app for times without network, and nothing else.
 * What it keeps is named by the hash of its content; a new version waits until it is asked for.
 */

const SETUP = {{ setup|safe }};
const CACHE = `pocket-${SETUP.version}`;
const KEPT = new Set(SETUP.files.map(([address]) => address));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) =>
    cache.addAll([...KEPT].map((address) => new Request(address, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith("pocket-") && name !== CACHE).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !KEPT.has(pathname)) return;
  event.respondWith(caches.open(CACHE)
    .then((cache) => cache.match(pathname))
    .then((kept) => kept ?? fetch(event.request)));
});

self.addEventListener("message", (event) => {
  if (event.data === "renew") self.skipWaiting();
});

self.addEventListener("sync", (event) => {
  event.waitUntil(self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage("sync"))));
});
