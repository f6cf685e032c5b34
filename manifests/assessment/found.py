"""What a check found: how many rows it looked at, how many do not fit, and which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise

from facilities.paging import Page, page_of


class Verdict(StrEnum):
    """What is said of one check, the worst first."""

    UNFIT = "unfit"
    PARTLY = "partly"
    NOT_JUDGED = "not_judged"  # our records cannot tell; the firm may say itself
    FITS = "fits"
    NOTHING = "nothing"  # there was nothing to look at


@dataclass(frozen=True)
class Row:
    """One thing that was looked at. `title` is its number or name, `url` its page, `figures` what is wrong."""

    title: str | Promise
    fits: bool = False
    url: str = ""
    figures: str = ""
    day: date | datetime | None = None
    clerks_only: bool = False  # the page behind `url` is for the site's clerks alone


class Found(Protocol):
    """Rows that can be counted and those of them that do not fit, a page at a time."""

    total: int
    unfit: int

    def page(self, params: QueryDict) -> Page: ...


def verdict_of(total: int, unfit: int) -> Verdict:
    if not total:
        return Verdict.NOTHING
    if not unfit:
        return Verdict.FITS
    return Verdict.UNFIT if unfit == total else Verdict.PARTLY


class Listed:
    """A few rows, told one by one: years, stores, periods, papers."""

    def __init__(self, rows: list[Row]):
        self.rows = rows
        self.total = len(rows)
        self.unfit = sum(not row.fits for row in rows)

    def page(self, params: QueryDict) -> Page:
        """All of them: a site has some dozens at most."""
        return Page([row for row in self.rows if not row.fits], "", "")


class Sifted:
    """Many rows of which only those that do not fit are told one by one."""

    def __init__(self, total: int, rows: list[Row]):
        self.total, self._rows = total, rows

    @property
    def unfit(self) -> int:
        return len(self._rows)

    def page(self, params: QueryDict) -> Page:
        """All that do not fit: a site has few."""
        return Page(self._rows, "", "")


class Counted:
    """Rows of the database: `rows`, those of them that do not fit by the expression `unfit`, and how one is shown.

    The figures are one statement however many rows there are; a page is another.
    """

    def __init__(self, rows: QuerySet, unfit: Q, shown: Callable[[object], Row], *, joined: tuple[str, ...] = ()):
        self._rows = rows.order_by().annotate(unfit=unfit)
        self._shown, self._joined = shown, joined

    @cached_property
    def _figures(self) -> dict[str, int]:
        return self._rows.aggregate(total=Count("pk"), wrong=Count("pk", filter=Q(unfit=True)))

    @property
    def total(self) -> int:
        return self._figures["total"]

    @property
    def unfit(self) -> int:
        return self._figures["wrong"]

    def page(self, params: QueryDict) -> Page:
        page = page_of(self._rows.filter(unfit=True).select_related(*self._joined), params)
        return Page([self._shown(row) for row in page.rows], page.previous_url, page.next_url)
