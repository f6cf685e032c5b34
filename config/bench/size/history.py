"""Years of manifests, loaded by COPY from a few lives that were made through the actions.

Keys, checks, unique numbers and foreign keys are in force, and so are the triggers that keep the stock and put events
on the list for the next seal. Switched off while rows come in are only those that a finished row cannot pass (a state
reached step by step) and those whose work comes along as rows or is proven afterwards (fates; books that close).
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context

from django.db import connection
from django.utils.timezone import get_current_timezone
from psycopg.conninfo import make_conninfo

from config.bench.size.copying import CHUNK, Plan, begin, copy_into, load_chunk
from config.bench.size.life import Life, Press
from facilities import clock

SPAN = 360  # days that a history spreads over, until yesterday
PASSED = {
    "manifests_manifest": ("manifest_step",),
    "manifests_wastebatch": ("batch_step", "batch_opens_with_books"),
    "manifests_movement": ("movement_books_close", "movement_makes_fate_due", "movement_makes_ledger_due"),
}
# The running sums that actions would have kept, from the rows: none of them is evidence.
SUMS = (
    """
    INSERT INTO manifests_flow (month, origin_region_id, category, method_id, consignee_id, kg, line_count)
    SELECT date_trunc('month', m.received_at AT TIME ZONE %(zone)s)::date, m.origin_region_id, c.code,
           l.method_id, m.consignee_id, sum(l.accepted_kg), count(*)
    FROM manifests_manifestline AS l
    JOIN manifests_manifest AS m ON m.id = l.manifest_id
    JOIN facilities_wastecode AS w ON w.id = l.waste_code_id
    JOIN facilities_wastecategory AS c ON c.id = w.category_id
    WHERE l.accepted_kg > 0
    GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (month, origin_region_id, category, method_id, consignee_id)
    DO UPDATE SET kg = excluded.kg, line_count = excluded.line_count
    """,
    """
    INSERT INTO manifests_series (key, last)
    SELECT 'batch:' || holder_id || ':' || substr(number, 5, 8), max(split_part(substr(number, 13), '-', 1)::int)
    FROM (SELECT number, generator_id AS holder_id FROM manifests_wastebatch) AS batch GROUP BY 1
    ON CONFLICT (key) DO UPDATE SET last = greatest(manifests_series.last, excluded.last)
    """,
    # The lanes have one permit between them, and one line in each plan.
    """
    INSERT INTO facilities_permitusage (item_id, year, committed_kg, received_kg)
    SELECT (SELECT id FROM facilities_permititem), extract(year FROM received_at AT TIME ZONE %(zone)s), 0,
           sum(received_kg)
    FROM manifests_manifest WHERE received_at IS NOT NULL GROUP BY 2
    ON CONFLICT (item_id, year) DO UPDATE SET received_kg = excluded.received_kg
    """,
    """
    UPDATE facilities_planline AS line SET issued_kg = issued.kg
    FROM facilities_managementplan AS plan
    JOIN (
        SELECT consignor_id, extract(year FROM issued_at AT TIME ZONE %(zone)s) AS year, sum(declared_kg) AS kg
        FROM manifests_manifest WHERE issued_at IS NOT NULL GROUP BY 1, 2
    ) AS issued ON issued.consignor_id = plan.facility_id AND issued.year = plan.year
    WHERE line.plan_id = plan.id
    """,
)


class History:
    """Copies of `lives`, which take turns; `total` of them in all, loaded a part at a time, the oldest first."""

    def __init__(self, lives: list[Life], total: int):
        self._lives = lives
        first = clock.today() - timedelta(days=SPAN)
        self._plan = Plan(first, a_day=-(-total // SPAN), numbers=_take_numbers(total))

    def load(self, start: int, stop: int, *, workers: int | None = None) -> None:
        """The copies from `start` until `stop`, in as many processes as the machine has processors unless told.

        Inside a transaction of the caller's there is one, because nobody else sees what that transaction wrote.
        """
        with _finished_rows_may_pass():
            if connection.in_atomic_block:
                presses = [Press(life, seed) for seed, life in enumerate(self._lives)]
                with connection.cursor() as cursor:
                    copy_into(cursor, presses, self._plan, start, stop)
            else:
                self._load_in_processes(start, stop, workers or os.cpu_count() or 1)
        with connection.cursor() as cursor:
            for statement in SUMS:
                cursor.execute(statement, {"zone": str(get_current_timezone())})

    def _load_in_processes(self, start: int, stop: int, workers: int) -> None:
        connection.ensure_connection()
        info = connection.connection.info
        address = make_conninfo(**info.get_parameters(), password=info.password)
        with ProcessPoolExecutor(workers, get_context("spawn"), begin, (address, self._lives)) as pool:
            chunks = [
                pool.submit(load_chunk, self._plan, first, min(first + CHUNK, stop))
                for first in range(start, stop, CHUNK)
            ]
            for chunk in chunks:
                chunk.result()


def _take_numbers(count: int) -> int:
    """The first of `count` serials in a row; manifests that are issued from now on are numbered after them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('manifests_manifest_serial')")
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval('manifests_manifest_serial', %s)", [first + count])
    return first


@contextmanager
def _finished_rows_may_pass() -> Iterator[None]:
    with connection.cursor() as cursor:
        _switch(cursor, "DISABLE")
        yield
        _switch(cursor, "ENABLE")


def _switch(cursor, how: str) -> None:
    if connection.in_atomic_block:  # a table with checks still waiting is not altered
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table, triggers in PASSED.items():
        for trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")
