"""The shape of a reference file: its columns, its key, how its rows are checked and what they become."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import models

from facilities.catalogue.problems import Problem
from facilities.catalogue.sheet import Column, Row, read_sheet


@dataclass(frozen=True)
class Entries:
    """Objects to store, the fields that identify each, and the stored rows that this file speaks for.

    A stored row of `scope` that the file no longer holds is removed unless something refers to it. With no
    scope nothing is ever removed.
    """

    objects: list[models.Model]
    key: tuple[str, ...]
    scope: models.QuerySet | None = None


class Table:
    """One reference file. A subclass gives `file`, `columns` and `key`, and makes objects in `entries`."""

    file: str
    columns: tuple[Column, ...]
    # Columns that together may not repeat in the file.
    key: tuple[str, ...]
    # Files that must not have been refused in the same run, because rows here point to rows there.
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the load is remembered by."""
        return self.file

    def data(self, folder: Path) -> bytes:
        """The file's bytes. Raises OSError."""
        return (folder / self.file).read_bytes()

    def read(self, data: bytes) -> tuple[list[Row], list[Problem]]:
        """All rows and all problems: of form, and where the form is right, of how rows fit together."""
        rows, problems = read_sheet(self.name, data, self.columns)
        if not problems:
            problems = [*self.duplicates(rows), *self.check(rows)]
        return rows, problems

    def duplicates(self, rows: list[Row]) -> Iterator[Problem]:
        first_seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            value = tuple(row[column] for column in self.key)
            first = first_seen.setdefault(value, row.number)
            if first != row.number:
                yield self.problem(row, self.key[0], "duplicate", first=first)

    def check(self, rows: list[Row]) -> Iterator[Problem]:
        """How the rows fit each other and what is stored."""
        return iter(())

    def entries(self, rows: list[Row]) -> Iterator[Entries]:
        """What to store, in order. Each Entries is stored before the next is asked for."""
        raise NotImplementedError

    def problem(self, row: Row, column: str, code: str, /, **details) -> Problem:
        return Problem(self.name, row.number, column, row[column], code, details)


def stored(model: type[models.Model], field: str = "pk", **conditions) -> set:
    """The values of a field over all stored rows that meet the conditions."""
    return set(model._default_manager.filter(**conditions).values_list(field, flat=True))
