"""What was signed, as corrected since. The events stay as they are; readers of the form get copies that say it anew."""

from collections.abc import Sequence
from copy import copy, deepcopy
from datetime import datetime
from typing import Any

from manifests.models import CustodyEvent
from manifests.sealing import AMENDING
from manifests.states import OPENING, TAKING_OVER


def corrections(events: Sequence[CustodyEvent]) -> list[dict]:
    """Every correction that was applied, in order: {field, before, after}."""
    return [change for event in events if event.action in AMENDING for change in event.particulars["changes"]]


def as_amended(events: Sequence[CustodyEvent]) -> list[CustodyEvent]:
    """The same events; those of which a correction or a number recorded later speaks as unsaved copies that say so.

    Hash, signer and sequence stay those of the signature. For showing only: what was signed is in the events.
    """
    changes = [change for event in events for change in _said_by(event)]
    if not changes:
        return list(events)
    told = [_copied(event) for event in events]
    for pointer, value in changes:
        _say(told, pointer, value)
    return told


def _said_by(event: CustodyEvent) -> list[tuple[str, str]]:
    """(pointer, value now): what a correction changed, or a number that others gave it and that was recorded later. The
    order of the events counts: a slot that was corrected to nothing may be recorded anew."""
    if event.action in AMENDING:
        return [(change["field"], change["after"]) for change in event.particulars["changes"]]
    if event.action == "record_numbers":
        numbers = ((name, event.particulars[name]) for name in ("national_no", "provincial_no"))
        return [(f"/{name}", number) for name, number in numbers if number]
    return []


def value_of(events: Sequence[CustodyEvent], pointer: str) -> str | None:
    """What the events say now at a pointer, as text; None where nothing of the kind was signed."""
    event, place, name = _find(events, pointer)
    if event is None:
        return None
    if place is None:
        return event.happened_at.isoformat()
    value = place.get(name)
    return "" if value is None else str(value)


def _copied(event: CustodyEvent) -> CustodyEvent:
    told = copy(event)
    told.particulars = deepcopy(event.particulars)
    return told


def _say(events: Sequence[CustodyEvent], pointer: str, value: str) -> None:
    event, place, name = _find(events, pointer)
    if event is None:
        return
    if place is None:
        event.happened_at = datetime.fromisoformat(value)
    else:
        place[name] = value


def _find(events: Sequence[CustodyEvent], pointer: str) -> tuple[CustodyEvent | None, dict[str, Any] | None, str]:
    """(the event that signed it, the part of its particulars that holds it, its name there).

    A time is the event's own and has no place in the particulars.
    """
    match pointer.strip("/").split("/"):
        case ["remarks" | "national_no" | "provincial_no" as name]:
            event = next((event for event in events if event.action in OPENING), None)
            return event, event and event.particulars, name
        case ["arrived_at"]:
            return next((event for event in events if event.action == "arrive"), None), None, ""
        case ["received_kg"]:
            event = _receipt(events)
            return event, event and event.particulars, "kg"
        case ["legs", number, name]:
            taken = [event for event in events if event.action in TAKING_OVER]
            event = taken[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(taken) else None
            return event, event and (None if name == "departed_at" else event.particulars["carriage"]), name
        case ["lines", number, name]:
            event = _receipt(events)
            rows = event.particulars["lines"] if event else []
            row = next((row for row in rows if str(row["position"]) == number), None)
            return (event, row, name) if row is not None else (None, None, name)
    return None, None, ""


def _receipt(events: Sequence[CustodyEvent]) -> CustodyEvent | None:
    return next((event for event in reversed(events) if event.action == "receive"), None)
