"""Chunks of copied lives into the database, by COPY. Pure of Django, so that processes of their own can do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg

from config.bench.size.life import Life, Press

CHUNK = 1000  # lives to a transaction: deferred checks wait until its end


@dataclass(frozen=True)
class Plan:
    """How copies spread: `a_day` on each day from the first on, their manifests numbered from `numbers`."""

    first: date
    a_day: int
    numbers: int

    def copy(self, press: Press, serial: int) -> dict[str, str]:
        past, in_day = divmod(serial, self.a_day)
        return press.copy(serial, self.first + timedelta(days=past), in_day, self.numbers + serial)


def copy_into(cursor, presses: Sequence[Press], plan: Plan, start: int, stop: int) -> None:
    """The copies from `start` until `stop`; lives take turns. One COPY a table."""
    rows: dict[str, list[str]] = {table: [] for table in presses[0].life.rows}
    for serial in range(start, stop):
        for table, text in plan.copy(presses[serial % len(presses)], serial).items():
            rows[table].append(text)
    for table, texts in rows.items():
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write("".join(texts))


class Process:
    """What a process of its own holds from its start to its end."""

    connection: psycopg.Connection
    presses: Sequence[Press]


def begin(address: str, lives: Sequence[Life]) -> None:
    """Once in each process."""
    Process.connection = psycopg.connect(address, autocommit=True)
    Process.connection.execute("SET synchronous_commit = off")
    Process.presses = [Press(life, seed) for seed, life in enumerate(lives)]


def load_chunk(plan: Plan, start: int, stop: int) -> None:
    with Process.connection.transaction(), Process.connection.cursor() as cursor:
        copy_into(cursor, Process.presses, plan, start, stop)
