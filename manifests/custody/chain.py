"""The hash chain over a subject's events: SHA-256 over canonical JSON (RFC 8785). Pure of the database."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

MICRODEGREE = Decimal("0.000001")


def plain(value: Any) -> Any:
    """The value as canonical JSON can hold it: numbers that must be exact become text, times UTC with microseconds."""
    match value:
        case None | bool() | str():
            return str(value) if isinstance(value, str) else value
        case int():
            return value
        case Decimal() | UUID():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return str(value)


def degrees(value: Decimal | None) -> str | None:
    """As the database keeps them: six decimals, a half rounded away from zero, and no zero with a sign."""
    return None if value is None else f"{value.quantize(MICRODEGREE, ROUND_HALF_UP) + 0:.6f}"


def event_document(event) -> dict:
    """What is hashed: every field of the event that says something, under stable names."""
    return {
        "subject": "manifest" if event.manifest_id else "batch",
        "subject_id": str(event.manifest_id or event.batch_id),
        "sequence": event.sequence,
        "action": event.action,
        "old_state": event.old_state,
        "new_state": event.new_state,
        "person": str(event.person_id),
        "person_name": event.person_name,
        "party": event.party,
        "on_behalf_of": event.on_behalf_of,
        "happened_at": plain(event.happened_at),
        "recorded_at": plain(event.recorded_at),
        "longitude": degrees(event.longitude),
        "latitude": degrees(event.latitude),
        "device": event.device,
        "evidence": list(event.evidence),
        "particulars": event.particulars,
        "warnings": event.warnings,
        "previous_hash": event.previous_hash,
    }


def event_hash(event) -> str:
    return sha256(rfc8785.dumps(event_document(event))).hexdigest()


def digest(value: Any) -> str:
    """A digest of a request's content, to tell a retry from another request under the same idempotency key."""
    return sha256(rfc8785.dumps(plain(value))).hexdigest()
