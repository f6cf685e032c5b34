"""The entries of a site's ledgers, read from the mass ledger: which waste, how much, where, by whom, after which entry.

A page costs three statements however much there is: its entries, the entries that they refer to, their containers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from manifests.ledger.kinds import REFERS_TO, SIDES, Ledger
from manifests.ledger.span import Span

CHUNK = 1000  # entries read at once for a file
MOST_REFERRED = 20  # codes shown of what an entry refers to; a regrouped whole may have hundreds
DEPTH = 20  # splits and regroupings that are followed back

_PICK = """
(SELECT m.id, m.happened_at, m.recorded_at, m.kg, m.event_id, {sign} AS sign, {counts} AS counts,
        m.{end}_batch_id AS batch_id,
        m.{end}_area_id AS area_id, m.{other}_account AS other_account, m.{other}_area_id AS other_area_id
 FROM manifests_movement AS m
 JOIN manifests_wastebatch AS wb ON wb.id = m.{end}_batch_id
 JOIN facilities_wastecode AS wc ON wc.id = wb.waste_code_id
 WHERE m.{end}_facility_id = %(facility)s AND m.happened_at >= %(start)s AND m.happened_at < %(end)s
   AND wc.hazardous = %(hazardous)s AND {condition}
   AND (%(after_at)s::timestamptz IS NULL OR (m.happened_at, m.id) > (%(after_at)s, %(after)s::uuid))
 ORDER BY m.happened_at, m.id LIMIT %(limit)s)
