"""Manifests that wait for their consignor or consignee, in one statement."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from facilities.roles import Role
from facilities.templatetags.quantities import kg
from manifests.models import Deadline, Manifest
from manifests.numbers import spaced
from manifests.on_its_way import long_on_its_way
from manifests.states import JUDGED, ManifestState
from manifests.waiting.group import LIMIT, MAY_MOVE, Group, Item

COLUMNS = (
    "about",
    "pk",
    "number",
    "state",
    "declared_kg",
    "consignor__name",
    "consignee__name",
    "due_at",
    "assumed",
    "laid_over_place",
)
# kind: (order, title, query of the list that shows them all, the party to name)
KINDS = {
    "gate": (10, _("At your gate, to be weighed"), "direction=in&state=arrived", "consignor__name"),
    "frozen": (15, _("Frozen by an authority"), "state=open", "consignee__name"),
    "laid_over": (18, _("Stopped on the way"), "state=laid_over", "consignee__name"),
    "close": (20, _("To confirm and close"), "direction=in&state=open", "consignor__name"),
    "refused": (30, _("Refused or only partly accepted"), "direction=out&state=open", "consignee__name"),
    "unseen": (28, _("Discrepancy notices to acknowledge"), "direction=out&state=unseen", "consignee__name"),
    "draft": (35, _("Drafts to issue"), "state=draft", "consignee__name"),
    "coming": (80, _("On the way to you"), "direction=in&state=in_transit", "consignor__name"),
}


LONG = ("coming", "laid_over")


def manifests_waiting(person, now: datetime) -> Iterable[Group]:
    queries = [_capped(kind, rows, now) for kind, rows in _rows(person)]
    if not queries:
        return []
    groups: dict[str, Group] = {}
    for row in queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]:
        order, title, query, party = KINDS[row["about"]]
        group = groups.setdefault(row["about"], Group(order, title, url=f"{reverse('manifests:manifests')}?{query}"))
        told = (kg(row["declared_kg"]), row["laid_over_place"], MAY_MOVE if row["assumed"] else "")
        group.items.append(
            Item(
                title=f"{spaced(row['number'] or '')} {row[party]}".strip(),
                url=reverse("manifests:manifest", args=[row["pk"]]),
                note=format_html_join(" · ", "{}", ((part,) for part in told if part)),
                state="frozen" if row["about"] == "frozen" else row["state"],
                due_at=row["due_at"],
            )
        )
    for group in groups.values():
        group.items.sort(key=lambda item: item.due_at.timestamp() if item.due_at else 0)
    return groups.values()


def _rows(person) -> Iterable[tuple[str, QuerySet]]:
    """Each kind's rows, for the roles the person holds."""
    standing = person.standing
    clerk, receiver = standing.enterprises_where(Role.CLERK), standing.enterprises_where(Role.RECEIVER)
    seen = Manifest.objects.visible_to(person)
    if clerk:
        yield "draft", seen.filter(state=ManifestState.DRAFT, consignor__enterprise__in=clerk)
        yield (
            "refused",
            seen.filter(
                state__in=(ManifestState.REFUSED, ManifestState.PARTIALLY_ACCEPTED), consignor__enterprise__in=clerk
            ),
        )
        yield "unseen", seen.unseen().filter(consignor__enterprise__in=clerk)
    if clerk or receiver:
        # What was refused comes back to a generator, which has a clerk and no gate.
        gated = Q(consignee__is_collector=True) | Q(consignee__is_disposal_site=True)
        mine = gated & Q(consignee__enterprise__in=receiver) | ~gated & Q(consignee__enterprise__in=clerk)
        yield "coming", seen.filter(mine, state=ManifestState.IN_TRANSIT)
        yield "gate", seen.filter(mine, state=ManifestState.ARRIVED)
        yield "close", seen.filter(mine, state__in=JUDGED)
    if standing.desk_enterprise_ids:
        yield "laid_over", seen.filter(state=ManifestState.LAID_OVER)
        yield "frozen", seen.open().filter(frozen_at__isnull=False)


def _capped(kind: str, rows: QuerySet, now: datetime) -> QuerySet:
    """At most LIMIT + 1 rows of a kind, those whose clock ends first or, without a clock, the oldest."""
    assumed = Value(False)
    if kind in LONG:
        due_at = long_on_its_way(now)
    elif kind == "close":
        running = Deadline.objects.filter(manifest=OuterRef("pk"), kind=Deadline.Kind.CLOSE, met_at=None)
        due_at = Subquery(running.values("due_at")[:1])
        assumed = Coalesce(Subquery(running.values("assumed")[:1]), False)
    else:
        due_at = Cast(Value(None), DateTimeField())
    rows = rows.annotate(about=Value(kind, CharField()), due_at=due_at, assumed=assumed)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk").values(*COLUMNS)[: LIMIT + 1]
