"""How long hazardous waste lay in a site's stores, read from the ledger: also what left before any clock was kept.

A stay begins when the waste comes to the site and goes on in what is split off or regrouped from it; it ends with the
last kilogram that leaves, is treated or goes into another batch. What a gate sent home lies on from its first coming,
as the clocks have it (clocks/storage.py), and what lies in no store counts, too. It may last as long as the law of the
last judged day says, or the store it was in last, whichever is less.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.timezone import get_current_timezone_name

from facilities.deadlines import Unit, length_of, rule_for
from manifests.assessment.asked import Asked
from manifests.profiles import PROFILES

# What may have lain in the span: what left since its first day, and what lies there now. Of each its steps at the site
# in their order; coming in after having gone out begins another stay.
STAYS = """
WITH RECURSIVE lots AS (
    SELECT b.id, b.number, CASE WHEN w.code ~ '-[0-9]{2}$' THEN 'HW' || right(w.code, 2) ELSE '' END AS category,
           b.holder_id = %(facility)s AND b.state IN ('generated', 'received', 'stored', 'allotted') AS lies
    FROM manifests_wastebatch AS b JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
    WHERE w.hazardous AND (
        b.id IN (
            SELECT m.from_batch_id FROM manifests_movement AS m
            WHERE m.from_facility_id = %(facility)s AND m.from_account IN ('site', 'store')
              AND m.happened_at >= %(start)s
        ) OR b.holder_id = %(facility)s AND b.state IN ('generated', 'received', 'stored', 'allotted')
    )
),
ancestry (lot, ancestor) AS (
    SELECT id, id FROM lots
    UNION
    SELECT a.lot, m.from_batch_id FROM ancestry AS a JOIN manifests_movement AS m ON m.to_batch_id = a.ancestor
    WHERE m.to_facility_id = %(facility)s AND m.from_facility_id = %(facility)s
      AND m.from_account IN ('site', 'store') AND m.from_batch_id <> m.to_batch_id
),
steps AS (
    SELECT l.id AS lot, m.id, m.happened_at, m.to_area_id AS area,
           CASE WHEN m.from_account IN ('site', 'store') AND m.from_batch_id = m.to_batch_id THEN 'within' ELSE 'in' END
               AS kind
    FROM lots AS l JOIN manifests_movement AS m ON m.to_batch_id = l.id
    WHERE m.to_facility_id = %(facility)s AND m.to_account IN ('site', 'store') AND m.from_account <> 'adjustment'
    UNION ALL
    SELECT l.id, m.id, m.happened_at, NULL, 'out'
    FROM lots AS l JOIN manifests_movement AS m ON m.from_batch_id = l.id
    WHERE m.from_facility_id = %(facility)s AND m.from_account IN ('site', 'store') AND m.to_account <> 'adjustment'
      AND (m.to_account NOT IN ('site', 'store') OR m.to_batch_id IS DISTINCT FROM m.from_batch_id)
),
numbered AS (
    SELECT s.*, sum(CASE WHEN kind = 'in' AND coalesce(before, 'out') = 'out' THEN 1 ELSE 0 END)
           OVER (PARTITION BY lot ORDER BY happened_at, id) AS stay
    FROM (SELECT *, lag(kind) OVER (PARTITION BY lot ORDER BY happened_at, id) AS before FROM steps) AS s
),
held AS (
    SELECT lot, stay, min(happened_at) FILTER (WHERE kind = 'in') AS came,
           max(happened_at) FILTER (WHERE kind = 'out') AS gone,
           (array_agg(area ORDER BY happened_at DESC, id DESC) FILTER (WHERE area IS NOT NULL))[1] AS area,
           stay = max(stay) OVER (PARTITION BY lot) AS is_last
    FROM numbered GROUP BY lot, stay
),
stays AS (
    SELECT l.id, l.number, l.category, a.day_limit,
           CASE WHEN l.lies AND h.is_last THEN NULL ELSE h.gone END AS gone,
           coalesce((
               SELECT min(came.first) FROM (
                   SELECT min(m.happened_at) AS first FROM ancestry AS line
                   JOIN manifests_movement AS m ON m.to_batch_id = line.ancestor
                   WHERE line.lot = h.lot AND m.to_facility_id = %(facility)s AND m.to_account IN ('site', 'store')
                     AND m.from_account NOT IN ('site', 'store', 'adjustment') AND m.happened_at <= h.came
                   GROUP BY line.ancestor
               ) AS came
           ), h.came) AS since
    FROM held AS h JOIN lots AS l ON l.id = h.lot LEFT JOIN facilities_storagearea AS a ON a.id = h.area
    WHERE h.came IS NOT NULL AND (h.gone IS NOT NULL OR l.lies AND h.is_last)
),
judged AS (
    SELECT s.id, s.number, s.since, s.gone, least(
        timezone(%(zone)s, (timezone(%(zone)s, s.since)::date + s.day_limit + 1)::timestamp),
        CASE WHEN law.days IS NULL THEN NULL
             WHEN law.to_the_minute THEN s.since + law.days * interval '1 day'
             ELSE timezone(%(zone)s, (timezone(%(zone)s, s.since)::date + law.days + 1)::timestamp) END
    ) AS due_at
    FROM stays AS s LEFT JOIN unnest(%(categories)s::text[], %(days)s::int[], %(minutes)s::bool[])
        AS law (category, days, to_the_minute) ON law.category = CASE
            WHEN s.category = ANY(%(categories)s::text[]) THEN s.category ELSE '' END
    WHERE s.since < %(end)s AND (s.gone IS NULL OR s.gone >= %(start)s)
)
SELECT whole.count, j.id, j.number, j.due_at
FROM (SELECT count(*) FROM judged) AS whole
LEFT JOIN judged AS j ON j.due_at <= %(until)s AND (j.gone IS NULL OR j.gone > j.due_at)
ORDER BY j.due_at, j.id
"""


@dataclass(frozen=True)
class Overstay:
    """A batch that lay longer than it might, and since when it did."""

    batch: UUID
    number: str
    due_at: datetime


def stays(asked: Asked) -> tuple[int, list[Overstay]]:
    """(how many stays touched the span, those that lasted too long); one statement."""
    terms = _terms(asked)
    params = {
        "facility": asked.site.pk,
        "zone": get_current_timezone_name(),
        "start": asked.start_at,
        "end": asked.end_at,
        "until": asked.until,
        "categories": [category for category, _days, _minutes in terms],
        "days": [days for _category, days, _minutes in terms],
        "minutes": [minutes for _category, _days, minutes in terms],
    }
    with connection.cursor() as cursor:
        cursor.execute(STAYS, params)
        rows = cursor.fetchall()
    return rows[0][0], [Overstay(*row[1:]) for row in rows if row[1] is not None]


def _terms(asked: Asked) -> list[tuple[str, int | None, bool]]:
    """(category, days, whether counted to the minute) of each kind of hazardous waste at this site; "" stands for those
    that have no profile of their own. None where the law has no limit."""
    found = []
    for profile in PROFILES:
        if not profile.hazardous:
            continue
        rule = rule_for(profile.stay_at(asked.site).clock, asked.last_day, asked.region)
        days = length_of(rule, asked.last_day, asked.region) if profile.limits else None
        found += [(category, days, rule.unit == Unit.FULL_DAYS) for category in profile.classes or ("",)]
    return found
