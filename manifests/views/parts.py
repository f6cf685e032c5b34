"""The three parts of the form (移出 / 运输 / 接受): as signed where it is signed, as it stands where it is not.

A signed part is read from the event's frozen particulars only, so that a site that moves does not move its past.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.enumerating import enumerated
from facilities.templatetags.quantities import kg, stamp
from manifests.actions.particulars import consignee_as_signed, line_particulars, party_particulars
from manifests.models import CustodyEvent, Manifest, ManifestLine
from manifests.states import OPENING, TAKING_OVER
from manifests.weighed import Compared, compared, departure_of, weighed_words

LEAVING = ("depart", "carry_on", "transfer_in")  # the event that says when it left


@dataclass
class Parts:
    """What the page shows: facts as (term, value), one list of facts for each leg, and the lines."""

    handing_over: list[tuple] = field(default_factory=list)
    legs: list[list[tuple]] = field(default_factory=list)
    receipt: list[tuple] = field(default_factory=list)
    lines: list[dict] = field(default_factory=list)
    is_signed: bool = False


def parts_of(manifest: Manifest, lines: list[ManifestLine], events: list[CustodyEvent]) -> Parts:
    """`lines` with batch, stream and method loaded; `events` in order, all of the manifest's."""
    by_action = {event.action: event for event in events}  # the last of each
    signed = next((event for event in events if event.action in OPENING), None)
    said = signed.particulars if signed else _as_it_stands(manifest, lines)
    departed = next((by_action[name] for name in LEAVING if name in by_action), None)
    return Parts(
        handing_over=[
            *_handing_over(said, signed, departed),
            *_weighed(departure_of(events)),
            *_details(manifest, said),
            *_numbers(manifest),
        ],
        legs=_legs(said, events, by_action.get("arrive")),
        receipt=[
            *_receipt(consignee_as_signed(events) or said["consignee"], by_action.get("receive")),
            *_held_together(compared(events)),
        ],
        lines=_lines(said, lines),
        is_signed=signed is not None,
    )


def _as_it_stands(manifest: Manifest, lines: list[ManifestLine]) -> dict:
    return {
        "consignor": party_particulars(manifest.consignor),
        "carrier": party_particulars(manifest.carrier),
        "consignee": {**party_particulars(manifest.consignee), "permits": []},
        "lines": [line_particulars(line) for line in lines],
        "details": manifest.details,
    }


def _party(party: dict) -> list[tuple]:
    return [
        (_("Unit"), party["enterprise"]),
        (_("Site"), party["facility"]),
        (_("Credit code"), party["registration_no"]),
        (_("Address"), party["address"]),
        (_("Phone"), party["phone"]),
    ]


def _handing_over(said: dict, signed: CustodyEvent | None, departed: CustodyEvent | None) -> list[tuple]:
    party = said["consignor"]
    return [
        *_party(party),
        (_("Emergency phone"), party["emergency_phone"]),
        _signer(party, signed),
        (_("Handed over"), stamp(departed.happened_at) if departed else ""),
    ]


def _weighed(departed: CustodyEvent | None) -> list[tuple]:
    """The consignor's own weighing, where there was one."""
    return [(_("Weighed at departure"), weighed_words(departed))] if departed else []


def _held_together(scales: Compared | None) -> list[tuple]:
    """What both scales said, once both have spoken."""
    if scales is None:
        return []
    return [
        (_("Weighed at the gate"), kg(scales.gate_kg)),
        (_("Difference to departure"), scales.words),
    ]


def _signer(party: dict, signed: CustodyEvent | None) -> tuple:
    """Of what comes from elsewhere nobody of the consignor has signed here."""
    if signed is not None and signed.action == "transfer_in":
        return _("Entered by the receiver"), signed.person_name
    return _("Signed by"), signed.person_name if signed else party["contact"]


def _details(manifest: Manifest, said: dict) -> list[tuple]:
    """What only its profile's manifests say, as signed."""
    filled = said.get("details", {})
    rows: list[tuple] = [(detail.label, filled.get(detail.name, "")) for detail in manifest.form.details]
    if manifest.form.counts_containers:
        rows.append((_("Containers in all"), sum(line["containers"] for line in said["lines"])))
    if stay := said.get("stay"):
        rows.append((_("Stored since"), stamp(datetime.fromisoformat(stay["since"]))))
        rows.append((_("May be stored until"), stamp(datetime.fromisoformat(stay["until"]))))
    return rows


def _numbers(manifest: Manifest) -> list[tuple]:
    """What others call it; a place that its profile has and that is still empty shows a dash."""
    found = [(_("Provincial number"), manifest.provincial_no)]
    return [(_("National number"), manifest.national_no), *found] if manifest.form.has_national_number else found


def _legs(said: dict, events: list[CustodyEvent], arrived: CustodyEvent | None) -> list[list[tuple]]:
    """One list for each carrier's stretch; before departure the carrier as planned."""
    taken = [event for event in events if event.action in TAKING_OVER]
    if not taken:
        return [_party(said["carrier"])]
    ends = [*taken[1:], arrived]
    return [_leg(event, end) for event, end in zip(taken, ends, strict=True)]


def _leg(event: CustodyEvent, end: CustodyEvent | None) -> list[tuple]:
    carriage = event.particulars["carriage"]
    return [
        (_("Unit"), carriage["enterprise"]),
        (_("Transport licence"), carriage["licence"]),
        (_("Address"), carriage["address"]),
        (_("Phone"), carriage["phone"]),
        (_("Vehicle"), carriage["plate"]),
        (_("Driver"), carriage["driver"]),
        (_("Driver's phone"), carriage["driver_phone"]),
        (_("Escort"), carriage["escort"]),
        (pgettext_lazy("route", "From"), carriage["origin"]),
        (pgettext_lazy("route", "To"), carriage["destination"]),
        (_("Departed"), stamp(event.happened_at)),
        (_("Arrived"), stamp(end.happened_at) if end else ""),
    ]


def _receipt(party: dict, received: CustodyEvent | None) -> list[tuple]:
    return [
        *_party(party),
        (_("Permit"), enumerated(party.get("permits", []))),
        (_("Signed by"), received.person_name if received else ""),
        (_("Received"), stamp(received.happened_at) if received else ""),
    ]


def _lines(said: dict, lines: list[ManifestLine]) -> list[dict]:
    """Each line as signed, beside its row for what was weighed and decided."""
    rows = {line.position: line for line in lines}
    return [
        {
            **line,
            "kg": Decimal(line["kg"]),
            "hazards": enumerated(line["hazards"]),
            "row": rows.get(line["position"]),
        }
        for line in said["lines"]
    ]
