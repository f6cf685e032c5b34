"""What can be imported. Each app registers its kinds in AppConfig.ready; the same columns serve template and import."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.sheets.cells import Reader, text


@dataclass(frozen=True)
class Column:
    """One column. `choices` names what the kind looked up: a dict from what people write to the value."""

    key: str
    label: str | Promise
    read: Reader
    is_required: bool = False
    hint: str | Promise = ""
    example: str = ""
    choices: str = ""
    is_number: bool = False
    default: str = ""


KEY = Column(
    "key",
    _("Row key"),
    text(60),
    is_required=True,
    hint=_("Your own name for the row, such as a number of your books. A key that was imported is not imported again."),
    example="2026-0001",
)


@dataclass(frozen=True)
class Kind:
    """One kind of sheet.

    `look_up(site, person)` reads once what cells are compared with; `foresee(known, rows)` adds what a block of rows
    names. `judge` yields what is wrong with a row as a whole, `{}` of column key → value. `write` does the row through
    the action of its kind and returns the record; `undo(pk, by=…)` takes it back by a counter-entry or raises Refusal.
    """

    name: str
    label: str | Promise
    lead: str | Promise
    roles: tuple[str, ...]
    sites: Callable[[], QuerySet]
    columns: tuple[Column, ...]
    look_up: Callable[[Any, Any], dict]
    write: Callable[..., Model]
    undo: Callable[..., None]
    back: str  # the route of the list it fills
    judge: Callable[[dict, dict], Iterable[BadInput]] = lambda _values, _known: ()
    foresee: Callable[[dict, list[dict]], None] = lambda _known, _rows: None
    undoing: str | Promise = ""  # what undoing does to each record, in a sentence
    order: int = 0
    # The column whose text is the row's key, once a site and kind; it is a value of the row, too, where it is not KEY.
    key_column: Column = KEY
    all_columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "all_columns", (self.key_column, *self.columns))

    def values_of(self, row: dict) -> dict:
        """What the row says, for `write`: its key belongs to it only where that is more than the sender's own name."""
        return row if self.key_column is not KEY else {name: value for name, value in row.items() if name != "key"}

    def sites_of(self, person) -> QuerySet:
        """The sites for which the person may import this."""
        return self.sites().where_person_is(person, *self.roles).open()

    def enterprises(self, standing) -> frozenset[UUID]:
        return standing.enterprises_where(*self.roles)


_kinds: dict[str, Kind] = {}


def take(kind: Kind) -> None:
    """Register a kind. Registering a name again replaces it."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kinds_for(person) -> list[Kind]:
    """The kinds for which the person's role suffices somewhere."""
    return [kind for kind in kinds() if kind.enterprises(person.standing)]
