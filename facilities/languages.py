"""Which of two stored names the reader sees. For data; sentences of the program go through gettext."""

from django.utils.translation import get_language


def in_reader_language(chinese: str, english: str) -> str:
    """The name in the active language; where one is missing, the other, so that a page never shows nothing."""
    if (get_language() or "").startswith("zh"):
        return chinese or english
    return english or chinese
