"""Find out which column of a file is which: by the template's hidden row of keys, or by the words of its head."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.sheets.cells import is_blank
from facilities.sheets.kinds import Kind, kinds
from facilities.sheets.problems import Unreadable

LOOKED_AT = 5  # lines in which a head may stand
LATEST = 20


@dataclass(frozen=True)
class Heading:
    """Column key → its place in the line, from 0; `first_line` is the first that holds data, from 1."""

    columns: dict[str, int]
    first_line: int


def marker(kind: Kind, key: str) -> str:
    """What a column is called in the template's hidden row: `streams.alias`."""
    return f"{kind.name}.{key}"


def words_of(kind: Kind) -> dict[str, str]:
    """Every word that a head may hold, in each language, small letters → column key."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {_plain(str(column.label)): column.key for column in kind.all_columns}
    return found | {_plain(column.key): column.key for column in kind.all_columns}


def read_heading(kind: Kind, lines: Iterable[tuple[int, list[Any]]]) -> Heading:
    """The heading among the first lines. Raises Unreadable with everything that is wrong with it."""
    markers = {marker(kind, column.key): column.key for column in kind.all_columns}
    others = {marker(other, "key"): other for other in kinds() if other.name != kind.name}
    words = words_of(kind)
    seen = 0
    for line, cells in lines:
        texts = ["" if is_blank(cell) else str(cell).strip() for cell in cells]
        if not any(texts):
            continue
        if foreign := next((others[word] for word in texts if word in others), None):
            raise Unreadable(
                _("This is the template for “%(kind)s”. Import it there."),
                figures={"kind": foreign.label},
                code="template_of_another_kind",
            )
        if marked := _places(texts, markers):
            return _checked(kind, marked, line + 2)  # below it stands the head in words
        if (named := _places([_plain(word) for word in texts], words)) and len(named) > 1:
            return _checked(kind, named, line + 1)
        seen += 1
        if seen >= LOOKED_AT or line > LATEST:
            break
    raise Unreadable(_("No head was found. Download the template and fill it in."), code="head_missing")


def _plain(word: str) -> str:
    return "".join(word.casefold().replace("*", "").split())


def _places(texts: list[str], keys: dict[str, str]) -> list[tuple[str, int]]:
    return [(keys[word], place) for place, word in enumerate(texts) if word in keys]


def _checked(kind: Kind, places: list[tuple[str, int]], first_line: int) -> Heading:
    columns = dict(reversed(places))
    labels = {column.key: column.label for column in kind.all_columns}
    wrong: list[Refusal] = [
        Unreadable(
            _("The column “%(column)s” is missing."),
            figures={"column": column.label},
            code="column_missing",
            value=column.key,
        )
        for column in kind.all_columns
        if column.is_required and column.key not in columns
    ]
    names = [key for key, _place in places]
    wrong += [
        Unreadable(_("The column “%(column)s” is there twice."), figures={"column": labels[key]}, code="column_twice")
        for key in dict.fromkeys(names)
        if names.count(key) > 1
    ]
    if wrong:
        raise Refusal.of(wrong)
    return Heading(columns, first_line)
