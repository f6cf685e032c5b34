"""Which declarations are due when, and which are confirmed: by the class of each site (HJ 1259-2022, 5.3).

The one place that knows: the to-do page, the clocks, the list of declarations and the officials' page ask here. Two
statements for any number of sites.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.timezone import get_current_timezone_name, localdate

from facilities.duties import Period, duties_of
from facilities.models import Facility
from manifests.declarations.period import Stretch, stretches_ended

LOOKED_BACK = 400  # days: what was due longer ago is history, and found in the archive

# When a site's hazardous waste first moved: before that there was nothing to declare here. And since when it has its
# class, where it had another one before.
SINCE = """
SELECT f.id, (
    SELECT min(found.happened_at) FROM (
        (SELECT m.happened_at FROM manifests_movement AS m
         JOIN manifests_wastebatch AS b ON b.id = m.to_batch_id JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
         WHERE m.to_facility_id = f.id AND w.hazardous ORDER BY m.happened_at LIMIT 1)
        UNION ALL
        (SELECT m.happened_at FROM manifests_movement AS m
         JOIN manifests_wastebatch AS b ON b.id = m.from_batch_id
         JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
         WHERE m.from_facility_id = f.id AND w.hazardous ORDER BY m.happened_at LIMIT 1)
    ) AS found
), (
    SELECT max(c.valid_from) FROM facilities_classrecord AS c
    WHERE c.facility_id = f.id AND c.valid_from <= %(today)s AND c.previous NOT IN ('', c.management_class)
)
FROM unnest(%(facilities)s::uuid[]) AS f (id)
"""
# The last version of each, and whether anything was booked for its days since.
CONFIRMED = """
SELECT DISTINCT ON (d.facility_id, d.period, d.start)
       d.facility_id, d.period, d.start, d.id, d.receipt_no, d.version, d.confirmed_at,
       EXISTS (SELECT FROM manifests_movement AS m WHERE m.to_facility_id = d.facility_id
               AND m.happened_at >= d.start::timestamp AT TIME ZONE %(zone)s
               AND m.happened_at < (d.start + CASE d.period WHEN 'month' THEN interval '1 month'
                   WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END) AT TIME ZONE %(zone)s
               AND m.recorded_at > d.confirmed_at)
       OR EXISTS (SELECT FROM manifests_movement AS m WHERE m.from_facility_id = d.facility_id
               AND m.happened_at >= d.start::timestamp AT TIME ZONE %(zone)s
               AND m.happened_at < (d.start + CASE d.period WHEN 'month' THEN interval '1 month'
                   WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END) AT TIME ZONE %(zone)s
               AND m.recorded_at > d.confirmed_at)
FROM manifests_declaration AS d
WHERE d.facility_id = ANY(%(facilities)s) AND d.due_on >= %(since)s
ORDER BY d.facility_id, d.period, d.start, d.version DESC
"""


@dataclass(frozen=True)
class Confirmed:
    """The version that holds. `changed` when something was booked for its days after it was confirmed."""

    key: UUID
    receipt_no: str
    version: int
    confirmed_at: datetime
    changed: bool


@dataclass(frozen=True)
class Due:
    """One declaration a site owes, and the one that was confirmed, if it was."""

    facility: Facility
    stretch: Stretch
    confirmed: Confirmed | None

    @property
    def due_on(self) -> date:
        return self.stretch.due_on

    def is_late(self, today: date) -> bool:
        """Not confirmed by the end of its last day. The last day itself is in time."""
        return self.confirmed is None and today > self.due_on


def declarations_due(facilities: Iterable[Facility], today: date) -> list[Due]:
    """Everything owed by these sites whose period has ended and whose last day is not long past, the oldest first.

    By the class each site has now: a class that changed is what the site owes from then on, and what it owed before by
    another class and did not confirm shows no more.
    """
    sites = {site.pk: site for site in facilities}
    if not sites:
        return []
    since = _since(list(sites), today)
    confirmed = confirmed_for(list(sites), today)
    oldest = today - timedelta(days=LOOKED_BACK)
    found = []
    for key, site in sites.items():
        moved, classed = since[key]
        if moved is None:
            continue
        for owed in duties_of(site.management_class).declarations:
            for stretch in stretches_ended(owed.period, moved, today):
                # Each year is every site's; months and quarters are those in which it had the class.
                is_owed = owed.period == Period.YEAR or classed is None or stretch.end > classed
                if is_owed and stretch.due_on >= oldest:
                    known = confirmed.get((key, stretch.period.value, stretch.start))
                    found.append(Due(site, stretch, known))
    return sorted(found, key=lambda due: (due.due_on, due.stretch, due.facility.name))


def confirmed_for(facilities: list[UUID], today: date) -> dict[tuple, Confirmed]:
    """{(facility, period, first day): the version that holds}; one statement."""
    params = {
        "facilities": facilities,
        "since": today - timedelta(days=LOOKED_BACK),
        "zone": get_current_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(CONFIRMED, params)
        return {(site, period, start): Confirmed(*row) for site, period, start, *row in cursor.fetchall()}


def _since(keys: list[UUID], today: date) -> dict[UUID, tuple[date | None, date | None]]:
    """{site: (the day its hazardous waste first moved, the day its class began after another one)}."""
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"facilities": keys, "today": today})
        return {key: (localdate(moment) if moment else None, classed) for key, moment, classed in cursor.fetchall()}
