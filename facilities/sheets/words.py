"""What people write for a row of reference data: its name in either language, its code, or code and name together."""

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation


def both_names(name: str, rows: Iterable, code: str = "") -> dict:
    """`name`: {what people write: the row's key as text} and `name_shown`: what a template offers, in its language.

    A word that two rows share stands for neither.
    """
    table: dict[str, str] = {}
    shown: list[str] = []
    doubtful: set[str] = set()
    for row in rows:
        words = {getattr(row, code)} if code else set()
        for language, _label in settings.LANGUAGES:
            with translation.override(language):
                words.add(str(row))
        shown.append(str(row))
        for word in words | {folded(word) for word in words}:
            if table.setdefault(word, str(row.pk)) != str(row.pk):
                doubtful.add(word)
    for word in doubtful:
        del table[word]
    return {name: table, f"{name}_shown": [word for word in shown if word in table]}


def folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()
