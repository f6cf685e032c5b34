// From a token, the keys and the live state to one of: genuine, received, invalid, not_genuine, unchecked. No page here.

import { NotGenuine, verify } from "./token.js";

const ENDED = ["cancelled", "voided"];
const UNDER_WAY = ["issued", "in_transit", "laid_over", "arrived"];

// `list` is { keys, at } or undefined, `isFresh` whether it has just come: an older one may lack a newer key.
export async function judge(text, number, list, isFresh) {
  if (!globalThis.crypto?.subtle) return { kind: "unchecked", reason: "old_browser" };
  if (!list) return { kind: "unchecked", reason: "no_keys" };
  try {
    const claims = await verify(text, list.keys, number);
    return { kind: ENDED.includes(claims.state) ? "invalid" : "genuine", claims };
  } catch (error) {
    if (!(error instanceof NotGenuine)) return { kind: "unchecked", reason: "old_browser" };
    if (error.reason === "unknown_key" && !isFresh) return { kind: "unchecked", reason: "stale_keys" };
    return { kind: "not_genuine", reason: error.reason };
  }
}

// The same once the live record is known: { state, since, frozen, in_record … }, or null where no such manifest is.
export function withLive(verdict, live) {
  if (!live?.in_record) return { kind: "not_genuine", reason: "not_in_record" };
  const hasArrivedSince = UNDER_WAY.includes(verdict.claims.state) && !UNDER_WAY.includes(live.state);
  const kind = ENDED.includes(live.state) ? "invalid" : hasArrivedSince ? "received" : verdict.kind;
  return { ...verdict, kind, live, hasMoved: live.state !== verdict.claims.state };
}
