"""What a rule has to say: a stable code, how severe, about which field, with which figures."""

import dataclasses
import re
from decimal import Decimal
from enum import StrEnum

from django.utils.text import format_lazy

from facilities.errors import Refusal
from facilities.templatetags.quantities import grouped
from manifests.profiles import BY_ID, DETAILS
from manifests.rules.words import WORDS

KILOGRAMS = re.compile(r"-?\d+\.\d{3}")  # as they are kept, to the gram


class Severity(StrEnum):
    """`block` holds the load back; `warn` is kept with the event and shown; `notify` is told to an authority as well.

    `hold` and `skip` are what a dry run shows beside: the rule holds, or does not apply.
    """

    BLOCK = "block"
    WARN = "warn"
    NOTIFY = "notify"
    HOLD = "hold"
    SKIP = "skip"


TOLD = (Severity.BLOCK, Severity.WARN, Severity.NOTIFY)


# What an authority hears of when it happened all the same.
TOLD_TO_AUTHORITY = frozenset({"permit_scale_exceeded"})


@dataclasses.dataclass(frozen=True)
class Finding:
    """One verdict of a rule. Stored as code, field and figures; put into words in the language of whoever reads it."""

    code: str
    severity: Severity = Severity.BLOCK
    field: str = ""
    figures: dict = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        return str(WORDS[self.code][0]) % in_words(self.figures)

    @property
    def law(self) -> str:
        return str(WORDS[self.code][1])

    def as_refusal(self) -> Refusal:
        sentence, law = WORDS[self.code]
        return Refusal(sentence, code=self.code, field=self.field, law=law, figures=in_words(self.figures))

    def as_record(self) -> dict:
        """For the event: no words, so that each reader gets their own language."""
        return {
            "code": self.code,
            "field": self.field,
            "figures": {k: str(v) for k, v in self.figures.items()},
        }

    @classmethod
    def from_record(cls, record: dict) -> "Finding":
        return cls(record["code"], Severity.WARN, record["field"], record["figures"])


def in_words(figures: dict) -> dict:
    """Figures as people read them: kilograms grouped, profiles and their fields by their names."""
    told = {name: _figure(value) for name, value in figures.items()}
    if told.get("profile") in BY_ID:
        told["profile"] = BY_ID[told["profile"]].title
    if told.get("detail") in DETAILS:
        told["detail"] = DETAILS[told["detail"]].label
    if "profiles" in told:
        names = (BY_ID[name].title if name in BY_ID else name for name in str(told["profiles"]).split("、"))
        told["profiles"] = format_lazy("{}" + "、{}" * str(told["profiles"]).count("、"), *names)
    return told


def _figure(value):
    """`3778.000`, a weight or the record of one, as `3,778`."""
    if isinstance(value, Decimal) or (isinstance(value, str) and KILOGRAMS.fullmatch(value)):
        return grouped(Decimal(value))
    return value


def block(code: str, field: str = "", /, **figures) -> Finding:
    return Finding(code, Severity.BLOCK, field, figures)


def warn(code: str, field: str = "", /, **figures) -> Finding:
    return Finding(code, Severity.WARN, field, figures)


def notify(code: str, field: str = "", /, **figures) -> Finding:
    """Kept with the event as a warning is, and told to an authority (manifests/actions/tell_authority.py)."""
    return Finding(code, Severity.NOTIFY, field, figures)


def hold(code: str, /, **figures) -> Finding:
    """The rule holds, and these are its figures."""
    return Finding(code, Severity.HOLD, "", figures)


def skip(code: str, /, **figures) -> Finding:
    """The rule does not apply, and why."""
    return Finding(code, Severity.SKIP, "", figures)


def on_the_road(finding: Finding) -> Finding:
    """Of what has left already nothing is held back: a block is told, to the authority where it must know."""
    if finding.severity != Severity.BLOCK:
        return finding
    severity = Severity.NOTIFY if finding.code in TOLD_TO_AUTHORITY else Severity.WARN
    return dataclasses.replace(finding, severity=severity)
