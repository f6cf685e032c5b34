"""All checks of a site and a span, and the grade they add up to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from manifests.assessment.asked import Asked
from manifests.assessment.found import Found, Verdict, verdict_of
from manifests.assessment.register import CHECKS, GROUPS, Check
from manifests.models.assessment import PracticeStatement

WORST_FIRST = list(Verdict)


class Grade(StrEnum):
    """达标, 基本达标, 不达标: by our own reading (decision 24)."""

    REACHED = "reached"
    NEARLY = "nearly"
    MISSED = "missed"
    NONE = "none"  # nothing could be judged


@dataclass(frozen=True)
class Judged:
    """One check with its figures; `statement` is what the firm says of what our records cannot tell."""

    check: Check
    total: int = 0
    unfit: int = 0
    found: Found | None = None
    statement: PracticeStatement | None = None

    @property
    def verdict(self) -> Verdict:
        return Verdict.NOT_JUDGED if self.found is None else verdict_of(self.total, self.unfit)

    @property
    def share(self) -> Decimal:
        return Decimal(self.total - self.unfit) / self.total


@dataclass
class Result:
    """Every check that applies, in the order of the register. `score` is the fitting share of all weights, 0 to 1."""

    asked: Asked
    checks: list[Judged]
    score: Decimal = Decimal(0)
    grade: Grade = Grade.NONE
    grouped: list[tuple[str, list[Judged]]] = field(default_factory=list)

    @property
    def failing(self) -> int:
        return sum(row.verdict in (Verdict.UNFIT, Verdict.PARTLY) for row in self.checks)

    @property
    def judged(self) -> int:
        return sum(row.verdict in (Verdict.UNFIT, Verdict.PARTLY, Verdict.FITS) for row in self.checks)


def assess(asked: Asked) -> Result:
    """Ask every check that applies: some forty statements, however much the site has done."""
    statements = PracticeStatement.objects.latest_of(asked.site)
    checks = [_ask(check, asked, statements) for check in CHECKS if check.applies_to(asked)]
    result = Result(asked, checks)
    result.score, result.grade = _graded(asked, checks)
    result.grouped = list(by_group(checks))
    return result


def _ask(check: Check, asked: Asked, statements: dict) -> Judged:
    found = check.find(asked) if check.find else None
    if found is None:
        return Judged(check, statement=statements.get(check.id))
    return Judged(check, found.total, found.unfit, found)


def _graded(asked: Asked, checks: list[Judged]) -> tuple[Decimal, Grade]:
    major, usual = asked.limit("assessment.major_weight"), asked.limit("assessment.weight")
    weighed = [(row, major if row.check.major else usual) for row in checks if row.total]
    whole = sum(weight for _row, weight in weighed)
    if not whole:
        return Decimal(0), Grade.NONE
    score = (sum(row.share * weight for row, weight in weighed) / whole).quantize(Decimal("0.001"))
    fails = any(row.check.major and row.verdict == Verdict.UNFIT for row in checks)
    if score >= asked.limit("assessment.reached_share") and not fails:
        return score, Grade.REACHED
    return score, Grade.NEARLY if score >= asked.limit("assessment.nearly_share") else Grade.MISSED


def by_group(checks: list[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """Groups with the worst verdict first, in each the worst check first; of equals the register's order."""

    def rank(row: Judged) -> int:
        return WORST_FIRST.index(row.verdict)

    groups = [(name, sorted((row for row in checks if row.check.group == name), key=rank)) for name in GROUPS]
    yield from sorted(((name, rows) for name, rows in groups if rows), key=lambda group: rank(group[1][0]))
