"""Custody events told to a reader: what happened, who signed for whom, what was weighed, what was warned of."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from facilities.models import Evidence
from manifests.amended_words import change_sentence
from manifests.models import CustodyEvent
from manifests.rules.finding import Finding
from manifests.sealing import AMENDING
from manifests.states import OPENING
from manifests.weighed import SIGNED_AWAY, Compared, compared, weighed_words

TITLES = {
    "draw_up": _("Drawn up"),
    "revise": _("Revised"),
    "issue": _("Issued"),
    "cancel": _("Cancelled"),
    "depart": _("Departed"),
    "hand_over": _("Handed over on the road"),
    "change_vehicle": _("Put on another vehicle"),
    "lay_over": _("Stopped on the way"),
    "resume": _("Drove on"),
    "redirect": _("Sent to another receiver"),
    "arrive": _("Arrived at the gate"),
    "receive": _("Weighed and judged"),
    "carry_on": _("Carried on from another manifest"),
    "transfer_in": _("Entered by the receiver: drawn up elsewhere"),
    "strike_out": _("Entry struck out"),
    "acknowledge": _("Discrepancy notice seen by the consignor"),
    "attach": _("Photograph or scan attached"),
    "close": _("Closed"),
    "freeze": _("Frozen by an authority"),
    "release": _("Released by an authority"),
    "void": _("Voided by an authority"),
    "record_numbers": _("Numbers recorded"),
    "amend": _("Corrected by consent"),
    "override": _("Corrected by an authority"),
}
# Freezing and releasing keep the state; the mark beside them says what they did.
MARKS = {"freeze": "frozen", "release": "valid", "override": "frozen"}
# What was typed at once is not "recorded later"; a phone that was offline is.
LATER = timedelta(minutes=1)


def told(events: Iterable[CustodyEvent]) -> list[dict]:
    """Events of a manifest as components/timeline.html wants them, in the reader's language."""
    events = list(events)
    declared = {
        line["position"]: Decimal(line["kg"])
        for event in events
        if event.action in OPENING
        for line in event.particulars["lines"]
    }
    scales = compared(events)
    return [_told(event, declared, scales) for event in events]


def findings_of(event: CustodyEvent) -> list[Finding]:
    """What the rules had to say when it happened, to be put into the reader's words."""
    return [Finding.from_record(record) for record in event.warnings]


def _told(event: CustodyEvent, declared: dict[int, Decimal], scales: Compared | None) -> dict:
    late = event.recorded_at - event.happened_at
    return {
        "title": TITLES.get(event.action, event.action),
        "state": MARKS.get(event.action, event.new_state),
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at if abs(late) >= LATER else None,
        "actor": event.person_name,
        "organisation": event.on_behalf_of,
        "place": _place(event),
        "lines": list(_lines(event, declared)),
        "note": _note(event, scales),
    }


def _place(event: CustodyEvent) -> str:
    carriage = event.particulars.get("carriage") or {}
    parts = [carriage.get("plate", ""), carriage.get("driver", ""), event.particulars.get("place", "")]
    if event.action == "redirect":
        parts.append(f"{event.particulars['from_consignee']} → {event.particulars['consignee']['facility']}")
    if event.longitude is not None and event.latitude is not None:
        parts.append(f"{event.latitude:.5f}, {event.longitude:.5f}")
    return " · ".join(part for part in parts if part)


def _lines(event: CustodyEvent, declared: dict[int, Decimal]):
    """(name, kg, declared kg): each judged line, or the weight of the whole where only that was signed."""
    if event.action != "receive":
        if kg := event.particulars.get("kg"):
            yield "", Decimal(kg), None
        return
    for line in event.particulars["lines"]:
        name = _("Line %(line)s: accepted") % {"line": line["position"]}
        yield name, Decimal(line["accepted_kg"] or 0), declared.get(line["position"])


def _note(event: CustodyEvent, scales: Compared | None) -> str:
    said = [event.particulars.get("reason", ""), event.particulars.get("note", "")]
    if event.action in SIGNED_AWAY and event.particulars.get("weighing"):
        said.append(format_html(_("Weighed at departure: {}"), weighed_words(event)))
    if event.action == "receive":
        if scales:
            said.append(format_html(_("Difference to the weighing at departure: {}"), scales.words))
        said += [line["reason"] for line in event.particulars["lines"]]
        said += [line["significant_difference"] for line in event.particulars["lines"]]
    if event.action == "record_numbers":
        said += [event.particulars["national_no"], event.particulars["provincial_no"]]
    if event.action == "attach":
        said += [file["words"] or kind_of_evidence(file["kind"]) for file in event.particulars["files"]]
    elif event.evidence:
        said.append(ngettext("%(count)s file", "%(count)s files", len(event.evidence)) % {"count": len(event.evidence)})
    if event.action in AMENDING:
        said += [change_sentence(change) for change in event.particulars["changes"]]
        said.append(event.particulars["asked"])
    said += [finding.message for finding in findings_of(event)]
    return format_html_join(" · ", "{}", ((text,) for text in said if text))


def kind_of_evidence(kind: str) -> str:
    """What a photograph or scan is, in the reader's words."""
    return str(Evidence.Kind(kind).label) if kind in Evidence.Kind.values else kind
