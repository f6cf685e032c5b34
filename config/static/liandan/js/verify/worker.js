// Keeps the page that checks codes for when there is no network. PAGE = { version, files } is written before this.

const SHELF = `liandan-verify-${PAGE.version}`;
const SHELL = new URL("./", self.location).pathname; // the page is the same for every number
const PATIENCE_MS = 4000;
const KEPT = { ignoreVary: true };
let isBehind = false; // the server has a newer page than is kept here: what goes with it is not in the shelf yet

self.addEventListener("install", (event) => {
  const asked = [SHELL, ...PAGE.files].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(
    caches.open(SHELF).then((shelf) => shelf.addAll(asked)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("liandan-verify-") && name !== SHELF;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The network first, so that a reader's own page and language come as they are; the kept page where none answers.
async function page(request) {
  const shelf = await caches.open(SHELF);
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(request, { signal: waiting.signal });
    // Only the page that is the same for everybody, in the reader's language: not what the server was asked to check.
    const version = answer.headers.get("Liandan-Page");
    if (version) isBehind = version !== PAGE.version;
    if (answer.ok && version === PAGE.version && !new URL(request.url).search) await shelf.put(SHELL, answer.clone());
    return answer;
  } catch {
    return (await shelf.match(SHELL, KEPT)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  const kept = isBehind ? undefined : await (await caches.open(SHELF)).match(request, KEPT);
  return kept ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (!pathname.startsWith(SHELL)) event.respondWith(file(request));
});
