"""What the code on a manifest states: the token of its newest event, as the printed address that carries it.

From issuing on; a draft has none. Everything comes from what was signed, never from live rows. The code has to be read
from paper in the rain, so it may have no more modules than VERSION: names are cut and the smallest codes left out, by
the first of BREADTHS that fits. The total, the number of lines and the event's hash are always whole.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from manifests.documents import qr
from manifests.models import CustodyEvent, PublicKey
from manifests.proofs import token
from manifests.proofs.token import Claims
from manifests.signing import key_of, opened
from manifests.states import OPENING, TAKING_OVER
from manifests.tokens import manifest_url, proof_url

VERSION = 15  # 77 modules a side, 0.45 mm each at 35 mm
BREADTHS = ((6, 60), (6, 48), (6, 36), (5, 30), (4, 24), (3, 18), (2, 12), (1, 6))  # codes, bytes of a name
CUT = "…"

logger = logging.getLogger(__name__)


def code_address(events: Sequence[CustodyEvent], keys: Sequence[PublicKey]) -> str:
    """What the QR code says; empty for a draft. `events` are the manifest's in order, `keys` those in use.

    Where no key can be had the old address stands in, which proves nothing offline: no truck waits for a key file.
    """
    claims = claims_of(events)
    if claims is None:
        return ""
    row = key_of(events[-1].recorded_at, keys)
    try:
        if row is None:
            raise ImproperlyConfigured("There is no signing key yet: manage.py signing_key new")
        key = opened(row)
    except ImproperlyConfigured:
        logger.exception("Manifest %s is printed without a proof.", claims.number)
        return manifest_url(claims.number)
    address = ""
    for codes, name in BREADTHS:
        address = proof_url(claims.number, token.sign(narrowed(claims, codes, name), key))
        if qr.version(address, qr.MEDIUM) <= VERSION:
            break
    return address


def claims_of(events: Sequence[CustodyEvent]) -> Claims | None:
    """All that the token could say; None before the manifest is issued."""
    opening = next((event for event in events if event.action in OPENING), None)
    if opening is None:
        return None
    part, last = opening.particulars, events[-1]
    receipt = next((event for event in reversed(events) if event.action == "receive"), None)
    taken = next((event for event in reversed(events) if event.action in TAKING_OVER), None)
    carriage = taken.particulars["carriage"] if taken else {}
    holds = [event.action for event in events if event.action in ("freeze", "release")]
    return Claims(
        issuer=urlsplit(settings.PUBLIC_URL).netloc,
        recorded_at=last.recorded_at.replace(microsecond=0),
        number=part["number"],
        state=last.new_state,
        kg=Decimal(part["kg"]),
        lines=len(part["lines"]),
        by_code=kg_by_code(part["lines"]),
        consignor=part["consignor"]["enterprise"],
        carrier=carriage.get("enterprise") or part["carrier"]["enterprise"],
        consignee=part["consignee"]["enterprise"],
        plate=carriage.get("plate", ""),
        accepted_kg=Decimal(receipt.particulars["kg"]) if receipt else None,
        is_frozen=holds[-1:] == ["freeze"],
        events=last.sequence,
        event_hash=last.hash[: 2 * token.HASH_BYTES],
    )


def kg_by_code(lines: Sequence[dict]) -> tuple[tuple[str, Decimal], ...]:
    """The lines' kilograms added up by waste code, the heaviest first."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line["code"]] = sums.get(line["code"], Decimal(0)) + Decimal(line["kg"])
    return tuple(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def narrowed(claims: Claims, codes: int, name: int) -> Claims:
    """The same with at most so many codes, and names of at most so many bytes."""
    return replace(
        claims,
        by_code=claims.by_code[:codes],
        consignor=cut(claims.consignor, name),
        carrier=cut(claims.carrier, name),
        consignee=cut(claims.consignee, name),
    )


def cut(text: str, most: int) -> str:
    """The text in at most `most` bytes of UTF-8; what is cut off shows as an ellipsis."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - len(CUT.encode())].decode(errors="ignore") + CUT
