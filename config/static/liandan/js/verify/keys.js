// The published keys: from the network where there is one, else as they were when it was last there.

const SHELF = "liandan-keys"; // a cache of its own, which outlives new versions of the page
const PATIENCE_MS = 5000; // a phone with one bar of signal

// { keys, at } with the milliseconds since 1970 when they came, by this phone's clock; undefined where there are none.
export async function keptKeys(address) {
  try {
    const kept = await (await caches.open(SHELF)).match(address);
    return await kept?.json();
  } catch {
    return undefined; // the browser keeps nothing here, or nothing that is whole
  }
}

export async function freshKeys(address) {
  let keys;
  try {
    const answer = await fetch(address, { cache: "no-store", signal: patience() });
    if (!answer.ok) return undefined;
    ({ keys } = await answer.json());
  } catch {
    return undefined;
  }
  const list = { keys, at: Date.now() };
  try {
    await (await caches.open(SHELF)).put(address, new Response(JSON.stringify(list)));
  } catch {
    // no room, or a private window: it works as long as there is a network
  }
  return list;
}

export function patience() {
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(), PATIENCE_MS);
  return waiting.signal;
}
