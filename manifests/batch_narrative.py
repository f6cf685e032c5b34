"""A batch's custody events told to a reader: what happened to these kilograms, and who signed for it."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.enumerating import enumerated
from facilities.templatetags.quantities import grouped, signed
from manifests.models import CustodyEvent
from manifests.rules.finding import Finding
from manifests.serials import write_serials

TITLES = {
    "declare": pgettext_lazy("batch", "Declared"),
    "store": _("Put into a store"),
    "move": _("Moved to another store"),
    "split": _("Split"),
    "regroup": _("Regrouped"),
    "repack": _("Repacked"),
    "transform": _("Treated, with new waste"),
    "treat": _("Treated"),
    "count": pgettext_lazy("batch", "Counted"),
    "lose": pgettext_lazy("batch", "Loss recorded"),
    "retract": pgettext_lazy("batch", "Declaration taken back"),
    "export": pgettext_lazy("batch", "Left the country"),
    "allot": _("Set aside for a manifest"),
    "withdraw": _("Taken off its manifest"),
    "load": _("Loaded"),
    "take_in": _("Taken in by the receiver"),
    "part": _("Accepted in part"),
    "come_in": _("Came from elsewhere"),
    "send_back": _("Sent back to where it came from"),
    "give_back": _("Given back"),
    "reweigh": pgettext_lazy("batch", "Weight corrected by consent"),
    "arise": _("Came out of other batches"),
}
YIELDED = _("Arose from a treatment")
# What was typed at once is not "recorded later".
LATER = timedelta(minutes=1)


def told(events: Iterable[CustodyEvent]) -> list[dict]:
    """Events of a batch as components/timeline.html wants them, in the reader's language."""
    return [_told(event) for event in events]


def _told(event: CustodyEvent) -> dict:
    said = event.particulars
    late = event.recorded_at - event.happened_at
    return {
        "title": YIELDED if event.action == "arise" and "method" in said else TITLES.get(event.action, event.action),
        "state": event.new_state,
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at if abs(late) >= LATER else None,
        "actor": event.person_name,
        "organisation": event.on_behalf_of,
        "place": said.get("area") or said.get("site") or "",
        "lines": [("", Decimal(said["kg"]), None)] if said.get("kg") else [],
        "note": format_html_join(" · ", "{}", ((text,) for text in _notes(event) if text)),
    }


def _notes(event: CustodyEvent) -> Iterable[str]:
    said = event.particulars
    if number := said.get("manifest"):
        yield _("Manifest %(number)s") % {"number": number} if number != "draft" else _("Draft manifest")
    if parents := [*said.get("parents", []), *filter(None, [said.get("parent")])]:
        yield _("From %(batches)s") % {"batches": enumerated(parents)}
    if parts := said.get("parts"):
        yield _("Into %(batches)s") % {"batches": enumerated(part["number"] for part in parts)}
    if into := said.get("into"):
        yield _("Into %(batches)s") % {"batches": into["number"] if isinstance(into, dict) else into}
    if gone := said.get("containers") if event.action == "split" else None:
        yield _("With the first part: containers %(serials)s") % {"serials": write_serials(gone)}
    if event.action == "repack":
        yield _("%(filled)s containers filled, %(emptied)s emptied") % {
            "filled": len(said["containers"]),
            "emptied": len(said["emptied"]),
        }
    if products := said.get("products"):
        lots = enumerated(f"{product['number']} ({_kg(product['kg'])})" for product in products)
        yield _("New waste %(batches)s") % {"batches": lots}
    if Decimal(said.get("burn_off_kg", 0)):
        yield _("Burn-off %(kg)s") % {"kg": _kg(said["burn_off_kg"])}
    if Decimal(said.get("additives_kg", 0)):
        yield _("Additives in it %(kg)s") % {"kg": _kg(said["additives_kg"])}
    if method := said.get("method"):
        yield _("Method %(code)s") % {"code": method}
    if event.action == "count":
        yield _("In the books %(before)s kg, difference %(difference)s kg") % {
            "before": grouped(Decimal(said["booked_kg"])),
            "difference": signed(Decimal(said["difference_kg"])),
        }
    if event.action == "reweigh":
        yield _("Difference %(difference)s kg") % {"difference": signed(Decimal(said["difference_kg"]))}
    if event.action == "lose":
        yield _("%(left)s kg are left") % {"left": grouped(Decimal(said["left_kg"]))}
    if notice := said.get("notice"):
        yield _("Notice %(notice)s: %(receiver)s, %(country)s") % {
            "notice": notice, "receiver": said["receiver"], "country": said["country"],
        }  # fmt: skip
    yield said.get("reason", "")
    for record in event.warnings:
        yield Finding.from_record(record).message


def _kg(text: str) -> str:
    return f"{grouped(Decimal(text))} kg"
