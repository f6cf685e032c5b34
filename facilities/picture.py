"""A few dated rows that every action asks for: a process keeps a picture of them and takes another after some seconds.

Workers need not agree within these seconds: what an authority enters begins tomorrow at the earliest, and by then every
worker has asked again.
"""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models.signals import post_delete, post_save

Row = TypeVar("Row")


@dataclass(frozen=True)
class Dated:
    """A row with its days, both included. `prefix`: the digits its places share, "" for the whole country."""

    prefix: str
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def most_specific_first(rows: list[Dated]) -> None:
    """Sort as `in_force` reads them: the smallest region first, and of each the latest start."""
    rows.sort(key=lambda row: (len(row.prefix), row.valid_from), reverse=True)


def in_force(rows: Sequence[Dated], on: date, region: str) -> Dated | None:
    """What holds on a day in a region. Days before the country's first row are judged by it."""
    for row in rows:
        if region.startswith(row.prefix) and row.holds(on):
            return row
    is_earlier = rows and not rows[-1].prefix and on < rows[-1].valid_from
    return rows[-1] if is_earlier else None


class Picture(Generic[Row]):
    """{key: rows} as `take()` reads them, kept for `seconds()`; nothing is kept of an empty table."""

    def __init__(self, take: Callable[[], dict[Hashable, Row]], seconds: Callable[[], float]):
        self._take, self._seconds = take, seconds
        # Replaced whole and never changed: another thread sees the old picture or the new one and nothing between.
        self._taken: tuple[float, dict[Hashable, Row]] | None = None
        self.changes = 0  # rows entered by this process so far

    def rows(self) -> dict[Hashable, Row]:
        taken = self._taken
        if taken is None or time.monotonic() - taken[0] > self._seconds():
            taken = time.monotonic(), self._take()
            self._taken = taken if taken[1] else None
        return taken[1]

    def forget(self) -> None:
        """Let the next question be asked of the database."""
        self._taken = None

    def follow(self, model: type) -> None:
        """Forget whenever this process changes a row of the model."""
        for signal in (post_save, post_delete):
            signal.connect(self._row_changed, sender=model, dispatch_uid=f"picture of {model._meta.label}")

    def _row_changed(self, **_signal) -> None:
        self.changes += 1
        self.forget()
