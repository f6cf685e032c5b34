"""Of which site and which months a check is asked, and what several checks read once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.db import connection
from django.utils.timezone import get_current_timezone_name, localdate

from facilities.limits import limit
from facilities.models import Approval, Facility, Insurance, ManagementPlan, Permit, PermitUsage, PlanLine, StorageArea
from facilities.models.credential import Credential
from manifests.declarations.due import Due, declarations_due
from manifests.ledger.span import Span, midnight, months_after
from manifests.ledger.sums import Sum, sums
from manifests.models import Declaration

MOST_MONTHS = 12
# What arose by calendar year and code, less declarations taken back: from the first day of the first year to the end of
# the span.
ARISEN = """
SELECT extract(year FROM m.happened_at AT TIME ZONE %(zone)s)::int, w.code, sum(m.kg)
FROM (
    SELECT to_batch_id AS batch_id, happened_at, kg FROM manifests_movement
    WHERE to_facility_id = %(facility)s AND happened_at >= %(start)s AND happened_at < %(end)s
      AND from_account IN ('source', 'process')
    UNION ALL
    SELECT from_batch_id, happened_at, -kg FROM manifests_movement
    WHERE from_facility_id = %(facility)s AND happened_at >= %(start)s AND happened_at < %(end)s
      AND to_account = 'source'
) AS m
JOIN manifests_wastebatch AS b ON b.id = m.batch_id
JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
WHERE w.hazardous
GROUP BY 1, 2 HAVING sum(m.kg) <> 0 ORDER BY 1, 2
"""
# The most that lay in each store at any moment of the span: what lies there now, less what has moved since, step by
# step backwards. What happened at one moment counts together.
PEAKS = """
WITH steps AS (
    SELECT area_id, happened_at, sum(kg) AS kg FROM (
        SELECT m.to_area_id AS area_id, m.happened_at, m.kg FROM manifests_movement AS m
        WHERE m.to_facility_id = %(facility)s AND m.to_area_id IS NOT NULL AND m.happened_at > %(start)s
        UNION ALL
        SELECT m.from_area_id, m.happened_at, -m.kg FROM manifests_movement AS m
        WHERE m.from_facility_id = %(facility)s AND m.from_area_id IS NOT NULL AND m.happened_at > %(start)s
    ) AS legs GROUP BY 1, 2
),
lying AS (
    SELECT s.area_id, sum(s.kg) AS kg FROM manifests_stock AS s
    WHERE s.facility_id = %(facility)s AND s.area_id IS NOT NULL GROUP BY 1
),
held AS (
    SELECT area_id, coalesce(lag(happened_at) OVER (PARTITION BY area_id ORDER BY happened_at), %(start)s) AS since,
           -sum(kg) OVER (PARTITION BY area_id ORDER BY happened_at DESC) AS less
    FROM steps
    UNION ALL
    SELECT area_id, coalesce((SELECT max(happened_at) FROM steps WHERE steps.area_id = lying.area_id), %(start)s), 0
    FROM lying
)
SELECT area_id, max(coalesce(lying.kg, 0) + held.less) FROM held LEFT JOIN lying USING (area_id)
WHERE held.since < %(end)s GROUP BY 1
"""


class Kind(StrEnum):
    """As what a site is assessed; it may be several at once."""

    GENERATOR = "generator"  # 产废单位
    HOLDER = "holder"  # 经营单位: disposal sites and collectors with a permit
    EXEMPT = "exempt"  # 豁免利用单位: uses waste under the exemption list


@dataclass
class Asked:
    """One site (its enterprise and region loaded), the first day and the first day after, and the moment of asking."""

    site: Facility
    start: date
    end: date
    now: datetime

    @property
    def start_at(self) -> datetime:
        return midnight(self.start)

    @property
    def end_at(self) -> datetime:
        return midnight(self.end)

    @property
    def until(self) -> datetime:
        """What is due later is not judged yet."""
        return min(self.now, self.end_at)

    @property
    def last_day(self) -> date:
        """The last day that has begun."""
        return min(self.end - timedelta(days=1), localdate(self.now))

    @property
    def region(self) -> str:
        return self.site.region_id

    @property
    def span(self) -> Span:
        return Span(self.site.pk, self.start, self.end)

    @property
    def years(self) -> range:
        return range(self.start.year, self.last_day.year + 1)

    @property
    def months(self) -> dict[str, str]:
        """The span as an address has it: the first and the last month."""
        return {"since": f"{self.start:%Y-%m}", "until": f"{self.end - timedelta(days=1):%Y-%m}"}

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        kinds = {Kind.GENERATOR} if self.site.is_generator else set()
        if self.site.receives:
            held = {permit.kind for permit in self.permits}
            kinds.add(Kind.EXEMPT if held == {Permit.Kind.EXEMPT} else Kind.HOLDER)
        return frozenset(kinds)

    @cached_property
    def permits(self) -> list[Permit]:
        """Every permit that touches the span, the first first."""
        return self._papers(Permit)

    @cached_property
    def insurances(self) -> list[Insurance]:
        return self._papers(Insurance)

    @cached_property
    def approvals(self) -> list[Approval]:
        """Approvals to send waste to another province that touch the span."""
        rows = Approval.objects.filter(consignor=self.site, valid_from__lt=self.end, valid_to__gte=self.start)
        return list(rows.order_by("valid_from", "pk"))

    def _papers(self, model: type[Credential]) -> list:
        rows = model.objects.filter(facility=self.site, valid_from__lt=self.end, valid_to__gte=self.start)
        return list(rows.order_by("valid_from", "pk"))

    @cached_property
    def usages(self) -> list[PermitUsage]:
        rows = PermitUsage.objects.filter(item__permit__facility=self.site, year__in=self.years)
        return list(rows.select_related("item__permit").order_by("year", "item__permit__number", "pk"))

    @cached_property
    def plans(self) -> dict[int, ManagementPlan]:
        """The filed plans of the span's years, by year."""
        rows = ManagementPlan.objects.filed().filter(facility=self.site, year__in=self.years)
        return {row.year: row for row in rows}

    @cached_property
    def planned(self) -> list[PlanLine]:
        rows = PlanLine.objects.filter(plan__facility=self.site, plan__year__in=self.years)
        return list(rows.select_related("plan").order_by("plan__year", "code"))

    @cached_property
    def arisen(self) -> list[tuple[int, str, Decimal]]:
        """(year, code, kg) of hazardous waste that arose from New Year to the end of the span."""
        first = midnight(date(self.start.year, 1, 1))
        return self._rows(ARISEN, start=first, end=self.end_at)

    @cached_property
    def peaks(self) -> dict[object, Decimal]:
        """{store: the most that lay there at once (kg)}."""
        return dict(self._rows(PEAKS, start=self.start_at, end=self.until))

    @cached_property
    def areas(self) -> list[StorageArea]:
        rows = StorageArea.objects.filter(facility=self.site).order_by("code", "pk")
        return [area for area in rows if area.closed_on is None or area.closed_on > self.start]

    @cached_property
    def dues(self) -> list[Due]:
        """What fell due in the span, as declarations stand now; two statements."""
        owed = declarations_due([self.site], self.last_day, since=self.start)
        return [due for due in owed if self.start <= due.due_on < self.end]

    @cached_property
    def declared(self) -> list[Declaration]:
        """The first version of each that was owed, of those whose last day lies in the span."""
        rows = Declaration.objects.filter(facility=self.site, version=1, voluntary=False)
        rows = rows.filter(due_on__gte=self.start, due_on__lt=self.end)
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def books(self) -> list[Sum]:
        """Two statements."""
        return sums(self.span)

    def limit(self, code: str) -> Decimal:
        """The limit in force on the last day that is judged."""
        return limit(code, self.last_day, self.region)

    def _rows(self, statement: str, **params) -> list[tuple]:
        params |= {"facility": self.site.pk, "zone": get_current_timezone_name()}
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall()


def whole_months(first: date, last: date) -> tuple[date, date]:
    """(first day, first day after) of the months from that of `first` to that of `last`."""
    return first.replace(day=1), months_after(last.replace(day=1), 1)
