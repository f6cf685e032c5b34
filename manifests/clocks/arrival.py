"""Loads long on their way: a clock from the departure on, met by the arrival, and told to both ends and the authority.

It is practice, not law. A clock begins when its warning is out and not with each truck, for nearly all arrive before.
"""

from datetime import datetime

from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import by_region
from manifests.clocks.keeping import SQL, Keeper, keep, select, span
from manifests.models import Manifest
from manifests.on_its_way import MOVING, REGION, arrives_by

# As recorded at the gate, whenever that was entered; what was turned back or voided never arrived.
ARRIVED = "(SELECT m.arrived_at FROM manifests_manifest m WHERE m.id = x.manifest_id)"


def wanted(now: datetime) -> list[SQL]:
    warn = by_region(DeadlineKind.ARRIVE, localdate(now), REGION, lambda rule, _region: rule.warn)
    rows = Manifest.objects.filter(state__in=MOVING, departed_at__isnull=False).annotate(arrives_by=arrives_by(now))
    rows = rows.annotate(warned_at=ExpressionWrapper(F("arrives_by") - span(warn), output_field=DateTimeField()))
    return [
        select(
            rows.filter(warned_at__lte=now),
            kind=Value(DeadlineKind.ARRIVE.value),
            subject_id="pk",
            facility_id="consignor_id",
            manifest_id="pk",
            called="number",
            started_at="departed_at",
            due_at="arrives_by",
            warn_at="warned_at",
        )
    ]


keep("arrival", Keeper((DeadlineKind.ARRIVE,), wanted, ARRIVED))
