"""The family of batches, read from the database: all that came out of some of them, or all that went into them.

One statement each way, whatever the size of the family, so that links, ledger and stock are of one moment. Every step
is a look-up by index: `OFFSET 0` keeps the planner from joining whole tables when it guesses a family to be large.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.timezone import localdate

from manifests.fate import End, Graph, Kind, Link, Node
from manifests.models.movement import HOLDING
from manifests.quantities import ZERO

DESCENDANTS = """
WITH RECURSIVE family (batch_id) AS (
    SELECT unnest(%(batches)s::uuid[])
    UNION
    SELECT step.child_id FROM family CROSS JOIN LATERAL (
        SELECT child_id FROM manifests_batchlink WHERE parent_id = family.batch_id OFFSET 0
    ) AS step
)
SELECT 'link', family.batch_id, link.parent_id, NULL::uuid, '', NULL::uuid, NULL::uuid, NULL::bigint,
       NULL::timestamptz, link.kg
FROM family CROSS JOIN LATERAL (
    SELECT parent_id, kg FROM manifests_batchlink WHERE child_id = family.batch_id OFFSET 0
) AS link
UNION ALL
SELECT 'in', family.batch_id, NULL, entry.event_id, entry.from_account, entry.from_facility_id, NULL, NULL,
       entry.happened_at, entry.kg
FROM family CROSS JOIN LATERAL (
    SELECT * FROM manifests_movement WHERE to_batch_id = family.batch_id OFFSET 0
) AS entry
WHERE entry.to_account = ANY(%(holding)s) AND entry.from_account <> ALL(%(holding)s)
UNION ALL
SELECT 'out', family.batch_id, NULL, entry.event_id, entry.to_account,
       coalesce(entry.to_facility_id, entry.from_facility_id), NULL, batch.treated_by_id,
       entry.happened_at, entry.kg
FROM family CROSS JOIN LATERAL (
    SELECT * FROM manifests_movement WHERE from_batch_id = family.batch_id OFFSET 0
) AS entry
CROSS JOIN LATERAL (
    SELECT treated_by_id FROM manifests_wastebatch WHERE id = family.batch_id OFFSET 0
) AS batch
WHERE entry.from_account = ANY(%(holding)s) AND entry.to_account <> ALL(%(holding)s)
UNION ALL
SELECT 'stock', family.batch_id, NULL, NULL, stock.account, stock.facility_id, stock.area_id, NULL, NULL, stock.kg
FROM family CROSS JOIN LATERAL (
    SELECT * FROM manifests_stock WHERE batch_id = family.batch_id AND kg > 0 OFFSET 0
) AS stock
"""

ANCESTORS = """
WITH RECURSIVE family (batch_id) AS (
    SELECT unnest(%(batches)s::uuid[])
    UNION
    SELECT step.parent_id FROM family CROSS JOIN LATERAL (
        SELECT parent_id FROM manifests_batchlink WHERE child_id = family.batch_id OFFSET 0
    ) AS step
)
SELECT 'link', family.batch_id, link.parent_id, NULL::uuid, '', NULL::uuid, NULL::uuid, NULL::bigint,
       NULL::timestamptz, link.kg
