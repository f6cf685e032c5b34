"""What permits allow and how much of it the year has used."""

from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils.html import format_html
from django.utils.translation import gettext as _

from facilities.admin.facts import link, percent
from facilities.admin.sections import Table
from facilities.enumerating import enumerated
from facilities.models import PermitItem, PermitUsage
from facilities.templatetags.quantities import kg
from facilities.term_words import term_badge


def permit_items(facilities: list, year: int, permit=None, change_url: str = "") -> Table:
    """Every permit line of the facilities with the year's use against its annual scale, in one statement.

    `change_url`: where a line is changed, with its key behind `?line=`.
    """
    usage = PermitUsage.objects.filter(item=OuterRef("pk"), year=year)
    items = (
        PermitItem.objects.filter(permit__facility__in=facilities, **({"permit": permit} if permit else {}))
        .select_related("permit__facility")
        .annotate(
            committed=Subquery(usage.values("committed_kg")[:1]), received=Subquery(usage.values("received_kg")[:1])
        )
        .order_by("-permit__valid_to", "permit", "pk")
    )
    return Table(
        _("Permits, and their use in %(year)s") % {"year": year},
        [
            _("Permit"),
            _("Term"),
            _("Waste"),
            _("Methods"),
            (_("Annual scale"), "number"),
            (_("Accepted"), "number"),
            (_("On the way"), "number"),
            (_("Used"), "number"),
            *([""] if change_url else []),
        ],
        [("", [*_line(item), *([_changing(change_url, item)] if change_url else [])]) for item in items],
        empty=_("No permit is recorded."),
    )


def _changing(url: str, item: PermitItem) -> str:
    return format_html('<a href="{}?line={}">{}</a>', url, item.pk, _("Change"))


def _line(item: PermitItem) -> list:
    received, committed = item.received or Decimal(0), item.committed or Decimal(0)
    return [
        link(item.permit, item.permit.number),
        term_badge(item.permit),
        enumerated(item.codes),
        enumerated(item.methods),
        kg(item.annual_kg),
        kg(received),
        kg(committed),
        percent(received + committed, item.annual_kg),
    ]
