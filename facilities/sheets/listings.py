"""What can be exported: every list of the house with its columns. Each app registers its own in AppConfig.ready."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

BLOCK = 2000


@dataclass(frozen=True)
class Cell:
    """One column of an export: its head, and how a row's value is had from what one statement fetched."""

    label: str | Promise
    value: Callable[[Any], Any]
    width: int = 16


@dataclass(frozen=True)
class Listing:
    """`rows(person, params)`: what the person may see, narrowed as the page narrows it, with its joins, in no order.

    `may(person)`: whether the list is theirs to open at all. `most` rows are written at once as xlsx; more by a job.
    """

    name: str
    label: str | Promise
    cells: tuple[Cell, ...]
    rows: Callable[[Any, QueryDict], QuerySet]
    may: Callable[[Any], bool]


_listings: dict[str, Listing] = {}


def offer(listing: Listing) -> None:
    """Register a list. Registering a name again replaces it."""
    _listings[listing.name] = listing


def listing_named(name: str) -> Listing | None:
    return _listings.get(name)


def listings() -> list[Listing]:
    return list(_listings.values())


def blocks(rows: QuerySet) -> Iterator[list]:
    """All rows, newest first, block by block behind the last key: no long transaction, no offset, flat memory."""
    rows, last = rows.order_by("-pk"), None
    while found := list((rows if last is None else rows.filter(pk__lt=last))[:BLOCK]):
        yield found
        last = found[-1].pk
        if len(found) < BLOCK:
            return


def lines(listing: Listing, rows: QuerySet) -> Iterator[list]:
    """Each row's values in the order of the columns."""
    getters = [cell.value for cell in listing.cells]
    for block in blocks(rows):
        for row in block:
            yield [value(row) for value in getters]
