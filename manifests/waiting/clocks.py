"""What runs out and waits in no other group: loads long on their way, treatment results, back-filling, fleet papers.

Confirmations, stores, plans, declarations and the house's papers have groups of their own, which ask how things stand
this minute.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import rule_for
from manifests.clocks.telling import path_at_site
from manifests.models import Deadline
from manifests.waiting.group import LIMIT, MAY_MOVE, Group, Item

KINDS = (
    DeadlineKind.ARRIVE,
    DeadlineKind.TREAT,
    DeadlineKind.BACK_FILL,
    DeadlineKind.APPROVAL,
    DeadlineKind.VEHICLE,
    DeadlineKind.CREW,
)


def clocks_waiting(person, now: datetime) -> Iterable[Group]:
    """One statement: clocks whose warning is out, for those whom the rule tells first; what ends first on top."""
    mine = Q()
    for kind in KINDS:
        desks = person.standing.enterprises_where(rule_for(kind, localdate(now)).role)
        if desks:
            mine |= Q(kind=kind, facility__enterprise__in=desks)
    if not mine:
        return
    rows = Deadline.objects.running().filter(mine, warn_at__lte=now).select_related("facility")
    group = Group(22, _("What the law sets a day for"))
    for row in rows.order_by("due_at", "pk")[: LIMIT + 1]:
        told = (row.label, row.period, row.facility.name, str(MAY_MOVE) if row.assumed else "")
        group.items.append(
            Item(
                title=capfirst(row.get_kind_display()),
                url=path_at_site(row) if row.manifest_id or row.batch_id else "",
                note=" · ".join(part for part in told if part),
                due_at=row.due_at,
            )
        )
    yield group
