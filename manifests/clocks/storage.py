"""How long waste may lie: by who holds it and what it is, and never longer than its own store's limit.

A running clock follows the rule of today, since what lies at a site today is judged today; one that was stopped stays
as it was. What counts is the time at this site: from the day it arose or came, in a store or not, from store to store,
and on from there when a gate sends it back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import DateTimeField as Moment
from django.db.models.functions import Least
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities import limits
from facilities.deadline_kinds import STORAGE, DeadlineKind
from facilities.deadlines import Unit, by_region
from facilities.models import DeadlineRule
from manifests.clocks.keeping import SQL, EndOfDay, Keeper, LocalDay, keep, select, span, whole_days
from manifests.models import WasteBatch
from manifests.profiles import PROFILES, belongs_to
from manifests.states import AT_HOLDER

REGION = "holder__region__code"


def _whens() -> Iterator[When]:
    """The clock of each profile by who holds the waste: those with classes of their own first."""
    for profile in sorted(PROFILES, key=lambda profile: not profile.classes):
        named = belongs_to(profile, "waste_code")
        for duty, stay in profile.stays.items():
            holds = Q(**{f"holder__is_{duty}": True}) if duty else Q()
            yield When(named & holds, then=Value(stay.clock.value))


KIND = Case(*_whens(), output_field=CharField())
# Kinds of waste for whose stay the law has a limit; what has none keeps to its store's own.
LIMITED = Case(
    *(
        When(belongs_to(profile, "waste_code"), then=Value(bool(profile.limits)))
        for profile in sorted(PROFILES, key=lambda profile: not profile.classes)
    ),
    output_field=BooleanField(),
)
# The ledger's last row that takes kilograms of the batch out of the site, or into another batch.
LEFT = """(SELECT max(e.recorded_at) FROM manifests_movement m JOIN manifests_custodyevent e ON e.id = m.event_id
    WHERE m.from_batch_id = x.batch_id AND m.from_account IN ('store', 'site') AND m.from_facility_id = x.facility_id
    AND (m.to_account NOT IN ('store', 'site', 'adjustment') OR m.to_batch_id IS DISTINCT FROM m.from_batch_id)
    AND m.to_account <> 'adjustment')"""


@dataclass(frozen=True)
class Stay:
    """How long a batch lies and may lie where it is, in whole days: by law or by its store, whichever is less."""

    days: int
    limit: int
    by_law: bool
    is_old: bool  # its warning is out
    is_late: bool

    @property
    def whose(self) -> Promise:
        return _("by law") if self.by_law else _("this store's own limit")


def wanted(now: datetime) -> list[SQL]:
    """A clock for every batch that lies at a site and may not lie for ever."""
    lying = with_terms(WasteBatch.objects.filter(state__in=AT_HOLDER), localdate(now))
    return [
        select(
            lying.exclude(leaves_by=None),
            kind="stay_kind",
            subject_id="pk",
            facility_id="holder_id",
            batch_id="pk",
            called="number",
            started_at="held_since",
            due_at="leaves_by",
            warn_at="leaves_warned",
        )
    ]


def with_terms(rows: QuerySet, today: date) -> QuerySet:
    """Batches with what the clock of each says today: `stay_kind`, `law_leaves_by` (None: no law), `leaves_by` (the
    lesser of that and its store's own; None where neither limits it) and `leaves_warned`."""
    whens_due, whens_warn = [], []
    for kind in STORAGE:
        whens_due.append(When(stay_kind=kind.value, then=_due(kind, today)))
        whens_warn.append(When(stay_kind=kind.value, then=span(by_region(kind, today, REGION, _warn))))
    return (
        rows.annotate(stay_kind=KIND, has_limit=LIMITED)
        .annotate(law_leaves_by=_here(Case(*whens_due, output_field=Moment())))
        .annotate(leaves_by=_here(Least(_store_limit(), F("law_leaves_by"))))
        .annotate(leaves_warned=ExpressionWrapper(F("leaves_by") - Case(*whens_warn), output_field=Moment()))
    )


def of_stores(today: date) -> dict[str, Subquery]:
    """The same for stores: what `stay_of` asks, of the batch in each that must leave first; to annotate areas with."""
    lying = WasteBatch.objects.filter(area=OuterRef("pk"), state__in=AT_HOLDER)
    first = with_terms(lying, today).order_by("leaves_by", "pk")
    names = ("held_since", "law_leaves_by", "leaves_by", "leaves_warned")
    return {name: Subquery(first.values(name)[:1]) for name in names}


def stay_of(batch, now: datetime) -> Stay | None:
    """Of a batch as `with_terms` reads it, or a store by `of_stores`; None where nothing lies that has a limit."""
    if batch.leaves_by is None:
        return None
    return Stay(
        days=(now - batch.held_since).days,
        limit=(batch.leaves_by - batch.held_since).days,
        by_law=batch.leaves_by == batch.law_leaves_by,
        is_old=batch.leaves_warned <= now,
        is_late=batch.leaves_by <= now,
    )


def _here(moment) -> Case:
    return Case(When(state__in=AT_HOLDER, then=moment), output_field=Moment())


def _store_limit():
    """The day limit of the area itself (GB 18597-2023)."""
    return EndOfDay(LocalDay("held_since"), F("area__day_limit"))


def _due(kind: DeadlineKind, today):
    """General waste has no limit of law: its store's own holds."""

    def last(rule: DeadlineRule, region: str):
        length = limits.by_region(rule.limit, today, REGION) if rule.limit else Value(rule.length)
        if rule.unit == Unit.FULL_DAYS:
            return ExpressionWrapper(F("held_since") + span(length), output_field=Moment())
        return EndOfDay(LocalDay("held_since"), whole_days(length))

    return Case(When(has_limit=True, then=by_region(kind, today, REGION, last)), default=None)


def _warn(rule: DeadlineRule, region: str):
    return rule.warn


keep("storage", Keeper(STORAGE, wanted, LEFT))
