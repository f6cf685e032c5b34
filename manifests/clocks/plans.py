"""The year's management plan: each site that generates hazardous waste files its own by 31 March (HJ 1259-2022)."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import DateTimeField, Exists, OuterRef, Value
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import by_region, due_in, start_of
from facilities.models import Facility, ManagementPlan, WasteStream
from manifests.clocks.keeping import SQL, Keeper, keep, select

# Filed on a day: met on that day, and late from the day after the last.
FILED = f"""(
    SELECT least(%(now)s, timezone('{settings.TIME_ZONE}', (p.filed_on + 1)::timestamp) - interval '1 second')
    FROM facilities_managementplan p WHERE p.facility_id = x.facility_id AND p.year = x.period::int LIMIT 1
)"""  # noqa: S608 - the zone is our own setting


def owing(year: int):
    """Open sites with hazardous waste and no plan of the year filed."""
    filed = ManagementPlan.objects.filter(facility=OuterRef("pk"), year=year, filed_on__isnull=False)
    wastes = WasteStream.objects.filter(facility=OuterRef("pk"), retired_on=None, waste_code__hazardous=True)
    return Facility.objects.open().filter(~Exists(filed), Exists(wastes), is_generator=True)


def wanted(now: datetime) -> list[SQL]:
    first = date(localdate(now).year, 1, 1)
    due = by_region(DeadlineKind.PLAN, first, "region__code", lambda rule, _region: due_in(rule, first).due_at)
    warn = by_region(DeadlineKind.PLAN, first, "region__code", lambda rule, _region: due_in(rule, first).warn_at)
    return [
        select(
            owing(first.year),
            kind=Value(DeadlineKind.PLAN.value),
            subject_id="pk",
            period=Value(str(first.year)),
            facility_id="pk",
            called="name",
            started_at=Value(start_of(first), output_field=DateTimeField()),
            due_at=due,
            warn_at=warn,
        )
    ]


keep("plans", Keeper((DeadlineKind.PLAN,), wanted, FILED))
