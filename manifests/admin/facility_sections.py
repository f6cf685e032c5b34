"""What this app adds to a facility's page: stock by store, recent manifests, recent custody events."""

from decimal import Decimal

from django.db.models import Min, Q, Sum
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilities import clock
from facilities.admin.facility import add_section
from facilities.admin.facts import link, percent
from facilities.admin.sections import Table
from facilities.models import StorageArea
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.clocks.storage import of_stores, stay_of
from manifests.declarations.due import Due, declarations_due
from manifests.models import CustodyEvent, Manifest, Stock
from manifests.narrative import TITLES

RECENT = 20


def stock(person, facility) -> Table | None:
    """Each store with what lies in it against its capacity, and how long the oldest batch has been there."""
    areas = list(StorageArea.objects.filter(facility=facility).annotate(**of_stores(clock.today())).order_by("code"))
    if not areas:
        return None
    totals = {
        row["area"]: row
        for row in Stock.objects.filter(facility=facility, kg__gt=0)
        .values("area")
        .annotate(total=Sum("kg"), oldest=Min("batch__held_since"))
    }
    lines = [("", _area(area, totals.get(area.pk))) for area in areas]
    if outside := totals.get(None):
        days = _days(outside["oldest"])
        lines.append(("", [_("On site, not in a store"), "–", "–", kg(outside["total"]), "–", days, "–"]))
    return Table(
        _("Stock"),
        [
            _("Storage area"),
            _("Kind"),
            (_("Capacity"), "number"),
            (_("In stock"), "number"),
            (_("Full"), "number"),
            (_("Must leave first (days)"), "number"),
            (_("Longest stay (days)"), "number"),
        ],
        lines,
    )


def _area(area: StorageArea, total: dict | None) -> list:
    stay = stay_of(area, clock.now())
    held = total["total"] if total else Decimal(0)
    days = stay.days if stay else "–"
    if stay and stay.is_late:
        days = format_html("{} {}", days, state_badge("overdue", _("Over its day limit")))
    return [
        str(area),
        area.get_kind_display(),
        kg(area.capacity_kg),
        kg(held),
        percent(held, area.capacity_kg),
        days,
        f"{stay.limit} {stay.whose}" if stay else area.day_limit or _("by law"),
    ]


def _days(since) -> int:
    return (clock.now() - since).days


def books(person, facility) -> Table | None:
    """The ways to its ledgers and, of who takes waste in, to its record book; no statement."""
    found = [("manifests:ledger", _("Ledger"), _("what arose, was stored, treated and handed over (HJ 1259)"))]
    if facility.is_collector or facility.is_disposal_site:
        told = _("what a permit holder took in, treated and passed on (Order 408)")
        found.append(("manifests:record_book", _("Record book"), told))
    elif not facility.is_generator:
        return None
    query = urlencode({"site": facility.pk})
    return Table(
        _("Books"),
        [_("Book"), _("What it tells")],
        [(f"{reverse(name)}?{query}", [word, told]) for name, word, told in found],
    )


def declarations(person, facility) -> Table | None:
    """What the site owes and has declared, the last due first, and since when it is late."""
    today = clock.today()
    due = declarations_due([facility], today)
    if not due:
        return None
    return Table(
        _("Declarations"),
        [_("Period"), _("Due"), _("State"), _("Receipt number")],
        [
            (reverse("manifests:declaration", args=[facility.pk, row.stretch.label]), _declared(row, today))
            for row in reversed(due)
        ],
    )


def _declared(row: Due, today) -> list:
    if row.confirmed is None:
        late = row.is_late(today)
        state = state_badge("overdue", _("Late")) if late else state_badge("draft", _("To confirm"))
    elif row.confirmed.changed:
        state = state_badge("issued", _("Changed since"))
    else:
        state = state_badge("closed", pgettext("declaration", "Declared"))
    return [row.stretch.label, stamp(row.due_on), state, row.confirmed.receipt_no if row.confirmed else "–"]


def recent_manifests(person, facility) -> Table:
    """The latest in, out and carried; those of them that lie in the official's reach."""
    rows = (
        Manifest.objects.visible_to(person)
        .filter(Q(consignor=facility) | Q(consignee=facility) | Q(carrier=facility))
        .select_related("consignor", "consignee")
        .order_by("-pk")[:RECENT]
    )
    url = f"{reverse('admin:manifests_manifest_changelist')}?{urlencode({'party': facility.name})}"
    return Table(
        _("Latest manifests"),
        [
            _("Number"),
            _("State"),
            _("From"),
            _("To"),
            (_("Declared"), "number"),
            (_("Accepted"), "number"),
            _("Issued"),
        ],
        [
            (
                "",
                [
                    link(row),
                    state_badge(row.state),
                    row.consignor,
                    row.consignee,
                    kg(row.declared_kg),
                    kg(row.received_kg),
                    stamp(row.issued_at),
                ],
            )
            for row in rows
        ],
        empty=_("No manifest yet."),
        more_url=url,
        more_label=_("All its manifests"),
    )


def recent_events(person, facility) -> Table | None:
    """What was last signed on the facility's latest manifests."""
    latest = (
        Manifest.objects.visible_to(person)
        .filter(Q(consignor=facility) | Q(consignee=facility) | Q(carrier=facility))
        .order_by("-pk")[:RECENT]
    )
    events = (
        CustodyEvent.objects.filter(manifest__in=latest.values("pk"))
        .select_related("manifest")
        .order_by("-pk")[:RECENT]
    )
    lines = [
        (
            "",
            [
                stamp(event.happened_at),
                link(event.manifest),
                TITLES.get(event.action, event.action),
                event.person_name,
                event.on_behalf_of,
            ],
        )
        for event in events
    ]
    if not lines:
        return None
    return Table(_("Latest events"), [_("Time"), _("Manifest"), _("Event"), _("Signed by"), _("For")], lines)


add_section(10, stock)
add_section(15, books)
add_section(20, declarations)
add_section(50, recent_manifests)
add_section(60, recent_events)
