"""What a site's ledgers add up to, by waste code: opening + in = out + closing (kg). Two statements.

The closing is what lies there now less what moved since; the opening is the closing less what the entries did. The
proof that both are true is `manifests.ledger.balances`, which adds up everything from the first movement on.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from manifests.ledger.kinds import SIDES, Ledger
from manifests.ledger.span import Span
from manifests.quantities import ZERO

COLUMNS = [(ledger, side) for ledger in Ledger for side in SIDES[ledger]]

_SIDE = """
SELECT w.code, '{end}' AS side, {sums}
FROM manifests_movement AS m
JOIN manifests_wastebatch AS b ON b.id = m.{end}_batch_id
JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
WHERE m.{end}_facility_id = %(facility)s AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
  AND w.hazardous = %(hazardous)s
GROUP BY w.code
"""


def _sums(end: str) -> str:
    return ", ".join(
        f"sum(m.kg) FILTER (WHERE {side.condition}), count(*) FILTER (WHERE {side.condition})"
        if side.end == end
        else "NULL::numeric, 0::bigint"
        for _ledger, side in COLUMNS
    )


MOVED = " UNION ALL ".join(_SIDE.format(end=end, sums=_sums(end)) for end in ("to", "from"))

LYING = """
SELECT w.code, sum(lying.kg) FROM (
    SELECT s.batch_id, s.kg FROM manifests_stock AS s WHERE s.facility_id = %(facility)s
    UNION ALL
    SELECT m.to_batch_id, -m.kg FROM manifests_movement AS m
    WHERE m.to_facility_id = %(facility)s AND m.happened_at >= %(end)s AND m.to_account IN ('site', 'store')
    UNION ALL
    SELECT m.from_batch_id, m.kg FROM manifests_movement AS m
    WHERE m.from_facility_id = %(facility)s AND m.happened_at >= %(end)s AND m.from_account IN ('site', 'store')
) AS lying
JOIN manifests_wastebatch AS b ON b.id = lying.batch_id
JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
WHERE w.hazardous = %(hazardous)s
GROUP BY w.code
HAVING sum(lying.kg) <> 0
"""


@dataclass
class Sum:
    """One waste code: what each ledger adds up to, and how many entries it has. What goes both ways is net."""

    code: str
    kg: dict[Ledger, Decimal] = field(default_factory=lambda: dict.fromkeys(Ledger, ZERO))
    count: dict[Ledger, int] = field(default_factory=lambda: dict.fromkeys(Ledger, 0))
    net: Decimal = ZERO
    closing: Decimal = ZERO

    @property
    def says_something(self) -> bool:
        """False where all that was entered was taken back: nothing arose, lay there or went."""
        return bool(self.closing or self.opening or any(self.kg.values()))

    @property
    def opening(self) -> Decimal:
        return self.closing - self.net


def sums(span: Span) -> list[Sum]:
    """By code, those with nothing left out."""
    found: dict[str, Sum] = {}
    with connection.cursor() as cursor:
        cursor.execute(MOVED, span.params)
        for code, _side, *cells in cursor.fetchall():
            row = found.setdefault(code, Sum(code))
            for (ledger, side), kg, count in zip(COLUMNS, cells[::2], cells[1::2], strict=True):
                row.count[ledger] += count
                row.kg[ledger] += (kg or ZERO) * side.counts
                row.net += (kg or ZERO) * side.sign
        cursor.execute(LYING, span.params)
        for code, kg in cursor.fetchall():
            found.setdefault(code, Sum(code)).closing = kg
    return [found[code] for code in sorted(found)]
