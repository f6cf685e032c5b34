"""One batch: what it is, where it lies, where it came from, what happened to it, what may be done now."""

from decimal import Decimal

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.guards import at_desk
from facilities.roles import Role
from facilities.templatetags.quantities import grouped, kg, stamp
from manifests.access import allowed_actions, parties_of
from manifests.batch_narrative import told
from manifests.clocks.storage import stay_of, with_terms
from manifests.forms.batch import UNITS
from manifests.label_history import history_of
from manifests.models import BatchLink, CustodyEvent, Manifest, ManifestLine, WasteBatch
from manifests.models.deadline import last_day
from manifests.states import AT_HOLDER, OPEN_BATCH, BatchState, Party
from manifests.views.batch_words import BOOKINGS, BUTTONS
from manifests.views.clocks import clock_badge
from manifests.whereabouts import fate_of_batch, shown

MOST_CONTAINERS = 50


@require_safe
@at_desk
def batch(request: HttpRequest, pk):
    person = request.user
    rows = WasteBatch.objects.visible_to(person).with_particulars().select_related("holder__enterprise", "treated_by")
    rows = with_terms(rows, clock.today())
    found = get_object_or_404(rows, pk=pk)
    containers = list(found.containers.full().order_by("serial")[: MOST_CONTAINERS + 1])
    emptied = list(found.containers.exclude(emptied_at=None).order_by("-emptied_at", "serial")[:MOST_CONTAINERS])
    seen = WasteBatch.objects.visible_to(person)
    links = list(
        BatchLink.objects.filter(Q(parent=found) | Q(child=found), parent__in=seen, child__in=seen)
        .select_related("parent", "child")
        .order_by("pk")
    )
    events = list(found.events.order_by("sequence"))
    lines = ManifestLine.objects.filter(batch=found, manifest__in=Manifest.objects.visible_to(person))
    return render(
        request,
        "manifests/batch.html",
        {
            "batch": found,
            "facts": facts_of(found),
            **_buttons(person, found),
            "may_declare": Party.HOLDER in parties_of(person, found) and found.generator_id == found.holder_id,
            "containers": containers[:MOST_CONTAINERS],
            "has_labels_to_print": bool(containers) and found.state in AT_HOLDER,
            "emptied": emptied,
            "has_more_containers": len(containers) > MOST_CONTAINERS,
            "parents": [link for link in links if link.child_id == found.pk],
            "children": [link for link in links if link.parent_id == found.pk],
            "lines": lines.select_related("manifest__consignee", "manifest__consignor").order_by("-manifest_id"),
            "additives_kg": _said(events, "additives_kg"),
            "burn_off_kg": _said(events, "burn_off_kg"),
            "fate": shown(fate_of_batch(found)),
            "events": told(events),
            "label_history": history_of(found.containers.exclude(digital_id=None).values("digital_id"), person)
            if containers or emptied
            else [],
        },
    )


def _said(events: list[CustodyEvent], name: str) -> Decimal:
    """Kilograms that a treatment with new waste told of this batch; 0 where there was none."""
    return Decimal(next((event.particulars[name] for event in events if name in event.particulars), 0))


def facts_of(batch: WasteBatch) -> list[tuple]:
    """What it is, (term, value); what is not known or has not happened is left out."""
    stream, code = batch.stream, batch.waste_code
    facts = [
        (_("Weight"), kg(batch.kg)),
        (_("Counted as"), _counted(batch)),
        (_("Waste"), stream.alias),
        (_("Waste name"), stream.official_name),
        (_("Code"), f"{code} · {code.category}" if code.category else str(code)),
        (_("Hazards"), ", ".join(stream.hazards)),
        (_("Physical state"), str(stream.physical_state)),
        (_("Packaging"), str(stream.packaging or "")),
        (_("Precautions"), stream.precautions),
        (_("Where it arose"), f"{batch.generator} · {batch.generator.enterprise}"),
        (_("When it arose"), stamp(batch.generated_at)),
        (_("Held by"), str(batch.holder)),
        (_("Store"), str(batch.area or "")),
        (_("Held since"), _held(batch)),
        (_("Must leave by"), _leaving(batch)),
        (_("Treated by"), str(batch.treated_by or "")),
        (_("Treated"), stamp(batch.treated_at) if batch.treated_at else ""),
    ]
    return [(term, value) for term, value in facts if value]


def _counted(batch: WasteBatch) -> str:
    """The original count: 12 drums of 180 kg stay readable after they became 2,160 kg."""
    if batch.original_quantity is None:
        return ""
    unit = dict(UNITS).get(batch.original_unit, batch.original_unit)
    if batch.kg_per_unit is None:
        return f"{grouped(batch.original_quantity)} {unit}"
    return _("%(count)s %(unit)s, %(kg)s kg each") % {
        "count": grouped(batch.original_quantity),
        "unit": unit,
        "kg": grouped(batch.kg_per_unit),
    }


def _held(batch: WasteBatch) -> str:
    if batch.state not in OPEN_BATCH:
        return stamp(batch.held_since)
    days = (clock.now() - batch.held_since).days
    age = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if stay := stay_of(batch, clock.now()):
        age = _("%(age)s of at most %(limit)s, %(whose)s") % {"age": age, "limit": stay.limit, "whose": stay.whose}
    return format_html("{} ({})", stamp(batch.held_since), age)


def _leaving(batch: WasteBatch) -> str:
    """The last day of the law's clock for this batch here; nothing where none runs."""
    if batch.leaves_by is None:
        return ""
    return format_html("{} {}", stamp(last_day(batch.leaves_by)), clock_badge(batch.leaves_by, None))


def _buttons(person, batch: WasteBatch) -> dict[str, list[dict]]:
    """What the transition table allows now. Regrouping starts from the store, where the other batches are seen."""
    buttons, bookings = [], []
    may_draw_up = batch.holder.enterprise_id in person.standing.enterprises_where(Role.CLERK)
    if batch.state == BatchState.STORED and may_draw_up:
        url = f"{reverse('manifests:draw_up')}?site={batch.holder_id}&line={batch.pk.hex}"
        buttons.append({"url": url, "label": _("Draw up a manifest"), "kind": "", "shape": "issued"})
        url = reverse("manifests:batch_could_leave", args=[batch.pk])
        bookings.append({"url": url, "label": _("Could this leave today?"), "kind": "quiet", "shape": "seal"})
    for row in allowed_actions(person, batch):
        if row.action == "regroup":
            store = reverse("manifests:stock_area", args=[batch.area_id])
            url = f"{store}?code={batch.waste_code.code}&tick={batch.pk}"
        elif row.action == "transform":
            url = f"{reverse('manifests:transform')}?batch={batch.pk.hex}"
        else:
            url = reverse(f"manifests:{row.action}_batch", args=[batch.pk])
        label, shape = BUTTONS[row.action]
        if row.action in BOOKINGS:
            bookings.append({"url": url, "label": label, "kind": "quiet", "shape": shape})
        else:
            buttons.append({"url": url, "label": label, "kind": "quiet" if buttons else "", "shape": shape})
    return {"buttons": buttons, "bookings": bookings}
