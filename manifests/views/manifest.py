"""One manifest: its number, its three parts, its way so far, and what the reader may do with it now."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.evidence.shown import files_of
from facilities.templatetags.quantities import kg
from manifests.access import allowed_actions, may_follow, parties_of
from manifests.actions.propose_amendment import may_propose
from manifests.amendable import sealed_fields
from manifests.amended import as_amended
from manifests.amended_words import change_rows
from manifests.documents.qr import MEDIUM, svg
from manifests.documents.stated import code_address
from manifests.dry_run import not_left
from manifests.evidence_subjects import MANIFEST
from manifests.kept import kept_of_manifest
from manifests.models import Amendment, Deadline, Manifest
from manifests.narrative import findings_of, told
from manifests.signing import keys_in_use
from manifests.states import ON_THE_ROAD, SEALED, Party
from manifests.views.clocks import clock_badge, shown_clock
from manifests.views.finding import find_manifest
from manifests.views.parts import parts_of
from manifests.weighed import departure_of
from manifests.whereabouts import fate_of_manifest, shown

# What this house's pages can do, in the order of the buttons: (url name, label, kind, shape).
# The road's actions are on the driver's page, the authority's in the admin.
BUTTONS = {
    "issue": ("act", gettext_lazy("Check and issue"), "", "issued"),
    "from_paper": ("from_paper", gettext_lazy("It left on paper"), "quiet", "edit"),
    "receive": ("receive", gettext_lazy("Weigh and receive"), "", "weigh"),
    "close": ("act", gettext_lazy("Confirm and close"), "", "closed"),
    "acknowledge": ("act", gettext_lazy("I have seen the discrepancy notice"), "", "accepted"),
    "redirect": ("redirect", gettext_lazy("Send to another receiver"), "quiet", "next"),
    "revise": ("revise", gettext_lazy("Change"), "quiet", "edit"),
    "cancel": ("act", pgettext_lazy("manifest", "Cancel"), "quiet", "cancelled"),
    "record_numbers": ("act", gettext_lazy("Record numbers"), "quiet", "edit"),
    "strike_out": ("act", gettext_lazy("Strike this entry out"), "quiet", "cancelled"),
}


@require_safe
def manifest(request, pk):
    """Twelve statements at most, whatever the number of lines and events and however far the waste has gone; and one
    for its photographs, where it has any."""
    person = request.user
    found = find_manifest(person, pk)
    lines = list(
        found.lines.select_related(
            "waste_code",
            "method",
            "batch__stream__physical_state",
            "batch__stream__packaging",
            "batch__generator",
            "batch__holder",
        ).order_by("position")
    )
    events = list(found.events.order_by("sequence"))
    children = list(found.children.order_by("pk")) if found.received_at else []
    # Before it leaves only what was entered from paper has a clock.
    has_clocks = found.received_at or found.is_back_filled or found.state in ON_THE_ROAD
    clocks = list(found.deadlines.order_by("due_at")) if has_clocks else []
    deadline = next((row for row in clocks if row.kind == Deadline.Kind.CLOSE), None)
    told_now = as_amended(events)
    amendments = list(found.amendments.order_by("-pk")) if found.number else []
    desks, buttons = person.standing.desk_enterprise_ids, _buttons(person, found)
    if correction := _correction(person, found, events, amendments):
        buttons.append(correction)
    # Every file of a manifest stands in one of its events: without one there is nothing to ask for.
    files = files_of(MANIFEST, found.pk) if any(event.evidence for event in events) else []
    return render(
        request,
        "manifests/manifest.html",
        {
            "manifest": found,
            "files": files,
            "actions": [*buttons, *_departure_slip(found, events)],
            "lead": format_html("{} → {} · {}", found.consignor.name, found.consignee.name, kg(found.declared_kg)),
            "parts": parts_of(found, lines, told_now),
            "own_batches": {
                line.batch_id
                for line in lines
                if desks & {line.batch.holder.enterprise_id, line.batch.generator.enterprise_id}
            },
            "qr": _code(told_now) if found.number else "",
            "stop": next((e.particulars for e in reversed(events) if e.action == "lay_over"), None),
            "may_send_elsewhere": any(button["shape"] == "next" for button in buttons),
            "frozen_reason": next((e.particulars["reason"] for e in reversed(events) if e.action == "freeze"), ""),
            "warnings": [finding for event in events for finding in findings_of(event)],
            "children": children,
            "amendments": [
                {"row": row, "state": row.state_at(clock.now()), "changes": change_rows(row.changes)}
                for row in amendments
            ],
            "deadline": deadline,
            "due_on": localdate(deadline.due_at - deadline.due_at.resolution) if deadline else None,
            "kept": kept_of_manifest(found),
            "clock": clock_badge(deadline.due_at, deadline.met_at) if deadline else "",
            "further_clocks": [shown_clock(row) for row in clocks if row is not deadline and not row.met_at],
            "events": told(events)[::-1],
            "is_judged": found.received_at is not None,
            "seen": next((event for event in events if event.action == "acknowledge"), None),
            "fate": shown(fate_of_manifest(found, lines) if may_follow(person, found) else {}),
        },
    )


def _code(events: list) -> str:
    """The code that is printed on the paper; empty for what was cancelled as a draft."""
    address = code_address(events, keys_in_use())
    return svg(address, MEDIUM) if address else ""


def _buttons(person, manifest: Manifest) -> list[dict]:
    """Links for the steps the reader may take now, from the transition table and from nothing else."""
    allowed = {row.action: row for row in allowed_actions(person, manifest)}
    names = [name for name in BUTTONS if name in allowed]
    if "issue" in allowed:
        names.insert(1, "from_paper")
    if "arrive" in allowed and Party.CONSIGNEE in parties_of(person, manifest):
        names.insert(0, "receive")  # the gate records the arrival with its judgement
    buttons = []
    for name in names:
        url_name, label, kind, shape = BUTTONS[name]
        if name == "receive" and manifest.goes_home:
            label, shape = _("Take it back"), "received"
        args = [manifest.pk, name] if url_name == "act" else [manifest.pk]
        url = reverse(f"manifests:{url_name}", args=args)
        buttons.append({"url": url, "label": label, "kind": kind, "shape": shape})
    if not_left(manifest) and not manifest.is_frozen:
        url = reverse("manifests:could_leave", args=[manifest.pk])
        buttons.append({"url": url, "label": _("Could this leave today?"), "kind": "quiet", "shape": "seal"})
    if manifest.number:
        url = reverse("manifests:manifest_pdf", args=[manifest.pk])
        buttons.append({"url": url, "label": _("Print"), "kind": "quiet", "shape": "print"})
    if "attach" in allowed:
        url = reverse("facilities:attach", args=[MANIFEST, manifest.pk])
        buttons.append({"url": url, "label": _("Add a photograph or scan"), "kind": "quiet", "shape": "add"})
    if manifest.received_at:
        url = reverse("manifests:weighbridge_pdf", args=[manifest.pk])
        buttons.append({"url": url, "label": _("Weighbridge slip"), "kind": "quiet", "shape": "weigh"})
    return buttons


def _departure_slip(manifest: Manifest, events: list) -> list[dict]:
    """The slip of the consignor's own weighing, where there was one."""
    if departure_of(events) is None:
        return []
    url = f"{reverse('manifests:weighbridge_pdf', args=[manifest.pk])}?at=departure"
    return [{"url": url, "label": _("Slip of the departure"), "kind": "quiet", "shape": "weigh"}]


def _correction(person, manifest: Manifest, events: list, amendments: list) -> dict | None:
    """The link to ask for a correction, for whose signature stands under something that may be corrected."""
    running = any(row.state_at(clock.now()) == Amendment.State.PROPOSED for row in amendments)
    if manifest.state not in SEALED or manifest.is_frozen or running:
        return None
    if not may_propose(person, sealed_fields(manifest, events)):
        return None
    url = reverse("manifests:amend", args=[manifest.pk])
    return {"url": url, "label": _("Ask for a correction"), "kind": "quiet", "shape": "edit"}
