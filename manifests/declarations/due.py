"""Which declarations are due when, and which are confirmed: by the class of each site (HJ 1259-2022, 5.3).

The one place that knows: the to-do page, the clocks, the list of declarations and the officials' page ask here. Two
statements for any number of sites.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.timezone import get_current_timezone_name, localdate

from facilities.deadlines import declaration_due
from facilities.duties import Period, duties_of
from facilities.limits import days
from facilities.models import Facility
from manifests.declarations.period import Stretch, stretches_ended
from manifests.ledger.kinds import SIDES, Ledger, Side

# When a site's hazardous waste first moved: before that there was nothing to declare here, and what was declared and
# taken back never was. And its classes so far, each with its first day and the class before it, the oldest first.
_NEVER_WAS = """EXISTS (
             SELECT FROM manifests_movement AS back WHERE back.from_batch_id = b.id AND back.to_account = 'source')"""
SINCE = f"""
SELECT f.id, (
    SELECT min(found.happened_at) FROM (
        (SELECT m.happened_at FROM manifests_movement AS m
         JOIN manifests_wastebatch AS b ON b.id = m.to_batch_id JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
         WHERE m.to_facility_id = f.id AND w.hazardous AND NOT {_NEVER_WAS} ORDER BY m.happened_at LIMIT 1)
        UNION ALL
        (SELECT m.happened_at FROM manifests_movement AS m
         JOIN manifests_wastebatch AS b ON b.id = m.from_batch_id
         JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
         WHERE m.from_facility_id = f.id AND w.hazardous AND NOT {_NEVER_WAS} ORDER BY m.happened_at LIMIT 1)
    ) AS found
), (
    SELECT coalesce(jsonb_agg(jsonb_build_array(c.valid_from, c.management_class, c.previous)
                              ORDER BY c.valid_from, c.id), '[]')
    FROM facilities_classrecord AS c WHERE c.facility_id = f.id AND c.valid_from <= %(today)s
)
FROM unnest(%(facilities)s::uuid[]) AS f (id)
"""  # noqa: S608 - only constants are joined
# Entries that change a sum of what is declared. A move between stores is none, and so is general waste.
_COUNTED = {
    end: [(ledger, side) for ledger, sides in SIDES.items() for side in sides if side.sign and side.end == end]
    for end in ("to", "from")
}


def _by_side(end: str, said: Callable[[Ledger, Side], object]) -> str:
    return " ".join(f"WHEN {side.condition} THEN {said(ledger, side)}" for ledger, side in _COUNTED[end])


# Losses have a figure of their own beside what scales corrected.
_BOOKED_SINCE = """SELECT w.code, CASE {ledgers} END AS ledger, m.to_account = 'loss' AS lost,
                      m.kg * CASE {counts} END AS kg
               FROM manifests_movement AS m JOIN manifests_wastebatch AS b ON b.id = m.{end}_batch_id
               JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
               WHERE m.{end}_facility_id = d.facility_id AND w.hazardous AND m.recorded_at > d.confirmed_at
               AND m.happened_at >= d.start::timestamp AT TIME ZONE %(zone)s
               AND m.happened_at < (d.start + CASE d.period WHEN 'month' THEN interval '1 month'
                   WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END) AT TIME ZONE %(zone)s
               AND ({counted})"""
# What was entered later for a day before the period moves what lay there when it began. Whoever confirms does so after
# the period's end, so it was recorded a month and more after it happened; an index holds just those entries.
_OPENED_SINCE = """SELECT w.code, m.kg * CASE {signs} END AS kg
               FROM manifests_movement AS m JOIN manifests_wastebatch AS b ON b.id = m.{end}_batch_id
               JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
               WHERE m.{end}_facility_id = d.facility_id AND w.hazardous AND m.recorded_at > d.confirmed_at
               AND m.recorded_at - m.happened_at > interval '27 days'
               AND m.happened_at < d.start::timestamp AT TIME ZONE %(zone)s
               AND ({counted})"""
_ALL_OPENED_SINCE = " UNION ALL ".join(
    _OPENED_SINCE.format(
        end=end,
        signs=_by_side(end, lambda _ledger, side: side.sign),
        counted=" OR ".join(f"({side.condition})" for _ledger, side in sides),
    )
    for end, sides in _COUNTED.items()
)
_ALL_BOOKED_SINCE = " UNION ALL ".join(
    _BOOKED_SINCE.format(
        end=end,
        ledgers=_by_side(end, lambda ledger, _side: f"'{ledger}'"),
        counts=_by_side(end, lambda _ledger, side: side.counts),
        counted=" OR ".join(f"({side.condition})" for _ledger, side in sides),
    )
    for end, sides in _COUNTED.items()
)
# The last version of each, and whether a figure was changed since, of its days or by what lay there before them: what
# was entered and taken back since changes none.
CONFIRMED = f"""
SELECT DISTINCT ON (d.facility_id, d.period, d.start)
       d.facility_id, d.period, d.start, d.id, d.receipt_no, d.version, d.confirmed_at, d.voluntary,
       EXISTS (SELECT FROM ({_ALL_BOOKED_SINCE}) AS booked GROUP BY code, ledger, lost HAVING sum(kg) <> 0)
       OR EXISTS (SELECT FROM ({_ALL_OPENED_SINCE}) AS opened GROUP BY code HAVING sum(kg) <> 0)
