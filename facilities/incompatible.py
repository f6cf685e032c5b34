"""Which categories of waste are kept apart on a day. A few dated rows, read once a process and kept for an hour.

They come from a reference file only, so a worker that has not seen a new one yet is late, never wrong for long.
"""

from datetime import date

from facilities.models import Incompatibility
from facilities.picture import Picture

KEPT_SECONDS = 3600


def kept_apart(first: str, second: str, on: date) -> bool:
    """True where the table holds the two categories (HW34, HW35) apart on that day, in whatever order."""
    terms = _pairs().get(frozenset((first, second)), [])
    return any(begins <= on and (ends is None or on <= ends) for begins, ends in terms)


def concerns(category: str) -> bool:
    """Whether the table names the category at all."""
    return any(category in pair for pair in _pairs())


def _pairs() -> dict[frozenset[str], list[tuple[date, date | None]]]:
    return picture.rows()


def _take() -> dict[frozenset[str], list[tuple[date, date | None]]]:
    pairs: dict[frozenset[str], list] = {}
    rows = Incompatibility.objects.order_by().values_list("first", "second", "valid_from", "valid_to")
    for first, second, begins, ends in rows:
        pairs.setdefault(frozenset((first, second)), []).append((begins, ends))
    return pairs


picture = Picture(_take, lambda: KEPT_SECONDS)
forget = picture.forget
