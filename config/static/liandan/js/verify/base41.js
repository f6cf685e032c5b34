// Bytes as the 41 characters that a QR code writes densely: manifests/proofs/base41.py is the same in Python.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-*$.:";
const BASE = ALPHABET.length;

export function decode(text) {
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const values = [...text.slice(start, start + 3)].map((character) => ALPHABET.indexOf(character));
    if (values.length === 1 || values.includes(-1)) throw new Error("not base 41");
    const number = values.reduce((sum, value, place) => sum + value * BASE ** place, 0);
    if (number >= 256 ** (values.length - 1)) throw new Error("not base 41");
    if (values.length === 3) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}
