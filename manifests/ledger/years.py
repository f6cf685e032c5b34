"""What arose, lay, was treated and handed over at a site in a calendar year: the mass ledger asked for the plan and the
management class (`facilities.happened`). Set-based; years are the house's own time zone's."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.timezone import get_current_timezone, get_current_timezone_name

from facilities.happened import Handed, Happened
from facilities.planning.content import sums

# Waste arises from nothing, or out of a treatment; what is only moved or regrouped arose before. What was declared and
# taken back never arose.
_ARISEN = """
SELECT m.{end}_facility_id AS facility_id, m.happened_at, b.stream_id, {sign}m.kg AS kg
FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.{end}_batch_id
JOIN facilities_wastecode AS c ON c.id = b.waste_code_id
WHERE {condition} AND c.hazardous AND m.happened_at >= %(start)s
"""


def _arisen(narrowed: str) -> str:
    sides = (("to", "", "m.from_account IN ('source', 'process')"), ("from", "-", "m.to_account = 'source'"))
    return " UNION ALL ".join(
        f"{_ARISEN.format(end=end, sign=sign, condition=condition)} AND {narrowed.format(end=end)}"
        for end, sign, condition in sides
    )


BY_YEAR = f"""
SELECT facility_id, extract(year FROM happened_at AT TIME ZONE %(zone)s)::int, sum(kg)
FROM ({_arisen("m.{end}_facility_id = ANY(%(facilities)s)")}) AS arisen
GROUP BY 1, 2 HAVING sum(kg) <> 0
"""  # noqa: S608 - only constants are joined
GENERATED = f"""
SELECT stream_id, sum(kg)
FROM ({_arisen("m.{end}_facility_id = %(facility)s AND m.happened_at < %(end)s")}) AS arisen
GROUP BY 1 HAVING sum(kg) <> 0
"""  # noqa: S608 - only constants are joined
TREATED = """
SELECT b.stream_id, coalesce(d.code, ''), sum(m.kg)
FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.from_batch_id
JOIN facilities_wastecode AS c ON c.id = b.waste_code_id
LEFT JOIN facilities_disposalmethod AS d ON d.id = b.treated_by_id
WHERE c.hazardous AND m.to_account = 'process' AND m.from_facility_id = %(facility)s AND b.generator_id = %(facility)s
  AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
GROUP BY 1, 2 ORDER BY 2, 1
"""
# What lies there now less what came, and with what went, since the year ended. Nothing has moved since a year that goes
# on or has not begun.
STORED = """
SELECT lying.area_id, b.stream_id, c.code, sum(lying.kg)
FROM (
    SELECT s.area_id, s.batch_id, s.kg FROM manifests_stock AS s WHERE s.facility_id = %(facility)s
    UNION ALL
    SELECT m.to_area_id, m.to_batch_id, -m.kg FROM manifests_movement AS m
    WHERE m.to_facility_id = %(facility)s AND m.happened_at >= %(end)s AND m.to_account IN ('site', 'store')
    UNION ALL
    SELECT m.from_area_id, m.from_batch_id, m.kg FROM manifests_movement AS m
    WHERE m.from_facility_id = %(facility)s AND m.happened_at >= %(end)s AND m.from_account IN ('site', 'store')
) AS lying
JOIN manifests_wastebatch AS b ON b.id = lying.batch_id
JOIN facilities_wastecode AS c ON c.id = b.waste_code_id
WHERE c.hazardous
GROUP BY 1, 2, 3 HAVING sum(lying.kg) <> 0
"""
# What a gate accepted; what came home after a refusal was not handed over, what was voided is booked back.
HANDED = """
SELECT c.code, f.id, f.name, coalesce(d.code, ''), sum(l.accepted_kg)
FROM manifests_manifest AS n
JOIN manifests_manifestline AS l ON l.manifest_id = n.id
JOIN facilities_wastecode AS c ON c.id = l.waste_code_id
JOIN facilities_facility AS f ON f.id = n.consignee_id
LEFT JOIN facilities_disposalmethod AS d ON d.id = l.method_id
WHERE n.consignor_id = %(facility)s AND n.consignee_id <> n.consignor_id AND n.state <> 'voided'
  AND n.received_at >= %(start)s AND n.received_at < %(end)s AND l.accepted_kg > 0 AND c.hazardous
GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4
"""


class Ledger:
    """The mass ledger as `facilities.happened` asks for it."""

    def happened(self, facility: UUID, year: int) -> Happened:
        """Four statements."""
        asked = {"facility": facility, "start": _midnight(year), "end": _midnight(year + 1)}
        stored = _rows(STORED, asked)
        held: dict[str, Decimal] = {}
        for _area, _stream, code, kg in stored:
            held[code] = held.get(code, Decimal(0)) + kg
        treatments = {(stream, method): kg for stream, method, kg in _rows(TREATED, asked)}
        return Happened(
            generated=dict(_rows(GENERATED, asked)),
            treated=sums((stream, kg) for (stream, _method), kg in treatments.items()),
            treatments=treatments,
            stored={(area, stream): kg for area, stream, _code, kg in stored if area},
            held=held,
            handed=tuple(Handed(*row) for row in _rows(HANDED, asked)),
        )

    def generated_by_year(self, facilities: Iterable[UUID], since: int) -> dict[UUID, dict[int, Decimal]]:
        """One statement, over the rows of these years."""
        asked = {"facilities": list(facilities), "start": _midnight(since), "zone": get_current_timezone_name()}
        found: dict[UUID, dict[int, Decimal]] = {}
        for facility, year, kg in _rows(BY_YEAR, asked):
            found.setdefault(facility, {})[year] = kg
        return found


def _rows(statement: str, asked: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()


def _midnight(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time.min, tzinfo=get_current_timezone())
