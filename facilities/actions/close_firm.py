"""Close a firm or a site in the register, from a day that is over or today, and open it again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.registering import check_day, note, require_charge, why
from facilities.actions.revise_firm import regions_of
from facilities.errors import BadInput, Refusal
from facilities.in_use import is_in_use
from facilities.models import Enterprise, Facility, RegisterEntry


def close_firm(row: Enterprise | Facility, *, by, day: date, reason: str) -> Enterprise | Facility:
    """From now on it sends and takes nothing new; what runs is finished. A firm closes with all its sites.

    By officials in charge of its place or places. Raises NotPermitted, BadInput for a day to come, `site_in_use` while
    waste lies there, `closed_already`.
    """
    require_charge(by, *_regions(row))
    reason = why(reason)
    check_day(day, "/day")
    if day > clock.today():
        raise BadInput(_("This day is to come."), code="day_to_come", field="/day", value=day)
    with transaction.atomic():
        row = _locked(row)
        if row.closed_on:
            raise Refusal(_("It is closed already."), code="closed_already")
        # What is on the road from a site that only papers name lies nowhere here.
        sites = [row] if isinstance(row, Facility) else list(row.facilities.filter(is_outside=False))
        if any(is_in_use(site) for site in sites):
            raise Refusal(_("Waste still lies there. It has to leave first."), code="site_in_use")
        row.closed_on = day
        row.save(update_fields=["closed_on"])
        note(row, RegisterEntry.Deed.CLOSED, by=by, day=day, reason=reason)
    return row


def reopen_firm(row: Enterprise | Facility, *, by, reason: str) -> Enterprise | Facility:
    """From today on it is open again. Raises NotPermitted and `not_closed`."""
    require_charge(by, *_regions(row))
    reason = why(reason)
    with transaction.atomic():
        row = _locked(row)
        if row.closed_on is None:
            raise Refusal(_("It is not closed."), code="not_closed")
        row.closed_on = None
        row.save(update_fields=["closed_on"])
        note(row, RegisterEntry.Deed.REOPENED, by=by, reason=reason)
    return row


def _regions(row: Enterprise | Facility) -> list[str]:
    return [row.region_id] if isinstance(row, Facility) else regions_of(row)


def _locked(row):
    return row._meta.concrete_model.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
