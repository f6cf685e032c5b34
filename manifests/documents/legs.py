"""Part 2 of the form, 运输信息: one block for each carrier or driver who took the load over."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from manifests.documents.signature import Signature, minute
from manifests.documents.stops import notes_of
from manifests.models import CustodyEvent, Manifest
from manifests.states import OPENING, TAKING_OVER


@dataclass(frozen=True)
class Leg:
    """One leg as its driver or dispatcher signed it; `arrived` is empty while the load is on the road."""

    position: int
    carriage: dict
    departed: str
    arrived: str
    signature: Signature
    notes: tuple[str, ...] = ()


# A manifest's key → its events, and the key of the manifest that it goes on from.
Before = Callable[[UUID], tuple[list[CustodyEvent], UUID | None]]


def legs_of(manifest: Manifest, events: list[CustodyEvent], before: Before) -> list[Leg]:
    """The legs under this manifest in their order. A leg ends where the next begins, the last one at the gate.

    `before` tells of the manifests that this one goes on from.
    """
    starts = [event for event in events if event.action in TAKING_OVER or event.action == "carry_on"]
    arrival = next((event for event in events if event.action == "arrive"), None)
    ends = [*starts[1:], arrival]  # one too many before departure
    return [
        Leg(
            position,
            _headed(
                _carried_on(manifest, start, before) if start.action == "carry_on" else start.particulars["carriage"],
                until(events, end),
            ),
            minute(start.happened_at),
            minute(end.happened_at) if end else "",
            Signature.of(start),
            notes_of(start, [event for event in until(events, end) if event.sequence > start.sequence], end),
        )
        for position, (start, end) in enumerate(zip(starts, ends, strict=False), start=1)
    ]


def until(events: list[CustodyEvent], end: CustodyEvent | None) -> list[CustodyEvent]:
    """Events before the leg's end; all of them while it is under way."""
    return [event for event in events if end is None or event.sequence < end.sequence]


def _headed(carriage: dict, so_far: list[CustodyEvent]) -> dict:
    """Where the leg led: to the receiver whom the consignor had named last."""
    sent = [event for event in so_far if event.action == "redirect"]
    return {**carriage, "destination": sent[-1].particulars["consignee"]["address"]} if sent else carriage


def _carried_on(manifest: Manifest, start: CustodyEvent, before: Before) -> dict:
    """The truck that brought the refused load takes it on: the parent's last carriage, from the parent's gate."""
    parent_id, opened_at_gate = manifest.parent_id, None
    while parent_id:
        rows, further = before(parent_id)
        opening = next(event for event in rows if event.action in OPENING)
        opened_at_gate = opened_at_gate or opening.particulars["consignee"]["address"]
        taken = taken_over(rows)
        if taken:
            return {
                **taken[-1].particulars["carriage"],
                "origin": opened_at_gate,
                "destination": start.particulars["consignee"]["address"],
            }
        parent_id = further
    return {}


def taken_over(events: list[CustodyEvent]) -> list[CustodyEvent]:
    """The events by which a carrier or driver took the load over."""
    return [event for event in events if event.action in TAKING_OVER]