"""
STATEMENTS = {
    ledger: f"""
    SELECT p.id, p.happened_at, p.recorded_at, p.kg, p.sign, p.counts, p.batch_id, p.other_account,
           coalesce(c.code, ''), coalesce(out.code, ''), b.number, s.alias, s.official_name, w.code,
           coalesce(a.code, ''), coalesce(a.name, ''), coalesce(a.kind, ''), coalesce(o.code, ''),
           e.action, e.person_name, e.on_behalf_of, s.process,
           coalesce(e.particulars->>'reason', ''), coalesce(own.code, e.particulars->>'method', x_method.code, ''),
           x.id, coalesce(x.number, ''), coalesce(there.name, ''), coalesce(firm.name, ''),
           coalesce(signed.permits, ''), coalesce(e.particulars#>>'{{carriage,plate}}', ''),
           coalesce(e.particulars#>>'{{carriage,enterprise}}', ''), coalesce(e.particulars->>'notice', ''),
           coalesce(e.particulars->>'receiver', ''), %(facility)s IN (b.holder_id, b.generator_id)
    FROM (
        SELECT * FROM ({
        " UNION ALL ".join(
            _PICK.format(
                end=side.end,
                other="from" if side.end == "to" else "to",
                sign=side.sign,
                counts=side.counts,
                condition=side.condition,
            )
            for side in SIDES[ledger]
        )
    }) AS sides ORDER BY happened_at, id LIMIT %(limit)s
    ) AS p
    JOIN manifests_wastebatch AS b ON b.id = p.batch_id
    JOIN facilities_wastestream AS s ON s.id = b.stream_id
    JOIN facilities_wastecode AS w ON w.id = b.waste_code_id
    JOIN manifests_custodyevent AS e ON e.id = p.event_id
    LEFT JOIN facilities_storagearea AS a ON a.id = p.area_id
    LEFT JOIN facilities_storagearea AS o ON o.id = p.other_area_id
    LEFT JOIN manifests_ledgercode AS c
      ON c.movement_id = p.id AND c.ledger = '{ledger.value}' AND c.facility_id = %(facility)s
    LEFT JOIN manifests_ledgercode AS out
      ON out.movement_id = p.id AND out.ledger = 'CK' AND out.facility_id = %(facility)s
    LEFT JOIN manifests_manifest AS x ON x.id = e.manifest_id
    LEFT JOIN facilities_disposalmethod AS x_method ON x_method.id = x.method_id
    LEFT JOIN facilities_disposalmethod AS own ON own.id = b.treated_by_id AND p.other_account = 'process'
    LEFT JOIN facilities_facility AS there
      ON there.id = CASE WHEN x.consignor_id = %(facility)s THEN x.consignee_id ELSE x.consignor_id END
    LEFT JOIN facilities_enterprise AS firm ON firm.id = there.enterprise_id
    LEFT JOIN LATERAL (
        SELECT array_to_string(ARRAY(SELECT jsonb_array_elements_text(d.particulars#>'{{consignee,permits}}')), '、')
            AS permits
        FROM manifests_custodyevent AS d
        WHERE d.manifest_id = x.id AND d.action IN ('issue', 'carry_on', 'redirect', 'transfer_in')
        ORDER BY d.sequence DESC LIMIT 1
    ) AS signed ON x.consignor_id = %(facility)s
    ORDER BY p.happened_at, p.id
    """  # noqa: S608 - only constants are joined
    for ledger in Ledger
}

# Up the family tree to the nearest entries of the wanted kinds at this site, no later than the entry itself.
REFERRED = """
WITH RECURSIVE climb AS (
    SELECT start.movement_id, start.batch_id, 0 AS depth
    FROM unnest(%(movements)s::uuid[], %(batches)s::uuid[]) AS start (movement_id, batch_id)
    UNION
    SELECT climb.movement_id, l.parent_id, climb.depth + 1
    FROM climb JOIN manifests_batchlink AS l ON l.child_id = climb.batch_id
    WHERE climb.depth < %(depth)s AND NOT EXISTS (
        SELECT FROM manifests_ledgercode AS c
        WHERE c.batch_id = climb.batch_id AND c.facility_id = %(facility)s AND c.ledger = ANY(%(wanted)s)
          AND c.movement_id <= climb.movement_id
    )
)
SELECT DISTINCT climb.movement_id, nearest.code
FROM climb CROSS JOIN LATERAL (
    SELECT c.code FROM manifests_ledgercode AS c
    WHERE c.batch_id = climb.batch_id AND c.facility_id = %(facility)s AND c.ledger = ANY(%(wanted)s)
      AND c.movement_id <= climb.movement_id
    ORDER BY c.movement_id DESC LIMIT 1
) AS nearest
ORDER BY 1, 2
"""

# The containers that held the batch when it was moved: they go along when it is split, and stay where they are known
# when it is not. What was regrouped later is another batch's.
HELD = """
WITH RECURSIVE held AS (
    SELECT start.movement_id, start.batch_id, start.moment, 0 AS depth
    FROM unnest(%(movements)s::uuid[], %(batches)s::uuid[], %(moments)s::timestamptz[])
        AS start (movement_id, batch_id, moment)
    UNION ALL
    SELECT held.movement_id, l.child_id, held.moment, held.depth + 1
    FROM held JOIN manifests_batchlink AS l ON l.parent_id = held.batch_id
    WHERE held.depth < %(depth)s
      AND NOT EXISTS (
          SELECT FROM manifests_batchlink AS other
          WHERE other.child_id = l.child_id AND other.parent_id <> l.parent_id
      )
      AND EXISTS (
          SELECT FROM manifests_movement AS part
          WHERE part.from_batch_id = l.parent_id AND part.to_batch_id = l.child_id
      )
)
SELECT held.movement_id, coalesce(c.digital_id, ''), c.serial, c.kg, c.litres
FROM held JOIN manifests_container AS c ON c.batch_id = held.batch_id
WHERE c.id < held.movement_id AND (c.emptied_at IS NULL OR c.emptied_at > held.moment)
ORDER BY held.movement_id, c.digital_id, c.serial
"""


@dataclass(frozen=True)
class Drum:
    """A container of an entry: its 37-character code (empty for general waste), serial, weight and volume."""

    digital_id: str
    serial: int
    kg: Decimal
    litres: Decimal


@dataclass
class Entry:
    """One entry (kg; times in UTC). `sign` is what it does to what the site holds.

    `code` is empty until it is numbered, within a minute.
    """

    movement: UUID
    happened_at: datetime
    recorded_at: datetime
    kg: Decimal
    sign: int
    counts: int
    batch: UUID
    other_account: str
    code: str
    own_out: str
    number: str
    alias: str
    name: str
    waste_code: str
    area_code: str
    area_name: str
    area_kind: str
    other_area: str
    action: str
    person: str
    on_behalf_of: str
    process: str
    reason: str
    method: str
    manifest: UUID | None
    manifest_number: str
    partner_site: str
    partner: str
    permits: str
    plate: str
    carrier: str
    notice: str
    abroad: str
    is_here: bool  # the batch arose or lies here, so that whoever sees the site sees it
    refers_to: list[str] = field(default_factory=list)
    containers: list[Drum] = field(default_factory=list)

    @property
    def category(self) -> str:
        ending = self.waste_code.rpartition("-")[2]
        return ending if ending.startswith("S") else f"HW{ending}"

    @property
    def counted(self) -> Decimal:
        """What it adds to its ledger's own sum (kg): less than nothing where it takes something back."""
        return self.kg * self.counts

    @property
    def in_containers(self) -> Decimal:
        return sum((drum.kg for drum in self.containers), Decimal(0))


Place = tuple[datetime, UUID]  # where a page ended: the time and the movement of its last entry


def read_place(text: str) -> Place | None:
    """Where the page before ended, `moment~movement`; what cannot be read shows the first page."""
    moment, _tilde, movement = text.partition("~")
    try:
        at, key = parse_datetime(moment), UUID(movement)
    except ValueError:
        return None
    return (at, key) if isinstance(at, datetime) and not is_naive(at) and 2000 <= at.year <= 2199 else None


def entries(span: Span, ledger: Ledger, *, after: Place | None = None, limit: int) -> list[Entry]:
    """The next `limit` entries, in the order in which they happened; three statements."""
    found = bare_entries(span, ledger, after=after, limit=limit)
    _refer(span.facility, ledger, found)
    _fill(found)
    return found


def bare_entries(span: Span, ledger: Ledger, *, after: Place | None = None, limit: int) -> list[Entry]:
    """The same without what they refer to and without containers; one statement."""
    params = span.params | {"after_at": after[0] if after else None, "after": after[1] if after else None}
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[ledger], params | {"limit": limit})
        return [Entry(*row) for row in cursor.fetchall()]


def all_entries(span: Span, ledger: Ledger) -> Iterator[Entry]:
    """Every entry, a thousand at a time, so that a file of any length takes the same memory."""
    after = None
    while found := entries(span, ledger, after=after, limit=CHUNK):
        yield from found
        after = (found[-1].happened_at, found[-1].movement)
        if len(found) < CHUNK:
            return


def _refer(facility: UUID, ledger: Ledger, found: list[Entry]) -> None:
    wanted = REFERS_TO.get(ledger)
    if wanted is None:
        return
    for entry in found:
        entry.refers_to = [entry.own_out] if entry.own_out and ledger != Ledger.TAKEN_OUT else []
    asked = [entry for entry in found if not entry.refers_to]
    if not asked:
        return
    by_movement = {entry.movement: entry for entry in asked}
    params = {
        "facility": facility,
        "movements": [entry.movement for entry in asked],
        "batches": [entry.batch for entry in asked],
        "wanted": [kind.value for kind in wanted],
        "depth": DEPTH,
    }
    with connection.cursor() as cursor:
        cursor.execute(REFERRED, params)
        for movement, code in cursor.fetchall():
            by_movement[movement].refers_to.append(code)


def _fill(found: list[Entry]) -> None:
    if not found:
        return
    by_movement = {entry.movement: entry for entry in found}
    params = {
        "movements": [entry.movement for entry in found],
        "batches": [entry.batch for entry in found],
        "moments": [entry.happened_at for entry in found],
        "depth": DEPTH,
    }
    with connection.cursor() as cursor:
        cursor.execute(HELD, params)
        for movement, *drum in cursor.fetchall():
            by_movement[movement].containers.append(Drum(*drum))
