"""What is wrong with a file or a cell, kept in both languages: who reads it may not be who uploaded it."""

from django.utils import translation

from facilities.errors import BadInput, Refusal
from facilities.languages import in_reader_language

CHINESE, ENGLISH = "zh-hans", "en"


class Unreadable(BadInput):
    """The file as a whole cannot be taken."""

    code = "file_unreadable"


def told(refusal: Refusal, column: str = "") -> dict:
    """One reason as it is stored: column key ("" for the row), code, law and the sentence in both languages."""
    said = {"column": column or refusal.field.strip("/").split("/")[0], "code": refusal.code}
    for language, name in ((CHINESE, "zh"), (ENGLISH, "en")):
        with translation.override(language):
            said[name] = f"{refusal.message}（{refusal.law}）" if refusal.law else str(refusal.message)
    return said


def sentence(problem: dict) -> str:
    """The stored reason in the reader's language, with its code."""
    return f"{in_reader_language(problem['zh'], problem['en'])} [{problem['code']}]"
