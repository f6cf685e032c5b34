"""How points and grades of a self-check are shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from facilities.languages import in_reader_language
from facilities.templatetags.quantities import state_badge
from manifests.assessment.found import Verdict
from manifests.assessment.result import Grade
from manifests.models.assessment import GRADES

LOOKS = {
    Verdict.UNFIT: ("blocks", pgettext_lazy("assessment", "Does not fit")),
    Verdict.PARTLY: ("warns", pgettext_lazy("assessment", "Fits in part")),
    Verdict.NOT_JUDGED: ("not_applicable", pgettext_lazy("assessment", "Not judged here")),
    Verdict.FITS: ("passes", pgettext_lazy("assessment", "Fits")),
    Verdict.NOTHING: ("not_applicable", pgettext_lazy("assessment", "Nothing to judge")),
}
_GRADE_LOOKS = {Grade.REACHED: "passes", Grade.NEARLY: "warns", Grade.MISSED: "blocks", Grade.NONE: "not_applicable"}
_GRADE_WORDS = dict(GRADES)


@dataclass(frozen=True)
class Point:
    """One check as a page shows it. `said`: {text, day, by}, what the firm says of it."""

    title: str | Promise
    law: str | Promise
    is_major: bool
    stands: Verdict
    figures: str = ""
    rows_url: str = ""
    mend: str | Promise = ""
    mend_url: str = ""
    said: dict | None = None
    state_url: str = ""
    rows: tuple = ()
    more: int = 0

    @property
    def verdict(self) -> str:
        return verdict_badge(self.stands)

    @property
    def is_open(self) -> bool:
        """To be looked at: it does not fit, or nobody has said how it stands."""
        return self.stands in (Verdict.UNFIT, Verdict.PARTLY) or (self.stands == Verdict.NOT_JUDGED and not self.said)

    @property
    def is_bare(self) -> bool:
        return not (self.said or self.mend or self.state_url or self.rows)


@dataclass(frozen=True)
class Group:
    """The points of a group, those to be looked at apart from the rest."""

    heading: str | Promise
    points: list[Point]

    @property
    def open(self) -> list[Point]:
        return [point for point in self.points if point.is_open]

    @property
    def rest(self) -> list[Point]:
        return [point for point in self.points if not point.is_open]


def verdict_badge(verdict: str) -> str:
    look, word = LOOKS[Verdict(verdict)]
    return state_badge(look, word)


def grade_badge(grade: str) -> str:
    return state_badge(_GRADE_LOOKS[Grade(grade)], _GRADE_WORDS[str(grade)])


def how_many(total: int, unfit: int) -> str:
    """`3 of 15 do not fit`; nothing where nothing was looked at."""
    if not total:
        return ""
    if not unfit:
        return _("all %(total)s fit") % {"total": total}
    return _("%(unfit)s of %(total)s do not fit") % {"unfit": unfit, "total": total}


def worded(text: dict[str, str]) -> str:
    """A frozen text in the reader's language."""
    return in_reader_language(text["zh"], text["en"])


def stood(check: dict) -> str:
    """How a frozen check stood, with its figures."""
    return format_html("{} {}", verdict_badge(check["verdict"]), how_many(check["total"], check["unfit"]))
