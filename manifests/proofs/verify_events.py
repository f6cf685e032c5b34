"""Events against their own hashes, against the event before, and against the rows that they brought about."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context

from django.db import connection
from psycopg.conninfo import make_conninfo

from manifests.models.stateful import GENESIS
from manifests.proofs.breaks import Break, What
from manifests.proofs.recompute import Altered, altered, judge, rows_of

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
SUBJECTS = {"manifest": "manifests_manifest", "batch": "manifests_wastebatch"}

# Each event's predecessor is looked up by its number, which is unique: so numbers run from 1 without a gap.
CHAIN = """
    SELECT event.{subject}_id::text, event.sequence, event.id::text, before.hash, event.previous_hash
    FROM manifests_custodyevent AS event
    LEFT JOIN manifests_custodyevent AS before
        ON before.{subject}_id = event.{subject}_id AND before.sequence = event.sequence - 1
    WHERE event.{subject}_id IS NOT NULL AND event.recorded_at >= %(since)s
      AND CASE WHEN event.sequence = 1 THEN event.previous_hash <> %(genesis)s
               ELSE before.hash IS DISTINCT FROM event.previous_hash END
    ORDER BY event.id
"""
HEAD = """
    SELECT subject.id::text, subject.event_count, last.id::text,
           format('%%s events, head %%s, state %%s', subject.event_count + (further.id IS NOT NULL)::int,
                  coalesce(last.hash, %(genesis)s), last.new_state),
           format('%%s events, head %%s, state %%s', subject.event_count, subject.event_head, subject.state)
    FROM {table} AS subject
    LEFT JOIN manifests_custodyevent AS last
        ON last.{subject}_id = subject.id AND last.sequence = subject.event_count
    LEFT JOIN manifests_custodyevent AS further
        ON further.{subject}_id = subject.id AND further.sequence = subject.event_count + 1
    WHERE last.id IS NULL OR last.hash <> subject.event_head OR last.new_state <> subject.state
       OR further.id IS NOT NULL
    ORDER BY subject.id
"""


def altered_events(since: datetime | None, workers: int, snapshot: str | None) -> tuple[int, list[Break]]:
    """How many events were read, and those whose rows are not what was signed, in the order in which they came.

    With several workers each takes a part in a process of its own, and sees the database as `snapshot` does.
    """
    condition, parameters = ("recorded_at >= %s", [since]) if since else ("TRUE", [])
    if workers < 2 or snapshot is None:
        with connection.chunked_cursor() as cursor:
            counts = [judge(rows_of(cursor, condition, parameters))]
    else:
        parts = [(f"{condition} AND {part}", [*parameters, *bounds]) for part, bounds in _parts(workers)]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            asked = [pool.submit(altered, _address(), snapshot, *part) for part in parts]
            counts = [part.result() for part in asked]
    found = sorted((row for _count, rows in counts for row in rows), key=lambda row: row.event)
    return sum(count for count, _rows in counts), [_as_break(row) for row in found]


def broken_chains(since: datetime | None) -> Iterator[Break]:
    """Events that do not follow from the one before them, and subjects that do not end where their events end."""
    known = {"genesis": GENESIS, "since": since or BEGINNING}
    with connection.cursor() as cursor:
        for subject in SUBJECTS:
            cursor.execute(CHAIN.format(subject=subject), known)
            for pk, sequence, event, expected, found in cursor.fetchall():
                yield Break(What.CHAIN, place(subject, pk, sequence, event), expected or GENESIS, found)
        for subject, table in SUBJECTS.items():
            cursor.execute(HEAD.format(subject=subject, table=table), known)
            for pk, sequence, event, expected, found in cursor.fetchall():
                yield Break(What.HEAD, place(subject, pk, sequence, event), expected, found)


def place(subject: str, pk: str, sequence: int, event: str | None) -> str:
    return f"{subject} {pk}, event {sequence}" + (f" ({event})" if event else "")


def _as_break(row: Altered) -> Break:
    subject = "manifest" if row.is_manifest else "batch"
    return Break(What.EVENT, place(subject, row.subject, row.sequence, row.event), row.expected, row.found)


def _parts(workers: int) -> Iterator[tuple[str, list]]:
    """The table in parts of about the same length, cut at keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM manifests_custodyevent")
        (count,) = cursor.fetchone()
        cuts = []
        for part in range(1, workers):
            cursor.execute(
                "SELECT id FROM manifests_custodyevent ORDER BY id OFFSET %s LIMIT 1", [count * part // workers]
            )
            cuts += [row[0] for row in cursor.fetchall()]
    for lower, upper in zip([None, *cuts], [*cuts, None], strict=True):
        bounds = [("id >= %s", lower), ("id < %s", upper)]
        yield (
            " AND ".join(text for text, key in bounds if key) or "TRUE",
            [key for _text, key in bounds if key],
        )


def _address() -> str:
    """How a process of its own reaches this same database."""
    info = connection.connection.info
    return make_conninfo(**info.get_parameters(), password=info.password)
