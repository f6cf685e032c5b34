// COSE_Sign1 (RFC 9052) with ES256, as manifests/proofs/cose.py reads it.

import { head, read as readCbor } from "./cbor.js";

const SIGN1 = 18;
const [ALGORITHM, CRITICAL, KEY_ID] = [1, 2, 4];
const ES256 = -7;

// { protectedBytes, keyId, payload, signature }, nothing of it believed yet. Throws for any other structure.
export function read(message) {
  const { tag, value } = readCbor(message) ?? {};
  if (tag !== SIGN1 || !Array.isArray(value) || value.length !== 4) throw new Error("no COSE_Sign1");
  const [protectedBytes, unprotected, payload, signature] = value;
  const isBytes = [protectedBytes, payload, signature].every((part) => part instanceof Uint8Array);
  if (!isBytes || !(unprotected instanceof Map)) throw new Error("another structure");
  const header = protectedBytes.length ? readCbor(protectedBytes) : new Map();
  if (!(header instanceof Map)) throw new Error("another structure");
  if ((header.get(ALGORITHM) ?? unprotected.get(ALGORITHM)) !== ES256) throw new Error("another algorithm");
  if (header.has(CRITICAL)) throw new Error("critical headers");
  const keyId = header.get(KEY_ID) ?? unprotected.get(KEY_ID) ?? new Uint8Array();
  if (!(keyId instanceof Uint8Array)) throw new Error("a key name that is no bytes");
  // An empty header is signed as no bytes, however it was sent (RFC 9052, 4.4).
  return { protectedBytes: header.size ? protectedBytes : new Uint8Array(), keyId, payload, signature };
}

// RFC 9052, 4.4: ["Signature1", protected, external, payload].
function toBeSigned({ protectedBytes, payload }, external) {
  const context = new TextEncoder().encode("Signature1");
  const parts = [head(4, 4), head(3, context.length), context];
  for (const bytes of [protectedBytes, external, payload]) parts.push(head(2, bytes.length), bytes);
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

// True where the signature is by the key { x, y }. Throws where the browser cannot tell.
export async function isBy(signed, { x, y }, external = new Uint8Array()) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, curve, false, ["verify"]);
  return crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" }, key, signed.signature, toBeSigned(signed, external),
  );
}
