"""Loads that are on their way for longer than they should be, by the dated limit `transit.days` of where they left."""

from datetime import datetime

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, QuerySet, When
from django.utils.timezone import localdate

from facilities.limits import by_region
from manifests.clocks.keeping import span
from manifests.models import Manifest
from manifests.states import ManifestState

MOVING = (ManifestState.IN_TRANSIT, ManifestState.LAID_OVER)


def long_on_its_way(now: datetime) -> Case:
    """When a load should have arrived, as an expression over manifests; None until then."""
    most = by_region("transit.days", localdate(now), "origin_region__code")
    until = ExpressionWrapper(F("departed_at") + span(most), output_field=DateTimeField())
    return Case(When(departed_at__lte=now - span(most), then=until), output_field=DateTimeField())


def long_ones(rows: QuerySet[Manifest], now: datetime) -> QuerySet[Manifest]:
    return rows.annotate(late_since=long_on_its_way(now)).filter(state__in=MOVING, late_since__isnull=False)