FROM family CROSS JOIN LATERAL (
    SELECT parent_id, kg FROM manifests_batchlink WHERE child_id = family.batch_id OFFSET 0
) AS link
UNION ALL
SELECT 'in', family.batch_id, NULL, entry.event_id, entry.from_account, NULL, NULL, NULL, entry.happened_at, entry.kg
FROM family CROSS JOIN LATERAL (
    SELECT * FROM manifests_movement WHERE to_batch_id = family.batch_id OFFSET 0
) AS entry
WHERE entry.from_account IN ('source', 'outside')
"""

ENDING = {"process": Kind.TREATED, "loss": Kind.LOST, "export": Kind.EXPORTED, "outside": Kind.RETURNED}


class Entry(NamedTuple):
    """One row of what was read about a batch: a link from `parent`, a movement `in` or `out`, or what is in stock."""

    what: str
    batch: UUID
    parent: UUID | None
    event: UUID | None
    account: str
    facility: UUID | None
    area: UUID | None
    method: int | None
    happened_at: datetime | None
    kg: Decimal


def descendants(batches: Iterable[UUID], *, since: datetime | None = None) -> Graph:
    """The batches and all that came out of them, as `fate_of` wants it.

    What was booked out of the batches themselves before `since` is taken for a difference of their weight.
    """
    return _read(DESCENDANTS, batches, since)


def ancestors(batches: Iterable[UUID]) -> Graph:
    """The batches and all that went into them, as `sources_of` wants it: no ways out, only what came in."""
    return _read(ANCESTORS, batches)


def origins_of(batches: Iterable[UUID]) -> list[UUID]:
    """Those of the batches and of what went into them that arose somewhere, in key order."""
    graph = ancestors(batches)
    return sorted(key for key, node in graph.nodes.items() if node.own)


def _read(statement: str, batches: Iterable[UUID], since: datetime | None = None) -> Graph:
    keys = list(batches)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"batches": keys, "holding": [str(account) for account in HOLDING]})
        return graph_of(keys, [Entry._make(row) for row in cursor.fetchall()], since=since)


@dataclass
class Ending:
    """One booking out of a batch for good; a part of it may have come out again as a new batch."""

    end: End
    event: UUID
    happened_at: datetime
    kg: Decimal


def graph_of(batches: Sequence[UUID], entries: Sequence[Entry], *, since: datetime | None = None) -> Graph:
    """Put a family together from its entries.

    A treatment that yields new waste books its inputs into `process` and its products out of it, in one event, and
    links each input to what became of it. What is linked went on; only the rest of the input was treated for good.
    """
    nodes = {key: Node() for key in batches}
    for entry in entries:
        nodes.setdefault(entry.batch, Node())
    links = [Link(entry.parent, entry.batch, entry.kg) for entry in entries if entry.what == "link"]
    endings = _endings(entries)
    yielded = _yielded(entries, endings)
    for link in links:
        for event in yielded[link.child]:
            _shorten(endings[link.parent], link.kg, event=event)
    for entry in entries:
        node = nodes[entry.batch]
        match entry.what, entry.account:
            case "in", "source" | "outside":
                node.own += entry.kg
            case "in", "adjustment":
                node.adjusted += entry.kg
            case "out", "adjustment":
                node.adjusted -= entry.kg
            case "out", "source":  # taken back: it never arose
                node.own -= entry.kg
            case "in", _ if entry.event not in yielded[entry.batch]:  # booked back
                _shorten(endings[entry.batch], entry.kg, kind=ENDING[entry.account])
            case "stock", _:
                end = End(Kind(entry.account), entry.facility, entry.area)
                node.ends[end] = node.ends.get(end, ZERO) + entry.kg
    for key, ended in endings.items():
        for ending in ended:
            if since and key in batches and ending.happened_at < since:
                nodes[key].adjusted -= ending.kg
            elif ending.kg:
                nodes[key].ends[ending.end] = nodes[key].ends.get(ending.end, ZERO) + ending.kg
    return Graph(nodes, links)


def _endings(entries: Sequence[Entry]) -> dict[UUID, list[Ending]]:
    """What was booked out of each batch for good, the latest first."""
    found: dict[UUID, list[Ending]] = defaultdict(list)
    for entry in entries:
        if entry.what == "out" and entry.account in ENDING:
            kind = ENDING[entry.account]
            method = entry.method if kind == Kind.TREATED else None
            end = End(kind, entry.facility, None, method, localdate(entry.happened_at))
            found[entry.batch].append(Ending(end, entry.event, entry.happened_at, entry.kg))
    for ended in found.values():
        ended.sort(key=lambda ending: (ending.happened_at, ending.event), reverse=True)
    return found


def _yielded(entries: Sequence[Entry], endings: dict[UUID, list[Ending]]) -> dict[UUID, set[UUID]]:
    """{product: the event of the treatment that yielded it}: one that a parent of it went into."""
    treatments = {
        key: {ending.event for ending in ended if ending.end.kind == Kind.TREATED} for key, ended in endings.items()
    }
    came: dict[UUID, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.what == "in" and entry.account == "process":
            came[entry.batch].add(entry.event)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.what == "link":
            found[entry.batch] |= came[entry.batch] & treatments.get(entry.parent, set())
    return found


def _shorten(ended: list[Ending], kg: Decimal, *, event: UUID | None = None, kind: Kind | None = None) -> None:
    """Take `kg` off what was booked out by the event, or in this way; the latest first."""
    for ending in ended:
        if ending.event == event or ending.end.kind == kind:
            part = min(ending.kg, kg)
            ending.kg -= part
            kg -= part
