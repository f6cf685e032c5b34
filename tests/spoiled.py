"""One table of good and spoiled tokens. The verifier in Python and the one in the browser must say the same of each."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from manifests.proofs import base41, cose, token
from manifests.proofs.keys import Public, SigningKey

NUMBER = "LD3204260000001M"
THEN = datetime(2026, 4, 1, 8, 30, tzinfo=UTC)
CLAIMS = token.Claims(
    issuer="liandan.example",
    recorded_at=THEN,
    number=NUMBER,
    state="in_transit",
    kg=Decimal("1240.500"),
    lines=3,
    by_code=(("900-249-08", Decimal("1000.500")), ("SW17", Decimal("200"))),
    consignor="常州市武进金属加工有限公司",
    carrier="Carrier Ltd",
    consignee="Furnace Ltd",
    plate="苏D12345",
    accepted_kg=None,
    is_frozen=False,
    events=3,
    event_hash="00ff" * 8,
)


def made_key(secret: int) -> SigningKey:
    """The same key in every run, so that a failure can be looked at again."""
    private = ec.derive_private_key(secret, ec.SECP256R1())
    return SigningKey(private, Public.of(private.public_key()))


OURS, RETIRED, STRANGE = made_key(11), made_key(12), made_key(13)


@dataclass(frozen=True)
class Published:
    public: Public
    retired_at: datetime | None = None

    @property
    def record(self) -> dict:
        """As keys.json has it."""
        return {**self.public.jwk, "retired_at": self.retired_at.isoformat() if self.retired_at else None}


PUBLISHED = {OURS.name: Published(OURS.public), RETIRED.name: Published(RETIRED.public, THEN + timedelta(days=1))}


def message(**parts) -> list:
    """A good message's four parts, some of them exchanged."""
    whole = cbor2.loads(cose.sign(token.encode(CLAIMS), OURS)).value
    protected, unprotected, payload, signature = whole
    good = {"protected": protected, "unprotected": dict(unprotected), "payload": payload, "signature": signature}
    return list({**good, **parts}.values())


def tagged(parts: list, tag: int = cose.SIGN1) -> str:
    return base41.encode(cbor2.dumps(cbor2.CBORTag(tag, parts)))


def signed_bytes(payload: bytes) -> str:
    return base41.encode(cose.sign(payload, OURS))


def signed(key: SigningKey, **changed) -> str:
    return token.sign(replace(CLAIMS, **changed), key)


def flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def cases() -> list[tuple[str, str, str]]:
    """(name, token, "" or the reason why it is not genuine)."""
    good = signed(OURS)
    raw = base41.decode(good)
    _protected, _unprotected, payload, signature = message()
    told = cbor2.loads(payload)
    other_header = cbor2.dumps({1: -35, 4: bytes.fromhex(OURS.name)}, canonical=True)
    critical = cbor2.dumps({1: -7, 2: [9], 4: bytes.fromhex(OURS.name), 9: 1}, canonical=True)
    bare = cbor2.dumps({1: -7}, canonical=True)
    return [
        ("good", good, ""),
        ("a slash at its end", good + "/", ""),
        ("space around it", f" {good}\n", ""),
        ("every state", signed(OURS, state="voided", accepted_kg=Decimal("0.001"), is_frozen=True, plate=""), ""),
        ("a retired key, before it was", signed(RETIRED), ""),
        ("a retired key, after it was", signed(RETIRED, recorded_at=THEN + timedelta(days=2)), "retired_key"),
        ("a retired key, at that second", signed(RETIRED, recorded_at=THEN + timedelta(days=1)), "retired_key"),
        ("another's key", signed(STRANGE), "unknown_key"),
        ("another's key under our name", tagged(message(signature=STRANGE.sign(b"x"))), "spoiled"),
        ("another number", signed(OURS, number="LD3204260000002K"), "other_number"),
        ("no name of a key", tagged(message(protected=bare)), "unknown_key"),
        ("a bit of the signature", base41.encode(flipped(raw, -1)), "spoiled"),
        ("a bit of the payload", tagged(message(payload=flipped(payload, -1))), "spoiled"),
        ("another weight", tagged(message(payload=token.encode(replace(CLAIMS, kg=Decimal(1))))), "spoiled"),
        ("a signature cut short", tagged(message(signature=signature[:-1])), "spoiled"),
        ("a signature of nothing", tagged(message(signature=bytes(64))), "spoiled"),
        ("a signature too long", tagged(message(signature=signature + b"\0")), "spoiled"),
        ("no signature", tagged(message(signature=b"")), "spoiled"),
        ("another algorithm", tagged(message(protected=other_header)), "unreadable"),
        ("no algorithm", tagged(message(protected=b"")), "unreadable"),
        ("a header that must be understood", tagged(message(protected=critical)), "unreadable"),
        ("a header that is none", tagged(message(protected=b"\x80")), "unreadable"),
        ("another tag", tagged(message(), tag=17), "unreadable"),
        ("no tag", base41.encode(cbor2.dumps(message())), "unreadable"),
        ("too few parts", tagged(message()[:3]), "unreadable"),
        ("a payload that is apart", tagged(message(payload=None)), "unreadable"),
        ("bytes after the end", base41.encode(raw + b"\0"), "unreadable"),
        ("cut in the middle", good[: len(good) // 2], "unreadable"),
        ("one character less", good[:-1], "unreadable"),
        ("small letters", good.lower(), "unreadable"),
        ("a character that is none of ours", "/" + good[1:], "unreadable"),
        ("nothing", "", "unreadable"),
        ("very much", good * 9, "unreadable"),
        ("deep in arrays", base41.encode(b"\x81" * 400), "unreadable"),
        ("a length that is not there", base41.encode(bytes.fromhex("d2845bffffffffffffffff")), "unreadable"),
        ("no whole length", base41.encode(bytes.fromhex("d29fff")), "unreadable"),
        ("signed, but no map", signed_bytes(b"\x80"), "unreadable"),
        ("signed, but no manifest", signed_bytes(cbor2.dumps({1: "liandan.example", 6: 1})), "unreadable"),
        ("signed, an unknown state", signed_bytes(_without(told, token.STATE, 99)), "unreadable"),
        ("signed, no parties", signed_bytes(_without(told, token.PARTIES)), "unreadable"),
        ("signed, no hash", signed_bytes(_without(told, token.HASH)), "unreadable"),
        ("signed, half a code", signed_bytes(_without(told, token.CODES, [90024908])), "unreadable"),
    ]


def _without(told: dict, key: int, instead=None) -> bytes:
    inner = {name: value for name, value in told[token.MANIFEST].items() if name != key}
    if instead is not None:
        inner[key] = instead
    return cbor2.dumps({**told, token.MANIFEST: inner}, canonical=True)
