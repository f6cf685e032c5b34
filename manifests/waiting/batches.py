"""Batches that wait for whoever holds them, in one statement."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.roles import Role
from facilities.templatetags.quantities import kg
from manifests.clocks.storage import with_terms
from manifests.models import WasteBatch
from manifests.states import AT_HOLDER, BatchState
from manifests.waiting.group import LIMIT, Group, Item

COLUMNS = ("about", "pk", "number", "state", "kg", "alias", "code", "due_at")


def batches_waiting(person, now: datetime) -> Iterable[Group]:
    holders = person.standing.enterprises_where(Role.CLERK, Role.RECEIVER)
    if not holders:
        return []
    held = WasteBatch.objects.visible_to(person).filter(holder__enterprise__in=holders)
    in_store = with_terms(held.filter(state__in=AT_HOLDER), localdate(now)).filter(leaves_warned__lte=now)
    in_store = in_store.annotate(due_at=F("leaves_by"))
    rest = held.annotate(due_at=Cast(Value(None), DateTimeField()))
    rows = _capped("limit", in_store, "due_at").union(
        _capped("generated", rest.filter(state=BatchState.GENERATED), "pk"),
        _capped("received", rest.filter(state=BatchState.RECEIVED), "pk"),
        all=True,
    )
    groups = {
        "limit": Group(25, _("In store too long, or nearly"), url=reverse("manifests:stock")),
        "generated": Group(
            40, _("Declared and not yet in a store"), url=reverse("manifests:stock_in"), label=_("Put into a store")
        ),
        "received": Group(
            45, _("Received, to be stored or treated"), url=reverse("manifests:stock_in"), label=_("Put into a store")
        ),
    }
    for row in rows:
        groups[row["about"]].items.append(
            Item(
                title=f"{row['number']} {row['alias']}",
                url=reverse("manifests:batch", args=[row["pk"]]),
                note=format_html("{} · {}", row["code"], kg(row["kg"])),
                state=row["state"],
                due_at=row["due_at"],
            )
        )
    return groups.values()


def _capped(kind: str, rows: QuerySet, order: str) -> QuerySet:
    rows = rows.annotate(about=Value(kind, CharField()), alias=F("stream__alias"), code=F("waste_code__code"))
    return rows.order_by(order).values(*COLUMNS)[: LIMIT + 1]
