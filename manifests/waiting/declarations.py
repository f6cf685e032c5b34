"""Declarations that wait for a clerk: of the own sites, and of those that have entrusted one with it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from facilities.roles import Role
from manifests.declarations.due import declarations_due
from manifests.declarations.sites import sites_of
from manifests.models.declaration import PERIOD_NAMES
from manifests.waiting.group import LIMIT, Group, Item

MOST_SITES = 50


def declarations_waiting(person, now: datetime) -> Iterable[Group]:
    """At most three statements; none for who confirms nothing."""
    standing = person.standing
    clerk = standing.enterprises_where(Role.CLERK)
    if not clerk and not standing.declares_for:
        return
    sites = [
        site
        for site in sites_of(person).open().order_by("name", "pk")[:MOST_SITES]
        if site.enterprise_id in clerk or site.pk in standing.declares_for
    ]
    to_confirm = Group(
        22,
        _("Declarations to confirm"),
        url=reverse("manifests:confirm_declarations"),
        label=_("Confirm several"),
    )
    changed = Group(55, _("Declared, and changed in the ledger since"), url=reverse("manifests:declarations"))
    for due in declarations_due(sites, localdate(now)):
        group = changed if due.confirmed else to_confirm
        if due.confirmed and not due.confirmed.changed:
            continue
        end_of_day = make_aware(datetime.combine(due.due_on + timedelta(days=1), time.min))
        group.items.append(
            Item(
                title=f"{due.stretch.label} {due.facility.name}",
                url=reverse("manifests:declaration", args=[due.facility.pk, due.stretch.label]),
                note=str(PERIOD_NAMES[due.stretch.period]),
                due_at=None if due.confirmed else end_of_day,
            )
        )
    for group in (to_confirm, changed):
        group.items = group.items[: LIMIT + 1]
        yield group
