"""A batch's own page of the mass ledger: every movement from and to it, and what lay there after each (kg)."""

from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilities.admin.sections import Table
from facilities.templatetags.quantities import kg, more_or_less, stamp
from manifests.accounts import HOLDING
from manifests.admin.manifest_sections import batch_link
from manifests.admin.words import BATCH_STEPS
from manifests.models import Movement, WasteBatch
from manifests.narrative import TITLES
from manifests.quantities import ZERO

ENDS = [f"{side}_{end}" for side in ("from", "to") for end in ("facility", "area", "batch__holder", "batch__generator")]


def ledger(person, record: WasteBatch) -> Table:
    """One statement; the running balance is added up here, and ends with what lies there now."""
    rows = Movement.objects.filter(Q(from_batch=record) | Q(to_batch=record)).order_by("pk")
    balance, lines = ZERO, []
    for row in rows.select_related("event__manifest", *ENDS):
        net = _net(row, record)
        balance += net
        lines.append(
            (
                "",
                [
                    stamp(row.happened_at),
                    _end(person, row, "from", record),
                    _end(person, row, "to", record),
                    more_or_less(net) if net else kg(row.kg),
                    kg(balance),
                    _event(row.event),
                ],
            )
        )
    return Table(
        _("Ledger"),
        [
            _("When"),
            pgettext("ledger", "From"),
            pgettext("ledger", "To"),
            (_("Weight"), "number"),
            (_("Balance"), "number"),
            _("Event"),
        ],
        lines,
        empty=_("Nothing was booked yet."),
        note=_("Every kilogram from one account to another. Without a sign: it only changed its place."),
    )


def _net(row: Movement, record: WasteBatch) -> Decimal:
    came = row.kg if row.to_account in HOLDING and row.to_batch_id == record.pk else ZERO
    went = row.kg if row.from_account in HOLDING and row.from_batch_id == record.pk else ZERO
    return came - went


def _end(person, row: Movement, side: str, record: WasteBatch):
    """Another batch by its name, a place by its own, or the account's word."""
    batch = getattr(row, f"{side}_batch")
    if batch is not None and batch.pk != record.pk:
        return batch_link(person, batch)
    facility, area = getattr(row, f"{side}_facility"), getattr(row, f"{side}_area")
    word = getattr(row, f"get_{side}_account_display")()
    return " · ".join(str(part) for part in (word, facility, area) if part)


def _event(event) -> str:
    if event.manifest_id is None:
        return BATCH_STEPS.get(event.action, event.action)
    return f"{TITLES.get(event.action, event.action)} · {event.manifest}"
