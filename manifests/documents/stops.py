"""What happened during a leg and has its place among the leg's remarks: stops, other receivers, why trucks changed."""

from manifests.documents.signature import minute
from manifests.models import CustodyEvent


def notes_of(start: CustodyEvent, during: list[CustodyEvent], end: CustodyEvent | None) -> tuple[str, ...]:
    """In the form's own words, in the order in which it happened, from the signature that began the leg to its end."""
    notes = [_began(start)]
    for position, event in enumerate(during):
        if event.action == "lay_over":
            resumed = next((later for later in during[position:] if later.action == "resume"), end)
            notes.append(_stop(event, resumed))
        elif event.action == "redirect":
            notes.append(_redirected(event))
    return tuple(note for note in notes if note)


def _began(start: CustodyEvent) -> str:
    said = start.particulars
    note = said.get("note", "")
    if start.action != "change_vehicle":
        return note
    return _joined("更换车辆 Vehicle changed", said["reason"], note)


def _stop(event: CustodyEvent, resumed: CustodyEvent | None) -> str:
    until = minute(resumed.happened_at) if resumed else "…"
    said = event.particulars
    when = f"途中停留 Stopped {minute(event.happened_at)} – {until}"
    return _joined(when, said["place"], said["reason"], said["note"])


def _redirected(event: CustodyEvent) -> str:
    said = event.particulars
    way = f"改送 Redirected {minute(event.happened_at)}: {said['from_consignee']} → {said['consignee']['facility']}"
    return _joined(f"{way}（{event.on_behalf_of}）", said["reason"])


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
