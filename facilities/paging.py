"""Keyset paging: a page begins at the key where the last one ended, so that page 1000 costs what page 1 costs."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

PAGE = 25


@dataclass(frozen=True)
class Page:
    """The rows of one page, newest first, and the addresses (query strings) of its neighbours; empty where none is."""

    rows: list
    previous_url: str
    next_url: str


def page_of(rows: QuerySet, params: QueryDict, size: int = PAGE) -> Page:
    """One page of `rows` by their UUIDv7 keys, newest first, in one statement and without counting.

    `before` and `after` in `params` hold the key of a neighbour's row; a key that is none shows the first page.
    """
    before, after = _key(params, "before"), _key(params, "after")
    if after and not before:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        newer, older = len(found) > size, True
    else:
        found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: size + 1])
        shown = found[:size]
        newer, older = before is not None, len(found) > size
    if not shown:
        return Page([], "", "")
    return Page(
        shown,
        _address(params, "after", shown[0].pk) if newer else "",
        _address(params, "before", shown[-1].pk) if older else "",
    )


def _key(params: QueryDict, name: str) -> UUID | None:
    try:
        return UUID(params[name])
    except (KeyError, ValueError):
        return None


def _address(params: QueryDict, name: str, key: UUID) -> str:
    kept = params.copy()
    kept.pop("before", None)
    kept.pop("after", None)
    kept[name] = str(key)
    return f"?{kept.urlencode()}"
