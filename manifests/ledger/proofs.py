"""Whether the ledger adds up: one statement a proof, each answering with the rows that break it.

The database's guards make every one of these true; the proofs trust no guard, and find what somebody changed who could
switch the guards off. A movement is held against what was signed (the events' hash chain), the stock against the
movements, each batch against its stock, each link against its movement, each end against the batch's state.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from manifests.ledger.asked import AT_FACILITY, EVERYTHING, IN_MONTH, SCOPE, Asked
from manifests.ledger.balance import balances

MOST = 100  # rows named of each kind


@dataclass(frozen=True)
class Break:
    """A row that does not add up: which proof it breaks, in which table it is, what was expected and what is there."""

    proof: str
    table: str
    row: str
    about: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.table} {self.row} ({self.about}): {self.proof}, expected {self.expected}, found {self.found}"


def _either(first: str, second: str, statement: str) -> str:
    """The rows of which one batch or the other is asked for. Joined one after the other: an OR of two memberships
    would be looked through row by row for every movement, which at a million manifests never ends."""
    return " UNION ".join(statement.format(batch=column) for column in (first, second)) + " ORDER BY 1"


# Each statement answers (row, about, expected, found), in the order in which the rows came to be.
PROOFS: tuple[tuple[str, str, str], ...] = (
    (
        "a movement carries the times of its event",
        "manifests_movement",
        _either(
            "m.to_batch_id",
            "m.from_batch_id",
            f"""
        SELECT m.id, 'event ' || e.id, e.happened_at || ' / ' || e.recorded_at, m.happened_at || ' / ' || m.recorded_at
        FROM manifests_movement AS m JOIN manifests_custodyevent AS e ON e.id = m.event_id
        JOIN scope ON scope.id = {{batch}}
        WHERE (m.recorded_at <> e.recorded_at OR m.happened_at IS DISTINCT FROM CASE
                   -- what was taken back comes out of its store when it had come in
                   WHEN e.action = 'retract' AND m.from_account = 'store' AND m.to_account = 'site' THEN (
                       SELECT stored.happened_at FROM manifests_custodyevent AS stored
                       WHERE stored.batch_id = e.batch_id AND stored.action = 'store'
                       ORDER BY stored.sequence DESC LIMIT 1
                   ) ELSE e.happened_at END)
          AND {AT_FACILITY} AND {IN_MONTH}
        """,  # noqa: S608 - only constants are joined
        ),
    ),
    (
        "the movements of an event weigh what was signed",
        "manifests_custodyevent",
        """
        SELECT e.id, e.action || ' ' || scope.number, signed.kg, coalesce(moved.kg, 0)
        FROM manifests_custodyevent AS e JOIN scope ON scope.id = e.batch_id
        CROSS JOIN LATERAL (
            SELECT abs((e.particulars->>CASE e.action WHEN 'count' THEN 'difference_kg' ELSE 'kg' END)::numeric) AS kg
        ) AS signed
        LEFT JOIN LATERAL (
            -- what is taken back leaves its store, and then the books: it was signed once
            SELECT sum(m.kg) AS kg FROM manifests_movement AS m
            WHERE m.event_id = e.id AND NOT (e.action = 'retract' AND m.to_account = 'site')
        ) AS moved ON true
        WHERE (
            e.action IN ('declare', 'store', 'treat', 'count', 'lose', 'export', 'retract')
            OR (e.action = 'move' AND moved.kg IS NOT NULL)  -- into the store where it lies already: no movement
        ) AND signed.kg <> coalesce(moved.kg, 0)
        ORDER BY e.id
        """,
    ),
    (
        "a link weighs what moved from the one to the other",
        "manifests_batchlink",
        _either(
            "l.parent_id",
            "l.child_id",
            """
        SELECT l.id, p.number || ' → ' || c.number, moved.kg, l.kg
        FROM manifests_batchlink AS l
        JOIN scope ON scope.id = {batch}
        JOIN manifests_wastebatch AS p ON p.id = l.parent_id
        JOIN manifests_wastebatch AS c ON c.id = l.child_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(m.kg), 0) AS kg FROM manifests_movement AS m
            WHERE m.from_batch_id = l.parent_id AND m.to_batch_id = l.child_id
        ) AS moved
        WHERE moved.kg <> l.kg
          -- what a treatment yields has its own proof
          AND NOT (moved.kg = 0 AND EXISTS (
              SELECT FROM manifests_movement AS m WHERE m.to_batch_id = l.child_id AND m.from_account = 'process'
          ))
        """,
        ),
    ),
    (
        "what moved from batch to batch has its link",
        "manifests_movement",
        _either(
            "m.from_batch_id",
            "m.to_batch_id",
            """
        SELECT (array_agg(m.id ORDER BY m.id))[1], p.number || ' → ' || c.number, sum(m.kg), 0
        FROM manifests_movement AS m
        JOIN scope ON scope.id = {batch}
        JOIN manifests_wastebatch AS p ON p.id = m.from_batch_id
        JOIN manifests_wastebatch AS c ON c.id = m.to_batch_id
        WHERE m.from_batch_id <> m.to_batch_id
          AND NOT EXISTS (
              SELECT FROM manifests_batchlink AS l WHERE l.parent_id = m.from_batch_id AND l.child_id = m.to_batch_id
          )
        GROUP BY p.id, c.id
        """,
        ),
    ),
    (
        "the links of what a treatment yielded weigh what it yielded",
        "manifests_wastebatch",
        """
        SELECT scope.id, scope.number, yielded.kg, linked.kg
        FROM scope
        JOIN (
            SELECT m.to_batch_id AS batch_id, sum(m.kg) AS kg FROM manifests_movement AS m
            WHERE m.from_account = 'process' GROUP BY m.to_batch_id
        ) AS yielded ON yielded.batch_id = scope.id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(l.kg), 0) AS kg FROM manifests_batchlink AS l
            WHERE l.child_id = scope.id AND NOT EXISTS (
                SELECT FROM manifests_movement AS m WHERE m.from_batch_id = l.parent_id AND m.to_batch_id = l.child_id
            )
        ) AS linked
        WHERE yielded.kg <> linked.kg
        ORDER BY scope.id
        """,
    ),
    (
        "stock is the sum of its movements",
        "manifests_stock",
        """
        SELECT coalesce(s.id::text, 'missing'),
               coalesce(b.number, '') || ' ' || coalesce(s.account, moved.account), coalesce(moved.kg, 0),
               coalesce(s.kg, 0)
        FROM (
            SELECT batch_id, account, facility_id, area_id, sum(kg) AS kg FROM (
                SELECT to_batch_id AS batch_id, to_account AS account, to_facility_id AS facility_id,
                       to_area_id AS area_id, kg
                FROM manifests_movement WHERE to_account IN ('site', 'store', 'transit')
                UNION ALL
                SELECT from_batch_id, from_account, from_facility_id, from_area_id, -kg
                FROM manifests_movement WHERE from_account IN ('site', 'store', 'transit')
            ) AS entries
            WHERE batch_id IN (SELECT id FROM scope)
            GROUP BY batch_id, account, facility_id, area_id
        ) AS moved
        FULL JOIN (
            SELECT * FROM manifests_stock WHERE batch_id IN (SELECT id FROM scope)
        ) AS s
          ON s.batch_id = moved.batch_id AND s.account = moved.account
         AND coalesce(s.facility_id::text, '') = coalesce(moved.facility_id::text, '')
         AND coalesce(s.area_id::text, '') = coalesce(moved.area_id::text, '')
        LEFT JOIN manifests_wastebatch AS b ON b.id = coalesce(s.batch_id, moved.batch_id)
        WHERE coalesce(moved.kg, 0) <> coalesce(s.kg, 0)
        ORDER BY b.id, 1
        """,
    ),
    (
        "an open batch weighs what lies in stock, and a closed one lies nowhere",
        "manifests_wastebatch",
        """
        SELECT scope.id, scope.number || ' ' || scope.state, due.kg, lying.kg
        FROM scope
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(s.kg), 0) AS kg FROM manifests_stock AS s WHERE s.batch_id = scope.id
        ) AS lying
        CROSS JOIN LATERAL (
            SELECT CASE WHEN EXISTS (SELECT FROM manifests_closing_state AS c WHERE c.state = scope.state)
                   THEN 0 ELSE scope.kg END AS kg
        ) AS due
        WHERE lying.kg <> due.kg
        ORDER BY scope.id
        """,
    ),
    (
        "a closed batch ended where its state says",
        "manifests_wastebatch",
        """
        SELECT scope.id, scope.number || ' ' || scope.state, scope.kg, ended.kg
        FROM scope
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(m.kg), 0) AS kg FROM manifests_movement AS m
            WHERE m.from_batch_id = scope.id AND CASE
                WHEN scope.state IN ('utilised', 'disposed') THEN m.to_account = 'process'
                WHEN scope.state = 'exported' THEN m.to_account = 'export'
                WHEN scope.state = 'sent_back' THEN m.to_account = 'outside'
                WHEN scope.state = 'lost' THEN m.to_account IN ('loss', 'adjustment', 'source')
                ELSE m.to_batch_id <> scope.id
            END
        ) AS ended
        WHERE scope.state IN ('split', 'regrouped', 'utilised', 'disposed', 'exported', 'lost', 'sent_back')
          -- before the last loss there may have been others
          AND CASE scope.state WHEN 'lost' THEN ended.kg < scope.kg ELSE ended.kg <> scope.kg END
        ORDER BY scope.id
        """,
    ),
    (
        "a site's treatments yield no more than they took",
        "facilities_facility",
        """
        SELECT f.id, f.name, coalesce(sum(m.kg) FILTER (WHERE m.to_account = 'process'), 0),
               coalesce(sum(m.kg) FILTER (WHERE m.from_account = 'process'), 0)
        FROM manifests_movement AS m
        JOIN facilities_facility AS f
          ON f.id = CASE WHEN m.to_account = 'process' THEN m.to_facility_id ELSE m.from_facility_id END
        WHERE 'process' IN (m.from_account, m.to_account) AND (%(facility)s::uuid IS NULL OR f.id = %(facility)s)
        GROUP BY f.id
        HAVING coalesce(sum(m.kg) FILTER (WHERE m.to_account = 'process'), 0)
             < coalesce(sum(m.kg) FILTER (WHERE m.from_account = 'process'), 0)
        ORDER BY f.id
        """,
    ),
)
BALANCE = "opening + in = out + closing"


def breaks(asked: Asked = EVERYTHING) -> list[Break]:
    """Every row that breaks the ledger (at most 100 of each kind), the first one first; empty when all adds up.

    A facility narrows to the batches that moved or lie there, a month to those that moved in it.
    """
    found: list[Break] = []
    with connection.cursor() as cursor:
        for proof, table, statement in PROOFS:
            cursor.execute(f"WITH {SCOPE} {statement} LIMIT {MOST}", asked.params)
            found += [
                Break(proof, table, str(row), about, _text(expected), _text(kg))
                for row, about, expected, kg in cursor.fetchall()
            ]
    for balance in balances(asked):
        if not balance.holds:
            about = f"{balance.code} {balance.month:%Y-%m}"
            row = str(balance.facility or "on the road")
            found.append(
                Break(BALANCE, "facilities_facility", row, about, _text(balance.expected), _text(balance.closing))
            )
    return found


def _text(value) -> str:
    return f"{value:.3f} kg" if isinstance(value, Decimal | int) else str(value)
