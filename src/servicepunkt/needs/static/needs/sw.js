// The service worker below /svara/: keeps the pages where people answer, and sends what waits when there is coverage.
// The server puts FILES (what the pages need), RELEASE (changes with any of them) and SHARED (waiting.js) before this.
"use strict";

importScripts(SHARED);

const KEPT = `svara-${RELEASE}`;
const PAGE = /^\/svara\/[^/]+\/(hjalp\/)?$/;
const PATIENCE_MS = 6000; // with a page already on the phone, a line this slow is as good as none
const LOOK_AGAIN_MS = [100, 400, 1500];

const isPage = (url) => url.origin === self.location.origin && PAGE.test(url.pathname);
const nameOf = (url) => url.pathname + url.search;

async function take(cache, address) {
  const response = await fetch(address, { cache: "reload" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  await cache.put(address, response);
}

// A newer release takes over the pages that the older one kept, fetched anew to fit the newer files.
async function inherit(cache) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("svara-") || name === KEPT) continue;
    for (const request of await (await caches.open(name)).keys()) {
      const url = new URL(request.url);
      if (isPage(url)) await take(cache, nameOf(url)).catch(() => {}); // closed for good, or no line: asked for later
    }
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(KEPT);
      await Promise.all(FILES.map((address) => take(cache, address)));
      await inherit(cache);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("svara-") && name !== KEPT).map((n) => caches.delete(n)));
      await self.clients.claim();
    })(),
  );
});

// Django says "Vary: Cookie"; the language is in the address and nothing else differs.
const keptOf = async (cache, url) =>
  (await cache.match(nameOf(url), { ignoreVary: true })) ??
  (await cache.match(url.pathname, { ignoreVary: true, ignoreSearch: true }));

// Chromium's cache may for a moment not find what was put there just before: it is asked again, without hurry.
async function lookAgain(look, error) {
  for (const pause of LOOK_AGAIN_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const kept = await look();
    if (kept) return kept;
  }
  throw error;
}

async function page(event, url) {
  const cache = await caches.open(KEPT);
  const kept = await keptOf(cache, url);
  const asked = fetch(event.request).then((fresh) => {
    if (fresh.ok && !fresh.redirected) event.waitUntil(cache.put(nameOf(url), fresh.clone()));
    return fresh.status >= 500 && kept ? kept : fresh;
  });
  if (!kept) return asked.catch((error) => lookAgain(() => keptOf(cache, url), error));
  event.waitUntil(asked.catch(() => {}));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([asked.catch(() => kept), patience]);
}

async function file(request) {
  const cache = await caches.open(KEPT);
  const look = () => cache.match(request, { ignoreVary: true });
  return (await look()) ?? fetch(request).catch((error) => lookAgain(look, error));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && isPage(url)) event.respondWith(page(event, url));
  else if (FILES.includes(url.pathname)) event.respondWith(file(event.request));
});

// The first visit came before this worker was there: the page asks to be kept.
self.addEventListener("message", (event) => {
  const url = new URL(event.data.keep, self.location.origin);
  if (!isPage(url)) return;
  event.waitUntil(
    caches
      .open(KEPT)
      .then((cache) => take(cache, nameOf(url)))
      .catch(() => {}),
  );
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "svara") return;
  event.waitUntil(
    (async () => {
      const left = await self.waiting.deliverAll();
      for (const client of await self.clients.matchAll()) client.postMessage({ sent: true });
      if (left) throw new Error("some wait still"); // the browser tries again later
    })(),
  );
});
