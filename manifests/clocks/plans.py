"""The year's management plan: each site that generates hazardous waste files its own by 31 March (HJ 1259-2022).

A plan that is overdue stays so over New Year and whatever becomes of the site's wastes, until it or one for a year
since is filed, or the site closes: nobody is forgiven by waiting. A site that began after the last day owes none for
that year; its first load is held back by the rules until there is one.
"""

from datetime import date, datetime

from django.conf import settings
from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import by_region, due_in, start_of
from facilities.models import Facility, ManagementPlan, WasteStream
from manifests.clocks.keeping import SQL, Keeper, StartOfDay, going_on, keep, select
from manifests.models import Deadline

# Filed on a day: met on that day, and late from the day after the last. A later year's plan meets it when that year has
# begun. NULL where none is filed: a draft meets nothing.
FILED = f"""(
    SELECT least(%(now)s, greatest(
        timezone('{settings.TIME_ZONE}', (p.filed_on + 1)::timestamp) - interval '1 second',
        CASE WHEN p.year > x.period::int THEN timezone('{settings.TIME_ZONE}', make_date(p.year, 1, 1)::timestamp) END
    ))
    FROM facilities_managementplan p
    WHERE p.facility_id = x.facility_id AND p.year >= x.period::int AND p.filed_on IS NOT NULL
        AND p.year <= date_part('year', timezone('{settings.TIME_ZONE}', %(now)s::timestamptz))
    ORDER BY p.year LIMIT 1
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
    began_in_time = Q(operating_since=None) | Q(operating_began__lt=F("plan_due_at"))
    owed = owing(first.year).annotate(plan_due_at=due, operating_began=StartOfDay("operating_since"))
    return [
        select(
            owed.filter(began_in_time),
            kind=Value(DeadlineKind.PLAN.value),
            subject_id="pk",
            period=Value(str(first.year)),
            facility_id="pk",
            called="name",
            started_at=Value(start_of(first), output_field=DateTimeField()),
            due_at="plan_due_at",
            warn_at=warn,
        ),
        _overdue(first.year, now),
    ]


def _overdue(year: int, now: datetime) -> SQL:
    """Those that ran out and are not filed, which the year's own list does not name."""
    filed = ManagementPlan.objects.filter(
        facility=OuterRef("facility"), year__gte=Cast(OuterRef("period"), IntegerField()), year__lte=year
    ).exclude(filed_on=None)
    named = Exists(owing(year).filter(pk=OuterRef("facility"))) & Q(period=str(year))
    rows = Deadline.objects.overdue(now).filter(kind=DeadlineKind.PLAN, facility__in=Facility.objects.open())
    return going_on(rows.filter(~Exists(filed), ~named))


keep("plans", Keeper((DeadlineKind.PLAN,), wanted, FILED))
