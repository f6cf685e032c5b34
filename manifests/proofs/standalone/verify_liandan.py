#!/usr/bin/env python3
"""Check a manifest's proof without Liandan: one file, Python 3.9 or newer and the `cryptography` package.

    python3 verify_liandan.py proof.json [--keys keys.json] [--older head.json]

proof.json   the file attached to a manifest's PDF, or downloaded from its page
keys.json    the service's public keys, had from a source of your own choosing. Without it the keys inside the proof
             are used: then you learn that the proof fits those keys, not whose they are
head.json    a signed head that you kept from earlier: the proof must continue it (ask for a proof with ?older=N)

It prints what holds and what does not. Exit status: 0 all holds, 1 something does not, 2 the files cannot be read.
"""

import argparse
import base64
import hashlib
import json
import math
import sys
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

FORMAT = "liandan proof 1"
CONTEXT = "liandan tree head 1"
GENESIS = "0" * 64


class Wrong(Exception):
    """Something does not hold; the text says what, in plain words."""


# Canonical JSON (RFC 8785)

ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def canonical(value):
    """The one way to write a JSON value, as bytes."""
    return _write(value).encode("utf-8")


def _write(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return _write_text(value)
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise Wrong(f"The number {value} is beyond what every reader of JSON holds exactly.")
        return str(value)
    if isinstance(value, float):
        return _write_fraction(value)
    if isinstance(value, list):
        return "[" + ",".join(_write(item) for item in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(_write_text(key) + ":" + _write(value[key]) for key in keys) + "}"
    raise Wrong(f"{type(value).__name__} is no JSON value.")


def _write_text(text):
    written = "".join(ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if sign < " " else sign) for sign in text)
    return f'"{written}"'


def _write_fraction(value):
    """As ECMAScript writes numbers: shortest digits, an exponent only beyond 10²¹ and below 10⁻⁶."""
    if not math.isfinite(value):
        raise Wrong("There is a number that JSON does not know.")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, exponent = f"{abs(value)!r}e0".split("e")[:2]
    whole, _, rest = mantissa.partition(".")
    rest = "" if rest == "0" else rest
    digits = (whole + rest).lstrip("0")
    # The value is 0.digits · 10^point.
    point = int(exponent) + len(whole) - (len(whole + rest) - len((whole + rest).lstrip("0")))
    digits = digits.rstrip("0") or "0"
    if 0 < point <= 21:
        if len(digits) <= point:
            return sign + digits + "0" * (point - len(digits))
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = point - 1
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"


# The Merkle tree (RFC 9162)


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_from_path(leaf, index, size, path):
    """The root to which the audit path leads from the leaf's hash."""
    if not 0 <= index < size:
        raise Wrong(f"A tree of {size} events has no place {index}.")
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise Wrong("The path through the tree is too long.")
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("The path through the tree is too short.")
    return found


def check_continues(older, newer, path, old_root, new_root):
    """The tree of `newer` events begins with the one of `older` events."""
    if older == newer:
        if path or old_root != new_root:
            raise Wrong("The two heads have one size and different roots.")
        return
    if not 0 < older < newer or not path:
        raise Wrong("The proof does not show that the later tree continues the earlier one.")
    steps = list(path)
    if older & (older - 1) == 0:
        steps.insert(0, old_root)
    at, last = older - 1, newer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Wrong("The path between the two heads is too long.")
        if at & 1 or at == last:
            found_old, found_new = node(step, found_old), node(step, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node(found_new, step)
        at, last = at >> 1, last >> 1
    if last or found_old != old_root or found_new != new_root:
        raise Wrong("The later tree does not continue the earlier one: history was rewritten in between.")


# What a bundle claims


def check_events(bundle):
    """Every event has the hash it says, and follows from the one before."""
    events = bundle["events"]
    if not events:
        raise Wrong("There is no event in the proof.")
    before, subject = GENESIS, None
    for sequence, event in enumerate(events, 1):
        document = event["document"]
        found = hashlib.sha256(canonical(document)).hexdigest()
        if found != event["hash"]:
            raise Wrong(f"Event {sequence} was changed: its content has the hash {found}, not {event['hash']}.")
        if document["sequence"] != sequence:
            raise Wrong(f"Event {sequence} is missing: number {document['sequence']} stands in its place.")
        if document["previous_hash"] != before:
            raise Wrong(f"Event {sequence} does not follow from the event before it.")
        if subject not in (None, (document["subject"], document["subject_id"])):
            raise Wrong(f"Event {sequence} is about something else than the events before it.")
        subject = document["subject"], document["subject_id"]
        before = event["hash"]
    number = bundle.get("number", "")
    named = [event["document"]["particulars"].get("number") for event in events]
    if number and number not in named:
        raise Wrong(f"The proof calls itself {number}, but no event names this number.")
    return f"{len(events)} events, unchanged and complete from the first to number {len(events)}"


def check_inclusion(bundle):
    """The newest sealed event is in the tree whose head is signed."""
    leaf, head = bundle["leaf"], bundle["head"]["head"]
    sequence = leaf["sequence"]
    if not 1 <= sequence <= len(bundle["events"]):
        raise Wrong(f"The proof is about event {sequence}, which is not in it.")
    data = bytes.fromhex(bundle["events"][sequence - 1]["hash"])
    path = [bytes.fromhex(step) for step in leaf["path"]]
    found = root_from_path(hashlib.sha256(b"\x00" + data).digest(), leaf["index"], head["size"], path)
    if found.hex() != head["root"]:
        raise Wrong(f"Event {sequence} is not in the sealed tree: the path leads to {found.hex()}, not {head['root']}.")
    rest = len(bundle["events"]) - sequence
    later = f"; the {rest} after it are not sealed yet" if rest else ""
    return f"event {sequence} and all before it are sealed, at place {leaf['index']} of {head['size']} events{later}"


def check_signature(signed, keys):
    """The head is signed by one of the keys, at a time when it was in use."""
    head = signed["head"]
    if head.get("context") != CONTEXT:
        raise Wrong("What is signed is no tree head.")
    key = next((key for key in keys if key.get("kid") == head["key"]), None)
    if key is None:
        raise Wrong(f"The head is signed with the key {head['key']}, which is not among the keys.")
    if thumbprint(key) != head["key"]:
        raise Wrong(f"The key {head['key']} is not the one of this name.")
    signed_at = moment(head["signed_at"])
    if signed_at < moment(key["since"]):
        raise Wrong(f"The head claims to be signed at {head['signed_at']}, before its key was in use.")
    if key.get("retired_at") and signed_at >= moment(key["retired_at"]):
        raise Wrong(f"The head claims to be signed at {head['signed_at']}, after its key was retired.")
    signature = from_base64url(signed["signature"])
    if len(signature) != 64:
        raise Wrong("The signature has the wrong length.")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    x, y = (int.from_bytes(from_base64url(key[name]), "big") for name in "xy")
    try:
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        public.verify(encode_dss_signature(r, s), canonical(head), ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        raise Wrong("The signature does not belong to this head.") from None
    return f"the head is signed by {head['service']} at {head['signed_at']} with the key {head['key']}"


def check_older(bundle, kept, keys):
    """The sealed tree continues the one whose head the reader kept."""
    check_signature(kept, keys)
    older, newer = kept["head"], bundle["head"]["head"]
    if older["service"] != newer["service"]:
        raise Wrong("The head you kept is of another service.")
    shown = bundle.get("consistency") or {"size": newer["size"], "path": []}
    if shown["size"] != older["size"]:
        raise Wrong(f"The proof shows nothing about your head. Ask for one with ?older={older['number']}.")
    path = [bytes.fromhex(step) for step in shown["path"]]
    check_continues(older["size"], newer["size"], path, bytes.fromhex(older["root"]), bytes.fromhex(newer["root"]))
    return f"the tree continues the one that you kept, of {older['size']} events signed at {older['signed_at']}"


def thumbprint(key):
    """The name of a key: the beginning of its RFC 7638 thumbprint."""
    required = {name: key[name] for name in ("crv", "kty", "x", "y")}
    return hashlib.sha256(canonical(required)).digest()[:6].hex()


def moment(text):
    return datetime.fromisoformat(text)


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(bundle, keys, kept=None):
    """Yields (holds, sentence) for each claim."""
    claims = [lambda: check_events(bundle)]
    if bundle.get("leaf") and bundle.get("head"):
        claims += [lambda: check_inclusion(bundle), lambda: check_signature(bundle["head"], keys)]
        if kept:
            claims.append(lambda: check_older(bundle, kept, keys))
    for claim in claims:
        try:
            yield True, claim()
        except Wrong as wrong:
            yield False, str(wrong)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            yield False, f"This part cannot be read: {type(error).__name__} {error}"


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(usage="verify_liandan.py proof.json [--keys keys.json] [--older head.json]")
    parser.add_argument("proof")
    parser.add_argument("--keys", help="the service's public keys, from a source that you trust")
    parser.add_argument("--older", help="a signed head that you kept")
    asked = parser.parse_args()
    try:
        bundle = read(asked.proof)
        if not isinstance(bundle, dict) or bundle.get("format") != FORMAT:
            raise ValueError(f"{asked.proof} is not of the format “{FORMAT}”")
        keys = read(asked.keys)["keys"] if asked.keys else bundle["keys"]
        kept = read(asked.older) if asked.older else None
        if kept and "heads" in kept:
            kept = kept["heads"][0]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        return 2
    print(f"Manifest {bundle.get('number') or '(draft)'}")
    held = True
    for holds, sentence in verify(bundle, keys, kept):
        print(f"  {'holds:   ' if holds else 'DOES NOT:'} {sentence}")
        held = held and holds
    if not bundle.get("leaf"):
        print("  not yet:  no event is sealed. The chain holds by itself; who could rewrite all of it is not excluded.")
        if kept:
            print("  DOES NOT: The proof shows nothing about your head, because it has no head itself.")
            held = False
    if asked.keys:
        print(f"Keys: yours, from {asked.keys}.")
    else:
        print("Keys: those inside the proof. Compare them with the service's, had on another way (--keys).")
    print("All of it holds." if held else "It does NOT hold.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
