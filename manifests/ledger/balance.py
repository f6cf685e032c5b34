"""What lay, came and went at each facility, by waste code and month: opening + in = out + closing (kg)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from facilities import clock
from manifests.ledger.asked import EVERYTHING, Asked
from manifests.quantities import ZERO

# Every leg of a movement that ends or begins at a place, by code. What only changes its place within a facility and
# code is no traffic. On the road there is no facility: those legs are the road's own books.
LEGS = """
legs AS (
    SELECT m.happened_at, m.kg,
           m.from_account, m.to_account,
           CASE WHEN m.from_account IN ('site', 'store', 'transit') THEN m.from_facility_id END AS from_facility,
           CASE WHEN m.to_account IN ('site', 'store', 'transit') THEN m.to_facility_id END AS to_facility,
           m.from_account IN ('site', 'store', 'transit') AS leaves,
           m.to_account IN ('site', 'store', 'transit') AS comes,
           fc.code AS from_code, tc.code AS to_code
    FROM manifests_movement AS m
    LEFT JOIN manifests_wastebatch AS f ON f.id = m.from_batch_id
    LEFT JOIN facilities_wastecode AS fc ON fc.id = f.waste_code_id
    LEFT JOIN manifests_wastebatch AS t ON t.id = m.to_batch_id
    LEFT JOIN facilities_wastecode AS tc ON tc.id = t.waste_code_id
),
traffic AS (
    SELECT * FROM legs
    WHERE NOT (leaves AND comes AND from_code = to_code AND from_facility IS NOT DISTINCT FROM to_facility)
),
entries AS (
    SELECT to_facility AS facility_id, to_code AS code, happened_at, from_account AS account, kg
    FROM traffic WHERE comes
    UNION ALL
    SELECT from_facility, from_code, happened_at, to_account, -kg FROM traffic WHERE leaves
),
monthly AS (
    SELECT facility_id, code, date_trunc('month', happened_at AT TIME ZONE %(zone)s)::date AS month, account,
           coalesce(sum(kg) FILTER (WHERE kg > 0), 0) AS came, coalesce(-sum(kg) FILTER (WHERE kg < 0), 0) AS went
    FROM entries
    WHERE (%(facility)s::uuid IS NULL OR facility_id = %(facility)s) AND (%(code)s = '' OR code = %(code)s)
    GROUP BY 1, 2, 3, 4
)"""

STATEMENT = f"""
WITH {LEGS}
SELECT facility_id, code, month, account, came, went FROM monthly
ORDER BY facility_id NULLS LAST, code, month, account
"""  # noqa: S608 - only constants are joined

# What lies there now, as the database keeps it.
LYING = """
SELECT s.facility_id, c.code, sum(s.kg)
FROM manifests_stock AS s
JOIN manifests_wastebatch AS b ON b.id = s.batch_id
JOIN facilities_wastecode AS c ON c.id = b.waste_code_id
WHERE (%(facility)s::uuid IS NULL OR s.facility_id = %(facility)s) AND (%(code)s = '' OR c.code = %(code)s)
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Balance:
    """One month of one code at one facility (None: on the road). `came` and `went` are by the account at the other end.

    The opening is added up from the first movement on; the closing is what lies there now less what moved since. They
    are two ways to one figure, so that `holds` proves something.
    """

    facility: UUID | None
    code: str
    month: date
    opening: Decimal
    came: dict[str, Decimal]
    went: dict[str, Decimal]
    closing: Decimal

    @property
    def expected(self) -> Decimal:
        return self.opening + sum(self.came.values(), ZERO) - sum(self.went.values(), ZERO)

    @property
    def holds(self) -> bool:
        return self.expected == self.closing


def balances(asked: Asked = EVERYTHING) -> list[Balance]:
    """Every month in which something moved, by facility and code, in that order; two statements.

    An asked month in which nothing moved has its balance too, for each code that ever lay there.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, asked.params)
        moved: dict[tuple, dict[date, tuple[dict, dict]]] = {}
        for facility, code, month, account, came, went in cursor.fetchall():
            into, out = moved.setdefault((facility, code), {}).setdefault(month, ({}, {}))
            if came:
                into[account] = came
            if went:
                out[account] = went
        cursor.execute(LYING, asked.params)
        lying = {(facility, code): kg for facility, code, kg in cursor.fetchall()}
    found: list[Balance] = []
    for facility, code in [*moved, *(key for key in lying if key not in moved)]:
        found += _of(facility, code, moved.get((facility, code), {}), lying.get((facility, code), ZERO), asked.month)
    return found


def _of(facility, code: str, months: dict, lying: Decimal, wanted: date | None) -> Iterator[Balance]:
    if wanted is not None:
        months = dict(sorted({wanted: ({}, {}), **months}.items()))
    elif not months:  # lies there, and no movement says how it came
        months = {clock.today().replace(day=1): ({}, {})}
    after = sum((_net(traffic) for traffic in months.values()), ZERO)
    opening = ZERO
    for month, (came, went) in months.items():
        net = _net((came, went))
        after -= net
        if wanted is None or month == wanted:
            yield Balance(facility, code, month, opening, came, went, lying - after)
        opening += net


def _net(traffic: tuple[dict, dict]) -> Decimal:
    came, went = traffic
    return sum(came.values(), ZERO) - sum(went.values(), ZERO)
