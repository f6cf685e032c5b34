"""What a manifest's QR code proves by itself: a CWT (RFC 8392) in a COSE_Sign1, so short that paper can carry it.

`iss` (1) is the service's host, `iat` (6) when the newest event was recorded. Everything about the manifest is one map
under a private claim, whose key RFC 8392 wants below -65536; in it the small numbers below are the keys. Kilograms are
whole grams. docs/decisions/0014-qr.md has the reasons.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

import cbor2

from manifests.proofs import base41, cose
from manifests.proofs.keys import Public, SigningKey

ISSUER, ISSUED_AT, MANIFEST = 1, 6, -65537
NUMBER, STATE, GRAMS, LINES, CODES, PARTIES, PLATE, ACCEPTED, FROZEN, EVENTS, HASH = range(1, 12)
# Written on papers: never renumber.
STATES = {
    "issued": 1,
    "in_transit": 2,
    "arrived": 3,
    "accepted": 4,
    "partially_accepted": 5,
    "refused": 6,
    "closed": 7,
    "cancelled": 8,
    "voided": 9,
    "laid_over": 10,
}
STATE_OF = {number: state for state, number in STATES.items()}
HASH_BYTES = (
    16  # of the event's 32: 128 bits are enough, because only a second event of the same hash would help anyone
)
LONGEST = 1000  # characters; a code of ours has at most 600

UNREADABLE, SPOILED, UNKNOWN_KEY, RETIRED_KEY = "unreadable", "spoiled", "unknown_key", "retired_key"
OTHER_NUMBER = "other_number"


class NotGenuine(ValueError):
    """The token proves nothing; `reason` is one of the five names above."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Published(Protocol):
    """A key as `PublicKey` has it."""

    public: Public
    retired_at: datetime | None


@dataclass(frozen=True)
class Claims:
    """What the paper says (all kg). `by_code` may leave out the smallest; names may be cut short."""

    issuer: str
    recorded_at: datetime
    number: str
    state: str
    kg: Decimal
    lines: int
    by_code: tuple[tuple[str, Decimal], ...]
    consignor: str
    carrier: str
    consignee: str
    plate: str
    accepted_kg: Decimal | None
    is_frozen: bool
    events: int
    event_hash: str  # hexadecimal, its first HASH_BYTES

    @property
    def other_kg(self) -> Decimal:
        """What lies under codes that the token had no room for."""
        return self.kg - sum(kg for _code, kg in self.by_code)


def encode(claims: Claims) -> bytes:
    told = {
        NUMBER: claims.number,
        STATE: STATES[claims.state],
        GRAMS: _grams(claims.kg),
        LINES: claims.lines,
        CODES: [part for code, kg in claims.by_code for part in (_short(code), _grams(kg))],
        PARTIES: [claims.consignor, claims.carrier, claims.consignee],
        EVENTS: claims.events,
        HASH: bytes.fromhex(claims.event_hash),
    }
    if claims.plate:
        told[PLATE] = claims.plate
    if claims.accepted_kg is not None:
        told[ACCEPTED] = _grams(claims.accepted_kg)
    if claims.is_frozen:
        told[FROZEN] = True
    issued = int(claims.recorded_at.timestamp())
    return cbor2.dumps({ISSUER: claims.issuer, ISSUED_AT: issued, MANIFEST: told}, canonical=True)


def decode(payload: bytes) -> Claims:
    """Raises NotGenuine for what a key of ours has signed, but not as a manifest."""
    try:
        outer = cbor2.loads(payload)
        told = outer[MANIFEST]
        codes = told[CODES]
        consignor, carrier, consignee = told[PARTIES]
        return Claims(
            issuer=outer[ISSUER],
            recorded_at=datetime.fromtimestamp(outer[ISSUED_AT], UTC),
            number=told[NUMBER],
            state=STATE_OF[told[STATE]],
            kg=_kg(told[GRAMS]),
            lines=told[LINES],
            by_code=tuple((_long(code), _kg(grams)) for code, grams in zip(codes[::2], codes[1::2], strict=True)),
            consignor=consignor,
            carrier=carrier,
            consignee=consignee,
            plate=told.get(PLATE, ""),
            accepted_kg=_kg(told[ACCEPTED]) if ACCEPTED in told else None,
            is_frozen=told.get(FROZEN, False),
            events=told[EVENTS],
            event_hash=told[HASH].hex(),
        )
    except (cbor2.CBORError, LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise NotGenuine(UNREADABLE) from error


def sign(claims: Claims, key: SigningKey) -> str:
    """The token as it stands in the address; the same for the same claims and key."""
    return base41.encode(cose.sign(encode(claims), key))


def verify(text: str, key_named: Callable[[str], Published | None]) -> Claims:
    """The claims of a token that a published key signed, and not after it was retired. Raises NotGenuine."""
    text = text.strip().rstrip("/")  # some scanners add a slash
    if len(text) > LONGEST:
        raise NotGenuine(UNREADABLE)
    try:
        signed = cose.read(base41.decode(text))
    except (base41.NotBase41, cose.NotSigned) as error:
        raise NotGenuine(UNREADABLE) from error
    key = key_named(signed.key_id.hex())
    if key is None:
        raise NotGenuine(UNKNOWN_KEY)
    if not signed.is_by(key.public):
        raise NotGenuine(SPOILED)
    claims = decode(signed.payload)
    # To the second, as tokens and the published list have it.
    if key.retired_at and claims.recorded_at >= key.retired_at.replace(microsecond=0):
        raise NotGenuine(RETIRED_KEY)
    return claims


def _grams(kg: Decimal) -> int:
    return int(kg * 1000)


def _kg(grams: int) -> Decimal:
    return Decimal(grams) / 1000


def _short(code: str) -> str | int:
    """`900-249-08` as its eight digits, which are half as long; other codes as they are."""
    digits = code.replace("-", "")
    return int(digits) if digits.isdecimal() and code == _long(int(digits)) else code


def _long(code: str | int) -> str:
    if isinstance(code, str):
        return code
    digits = f"{code:08d}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
