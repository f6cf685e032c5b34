"""Loads that are on their way for longer than they should be, by the rule `arrive` of where they left.

As supplied its number is the dated limit `transit.days`.
"""

from datetime import datetime

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, QuerySet, Value, When
from django.db.models.lookups import LessThanOrEqual
from django.utils.timezone import localdate

from facilities import limits
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import Unit, by_region
from facilities.models import DeadlineRule
from manifests.clocks.keeping import EndOfDay, LocalDay, span, whole_days
from manifests.models import Manifest
from manifests.states import ManifestState

MOVING = (ManifestState.IN_TRANSIT, ManifestState.LAID_OVER)
REGION = "origin_region__code"


def arrives_by(now: datetime) -> Case:
    """When a load that has departed should have arrived, as an expression over manifests."""
    today = localdate(now)

    def last(rule: DeadlineRule, region: str):
        length = limits.by_region(rule.limit, today, REGION) if rule.limit else Value(rule.length)
        if rule.unit == Unit.FULL_DAYS:
            return ExpressionWrapper(F("departed_at") + span(length), output_field=DateTimeField())
        return EndOfDay(LocalDay("departed_at"), whole_days(length))

    return by_region(DeadlineKind.ARRIVE, today, REGION, last)


def long_on_its_way(now: datetime) -> Case:
    """The same, of what should have arrived by now; None until then."""
    until = arrives_by(now)
    return Case(When(LessThanOrEqual(until, Value(now)), then=until), output_field=DateTimeField())


def long_ones(rows: QuerySet[Manifest], now: datetime) -> QuerySet[Manifest]:
    return rows.annotate(late_since=long_on_its_way(now)).filter(state__in=MOVING, late_since__isnull=False)
