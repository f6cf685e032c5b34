"""What lapses soon, or is missing, so that nothing is refused at the gate: permits, licences, contracts, the plan."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from facilities.deadlines import plan_due
from facilities.limits import days
from facilities.models import (
    CarrierLicence,
    ClassRecord,
    Contract,
    Facility,
    Insurance,
    ManagementPlan,
    Permit,
    WasteStream,
)
from facilities.roles import Role
from manifests.clocks.papers import ending
from manifests.waiting.group import LIMIT, Group, Item

NAMES = {
    "permit": _("Operating permit %(number)s"),
    "licence": _("Transport licence %(number)s"),
    "insurance": _("Insurance %(number)s"),
    "contract": _("Contract %(number)s"),
}


def papers_waiting(person, now: datetime) -> Iterable[Group]:
    standing, today = person.standing, localdate(now)
    desks = standing.desk_enterprise_ids
    if not desks:
        return
    yield _lapsing(desks, today)
    yield _reclassified(person, today)
    clerk = standing.enterprises_where(Role.CLERK)
    if clerk:
        yield _plan_missing(person, clerk, today.year)


def _lapsing(desks: Iterable, today: date) -> Group:
    """Credentials of which is warned, or that ended and are not given up, unless a later one is there already."""
    own = Q(facility__enterprise__in=desks)
    ours = Q(consignor__enterprise__in=desks) | Q(consignee__enterprise__in=desks)
    rows = _ending("permit", Permit, own, ("facility",), today).union(
        _ending("licence", CarrierLicence, own, ("facility",), today),
        _ending("insurance", Insurance, own, ("facility",), today),
        _ending("contract", Contract, ours, ("consignor", "consignee"), today),
        all=True,
    )
    group = Group(60, _("Papers that end soon"))
    for row in sorted(rows, key=lambda row: row["last"]):
        group.items.append(
            Item(
                title=NAMES[row["about"]] % {"number": row["number"]},
                url=reverse("facilities:credential", args=[row["about"], row["pk"]]),
                note=row["whose"],
                due_at=make_aware(datetime.combine(row["last"] + timedelta(days=1), time.min)),
            )
        )
    group.items = group.items[: LIMIT + 1]
    return group


def _ending(kind: str, model: type, mine: Q, between: tuple[str, ...], today: date) -> QuerySet:
    return (
        ending(model, between, today)
        .filter(mine)
        .annotate(about=Value(kind, CharField()), whose=F(f"{between[-1]}__name"))
        .order_by("last")
        .values("pk", "about", "number", "whose", "last")[: LIMIT + 1]
    )


def _plan_missing(person, clerk: Iterable, year: int) -> Group:
    """Sites with hazardous waste and no filed plan: they could not issue a manifest (Order 23 of 2022, Art. 14)."""
    wastes = WasteStream.objects.filter(facility=OuterRef("pk"), retired_on=None, waste_code__hazardous=True)
    filed = ManagementPlan.objects.filed().filter(facility=OuterRef("pk"), year=year)
    sites = (
        Facility.objects.visible_to(person)
        .filter(~Exists(filed), Exists(wastes), enterprise__in=clerk)
        .open()
        .order_by("name")[: LIMIT + 1]
    )
    group = Group(50, _("Management plan of the year to file"))
    for site in sites:
        group.items.append(
            Item(
                title=site.name,
                url=reverse("facilities:file_plan", args=[site.pk, year]),
                note=_("Without it no manifest can be issued."),
                due_at=make_aware(datetime.combine(plan_due(year, site.region_id) + timedelta(days=1), time.min)),
            )
        )
    return group


def _reclassified(person, today: date) -> Group:
    """Sites whose management class changed lately, or will soon: other tables of the plan and other declarations."""
    told = timedelta(days=days("class.told_days", today))
    group = Group(55, _("Management class changed"))
    changed = (
        ClassRecord.objects.visible_to(person)
        .filter(valid_from__gt=today - told, valid_from__lte=today + told)
        .exclude(previous="")
        .exclude(previous=F("management_class"))
        .select_related("facility")
    )
    for record in changed[: LIMIT + 1]:
        group.items.append(
            Item(
                title=record.facility.name,
                url=reverse("facilities:site_class", args=[record.facility_id]),
                note=_("%(word)s from %(day)s")
                % {"word": record.get_management_class_display(), "day": record.valid_from},
            )
        )
    return group
