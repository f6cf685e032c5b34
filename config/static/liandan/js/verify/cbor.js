// As much of CBOR (RFC 8949) as a token needs, in its canonical spelling and in no other: whole lengths, shortest heads,
// keys in order and each once. Maps become Map, byte strings Uint8Array, tags { tag, value }.

const DEEPEST = 8;

export function read(bytes) {
  const source = { bytes, at: 0 };
  const value = item(source, 0);
  if (source.at !== bytes.length) throw new Error("bytes after the end");
  return value;
}

function take(source, count) {
  if (source.at + count > source.bytes.length) throw new Error("too short");
  source.at += count;
  return source.bytes.subarray(source.at - count, source.at);
}

// The argument of a head. Its shortest form is the only one.
function argument(source, short) {
  if (short < 24) return short;
  if (short > 27) throw new Error("no whole length");
  const count = 2 ** (short - 24);
  const number = take(source, count).reduce((sum, byte) => sum * 256 + byte, 0);
  const least = count === 1 ? 24 : 256 ** (count / 2);
  if (number < least || !Number.isSafeInteger(number)) throw new Error("not the shortest head");
  return number;
}

function item(source, depth) {
  if (depth > DEEPEST) throw new Error("too deep");
  const [head] = take(source, 1);
  const [kind, short] = [head >> 5, head & 31];
  if (kind === 7) return simple(short);
  const number = argument(source, short);
  if (kind === 0) return number;
  if (kind === 1) return -1 - number;
  if (kind === 2) return take(source, number);
  if (kind === 3) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take(source, number));
  if (kind === 6) return { tag: number, value: item(source, depth + 1) };
  if (number > source.bytes.length) throw new Error("too short"); // every item has a byte at least
  if (kind === 4) return Array.from({ length: number }, () => item(source, depth + 1));
  return map(source, number, depth);
}

function map(source, count, depth) {
  const found = new Map();
  let before;
  for (let entry = 0; entry < count; entry += 1) {
    const start = source.at;
    const key = item(source, depth + 1);
    const spelled = source.bytes.subarray(start, source.at);
    if (before && !comesAfter(spelled, before)) throw new Error("keys out of order");
    before = spelled;
    found.set(key, item(source, depth + 1));
  }
  return found;
}

// Shorter keys first, then by their bytes.
function comesAfter(later, earlier) {
  if (later.length !== earlier.length) return later.length > earlier.length;
  const place = later.findIndex((byte, index) => byte !== earlier[index]);
  return place >= 0 && later[place] > earlier[place];
}

function simple(short) {
  const known = { 20: false, 21: true, 22: null };
  if (!(short in known)) throw new Error("not a value that tokens have");
  return known[short];
}

// The head of a text (3) or of bytes (2), and an array's (4): all that has to be written to check a signature.
export function head(kind, number) {
  const first = kind << 5;
  if (number < 24) return [first | number];
  if (number < 256) return [first | 24, number];
  if (number < 65536) return [first | 25, number >> 8, number & 255];
  throw new Error("too long");
}
