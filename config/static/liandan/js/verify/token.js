// A manifest's token: checked against keys, and its claims. manifests/proofs/token.py is the same in Python.

import { decode } from "./base41.js";
import { read as readCbor } from "./cbor.js";
import { isBy, read as readSigned } from "./cose.js";

const [ISSUER, ISSUED_AT, MANIFEST] = [1, 6, -65537];
const [NUMBER, STATE, GRAMS, LINES, CODES, PARTIES, PLATE, ACCEPTED, FROZEN, EVENTS, HASH] = Array.from(
  { length: 11 }, (_each, index) => index + 1,
);
const STATES = [
  "", "issued", "in_transit", "arrived", "accepted", "partially_accepted", "refused", "closed", "cancelled", "voided",
  "laid_over",
];
const LONGEST = 1000;

export class NotGenuine extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The claims. Throws NotGenuine: unreadable, unknown_key, spoiled, retired_key or other_number.
export async function verify(text, keys, number = "") {
  const signed = taken(text.trim().replace(/\/+$/, ""));
  const name = hex(signed.keyId);
  const key = keys.find((published) => published.kid === name);
  if (!key) throw new NotGenuine("unknown_key");
  if (!(await isBy(signed, key))) throw new NotGenuine("spoiled");
  const claims = claimsOf(signed.payload);
  // Tokens tell whole seconds, so the second of retiring is past already; the same in Python.
  const retiredAt = key.retired_at && Math.floor(Date.parse(key.retired_at) / 1000) * 1000;
  if (retiredAt && claims.at >= retiredAt) throw new NotGenuine("retired_key");
  if (number && claims.number !== number.toUpperCase()) throw new NotGenuine("other_number");
  return claims;
}

function taken(text) {
  if (text.length > LONGEST) throw new NotGenuine("unreadable");
  try {
    return readSigned(decode(text));
  } catch {
    throw new NotGenuine("unreadable");
  }
}

// Weights in grams, the time in milliseconds since 1970.
function claimsOf(payload) {
  try {
    const outer = readCbor(payload);
    const told = outer.get(MANIFEST);
    const codes = told.get(CODES);
    const [consignor, carrier, consignee] = told.get(PARTIES);
    const claims = {
      issuer: outer.get(ISSUER),
      at: outer.get(ISSUED_AT) * 1000,
      number: told.get(NUMBER),
      state: STATES[told.get(STATE)],
      grams: told.get(GRAMS),
      lines: told.get(LINES),
      byCode: codes.filter((_part, index) => index % 2 === 0).map((code, index) => [long(code), codes[2 * index + 1]]),
      consignor,
      carrier,
      consignee,
      plate: told.get(PLATE) ?? "",
      accepted: told.get(ACCEPTED) ?? null,
      isFrozen: told.get(FROZEN) ?? false,
      events: told.get(EVENTS),
      eventHash: hex(told.get(HASH)),
    };
    if (codes.length % 2) throw new Error("a code without its weight");
    if (!claims.state || !claims.number || !Number.isSafeInteger(claims.at)) throw new Error("something is missing");
    return claims;
  } catch {
    throw new NotGenuine("unreadable");
  }
}

function long(code) {
  if (typeof code === "string") return code;
  const digits = String(code).padStart(8, "0");
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
}