FROM manifests_declaration AS d
WHERE d.facility_id = ANY(%(facilities)s) AND d.start >= %(since)s
ORDER BY d.facility_id, d.period, d.start, d.version DESC
"""  # noqa: S608 - only constants are joined
Classed = tuple[date, str, str]  # the day on which a class began, the class, and the one before it
LONGEST_TERM = timedelta(days=2 * 366)  # from the first day of a period to the last on which it may be declared


@dataclass(frozen=True)
class Confirmed:
    """The version that holds. `changed` when a figure was changed after it was confirmed: of its days, or what lay
    there when they began."""

    key: UUID
    receipt_no: str
    version: int
    confirmed_at: datetime
    voluntary: bool
    changed: bool


@dataclass(frozen=True)
class Due:
    """One declaration a site owes, and the one that was confirmed, if it was."""

    facility: Facility
    stretch: Stretch
    due_on: date
    confirmed: Confirmed | None

    def is_late(self, today: date) -> bool:
        """Not confirmed by the end of its last day. The last day itself is in time."""
        return self.confirmed is None and today > self.due_on


def declarations_due(facilities: Iterable[Facility], today: date, since: date | None = None) -> list[Due]:
    """Everything owed by these sites whose period has ended and whose last day is not long past, the oldest first.

    A period is owed by the class that the site had on its last day: what another class owed before is owed still. So
    is what was declared before all of its waste was taken back. `since`: the first last day that is looked at, where it
    lies further back than lists show.
    """
    sites = {site.pk: site for site in facilities}
    if not sites:
        return []
    oldest = min(filter(None, (since, today - timedelta(days=looked_back(today)))))
    confirmed = confirmed_for(list(sites), oldest)
    found = []
    declared = {key: set() for key in sites}
    for (site, period, start), version in confirmed.items():
        if not version.voluntary:
            declared[site].add(Stretch.of(start, period))
    for key, owed in _owed(sites, today).items():
        for stretch in declared[key].union(owed):
            due_on = due_day(stretch, sites[key])
            if due_on >= oldest:
                known = confirmed.get((key, stretch.period.value, stretch.start))
                found.append(Due(sites[key], stretch, due_on, known))
    return sorted(found, key=lambda due: (due.due_on, due.stretch, due.facility.name))


def is_owed(facility: Facility, stretch: Stretch, today: date) -> bool:
    """Whether the site must declare this period, however long it is over. One statement."""
    return stretch in _owed({facility.pk: facility}, today)[facility.pk]


def due_day(stretch: Stretch, facility: Facility) -> date:
    """The last day to declare it, by the dated rule of the site's region."""
    return declaration_due(stretch.period, stretch.end, facility.region_id)


def looked_back(today: date) -> int:
    """Days: what was due longer ago is history, and found in the archive."""
    return days("declaration.shown_days", today)


def confirmed_for(facilities: list[UUID], oldest: date) -> dict[tuple, Confirmed]:
    """{(facility, period, first day): the version that holds} of all due on `oldest` or later; one statement."""
    params = {
        "facilities": facilities,
        "since": oldest - LONGEST_TERM,
        "zone": get_current_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(CONFIRMED, params)
        return {(site, period, start): Confirmed(*row) for site, period, start, *row in cursor.fetchall()}


def _owed(sites: dict[UUID, Facility], today: date) -> dict[UUID, list[Stretch]]:
    """{site: every period it owes that has ended by today, the oldest of each kind first}."""
    found = {}
    for key, (moved, classes) in _since(list(sites), today).items():
        ended = [stretch for period in Period for stretch in stretches_ended(period, moved, today)] if moved else []
        now = sites[key].management_class
        found[key] = [
            each for each in ended if each.period in duties_of(_class_on(each.last_day, classes, now)).periods
        ]
    return found


def _class_on(day: date, classes: list[Classed], now: str) -> str:
    """The class that had begun last; before all of them what the first one ended. Without history, today's."""
    begun = [name for began, name, _before in classes if began <= day]
    if begun or not classes:
        return begun[-1] if begun else now
    _began, name, before = classes[0]
    return before or name


def _since(keys: list[UUID], today: date) -> dict[UUID, tuple[date | None, list[Classed]]]:
    """{site: (the day its hazardous waste first moved, its classes, the oldest first)}."""
    with connection.cursor() as cursor:
        cursor.execute(SINCE, {"facilities": keys, "today": today})
        return {
            key: (
                localdate(moment) if moment else None,
                [(date.fromisoformat(day), *names) for day, *names in json.loads(classes)],
            )
            for key, moment, classes in cursor.fetchall()
        }
