"""What is wrong with a file or a cell, kept as a sentence and its figures: who reads it may not be who uploaded it."""

from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from facilities.errors import BadInput, Refusal
from facilities.languages import in_reader_language

CHINESE, ENGLISH = "zh-hans", "en"


class Unreadable(BadInput):
    """The file as a whole cannot be taken."""

    code = "file_unreadable"


def told(refusal: Refusal, column: str = "") -> dict:
    """One reason as it is stored: column key ("" for the row), code, and what `sentence` puts into words: the sentence
    as the program has it, its figures, the law."""
    with translation.override(None):  # the sentence itself, not what a language makes of it
        said = {
            "column": column or refusal.field.strip("/").split("/")[0],
            "code": refusal.code,
            "said": str(refusal.sentence),
            "law": str(refusal.law),
        }
    if refusal.figures is not None:
        said["figures"] = {name: _kept(figure) for name, figure in refusal.figures.items()}
    return said


def words(problem: dict) -> str:
    """The stored reason in the reader's language."""
    if "said" not in problem:  # stored in both languages by what went before
        return in_reader_language(problem["zh"], problem["en"])
    text = gettext(problem["said"]) if problem["said"] else ""
    if "figures" in problem:
        text %= {name: _shown(figure) for name, figure in problem["figures"].items()}
    return f"{text}（{gettext(problem['law'])}）" if problem["law"] else text


def sentence(problem: dict) -> str:
    """The same with its code behind it."""
    return f"{words(problem)} [{problem['code']}]"


def _kept(figure: Any) -> Any:
    """A name of the program in both languages, a count as it is, anything else as text."""
    if isinstance(figure, Promise):
        kept = {}
        for language, name in ((CHINESE, "zh"), (ENGLISH, "en")):
            with translation.override(language):
                kept[name] = str(figure)
        return kept
    return figure if isinstance(figure, int) else str(figure)


def _shown(figure: Any) -> Any:
    return in_reader_language(figure["zh"], figure["en"]) if isinstance(figure, dict) else figure
