"""Workbooks that are no plain list: each app registers its own, so that a job can write the long ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from facilities.sheets.writing import Progress


@dataclass(frozen=True)
class Workbook:
    """`find(person, params)`: what the address asks for, None where that is not there or not theirs. `write` writes it
    to a path or an open file and answers with its lines; `named` is the file's name without its ending."""

    name: str
    label: str | Promise
    may: Callable[[Any], bool]
    find: Callable[[Any, QueryDict], Any]
    write: Callable[[Any, Any, Progress], int]
    named: Callable[[Any], str]
    at_once: int  # lines up to which a person waits for it


_books: dict[str, Workbook] = {}


def bind(book: Workbook) -> None:
    """Register a workbook. Registering a name again replaces it."""
    _books[book.name] = book


def book_named(name: str) -> Workbook | None:
    return _books.get(name)
