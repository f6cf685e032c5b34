"""Groups of things to do, and the sources that fill them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LIMIT = 20  # rows that are counted; more show as "20+"
# Of a due day in a year whose holidays are not all known.
MAY_MOVE = _("the day may move: that year's holidays are not published yet")


@dataclass(frozen=True)
class Item:
    """One thing to do. `due_at` is the end of its last day (midnight); without a `url` nothing can be done here."""

    title: str
    url: str = ""
    note: str = ""
    state: str = ""
    due_at: datetime | None = None


@dataclass
class Group:
    """Things to do of one kind, the most pressing first: at most LIMIT + 1 items.

    `url` shows them all; with a `label` it does something with them all, and the page offers it as a button.
    """

    order: int
    title: str | Promise
    items: list[Item] = field(default_factory=list)
    url: str = ""
    label: str | Promise = ""

    @property
    def count(self) -> str:
        return f"{LIMIT}+" if len(self.items) > LIMIT else str(len(self.items))


Source = Callable[[object, datetime], Iterable[Group]]
_sources: list[Source] = []


def offer(source: Source) -> None:
    """Register `source(person, now)`, which answers with groups; empty ones are not shown."""
    _sources.append(source)


def waiting_for(person, now: datetime) -> list[Group]:
    """Every group with something in it, the most pressing kind first."""
    groups = [group for source in _sources for group in source(person, now) if group.items]
    return sorted(groups, key=lambda group: group.order)
