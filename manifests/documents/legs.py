"""Part 2 of the form, 运输信息: one block for each carrier or driver who took the load over."""

from dataclasses import dataclass

from manifests.documents.signature import Signature, minute
from manifests.models import CustodyEvent, Manifest

TAKING_OVER = ("depart", "hand_over")


@dataclass(frozen=True)
class Leg:
    """One leg as its driver or dispatcher signed it; `arrived` is empty while the load is on the road."""

    position: int
    carriage: dict
    departed: str
    arrived: str
    signature: Signature
    note: str = ""


def legs_of(manifest: Manifest, events: list[CustodyEvent]) -> list[Leg]:
    """The legs under this manifest in their order. A leg ends where the next begins, the last one at the gate."""
    starts = [event for event in events if event.action in TAKING_OVER or event.action == "carry_on"]
    arrival = next((event for event in events if event.action == "arrive"), None)
    ends = [*starts[1:], arrival]  # one too many before departure
    return [
        Leg(
            position,
            _carried_on(manifest, start) if start.action == "carry_on" else start.particulars["carriage"],
            minute(start.happened_at),
            minute(end.happened_at) if end else "",
            Signature.of(start),
            start.particulars.get("note", ""),
        )
        for position, (start, end) in enumerate(zip(starts, ends, strict=False), start=1)
    ]


def _carried_on(manifest: Manifest, start: CustodyEvent) -> dict:
    """The truck that brought the refused load takes it on: the parent's last carriage, from the parent's gate."""
    parent_id, opened_at_gate = manifest.parent_id, None
    while parent_id:
        rows = list(CustodyEvent.objects.filter(manifest=parent_id).order_by("sequence"))
        opening = next(event for event in rows if event.action in ("issue", "carry_on"))
        opened_at_gate = opened_at_gate or opening.particulars["consignee"]["address"]
        taken = [event for event in rows if event.action in TAKING_OVER]
        if taken:
            return {
                **taken[-1].particulars["carriage"],
                "origin": opened_at_gate,
                "destination": start.particulars["consignee"]["address"],
            }
        parent_id = Manifest.objects.filter(pk=parent_id).values_list("parent_id", flat=True).first()
    return {}
