"""Who carries, with what: transport answers for carrier, vehicle, driver and escort of the leg about to begin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from facilities.models import Facility
from manifests.models import Manifest
from manifests.rules.finding import Finding


@dataclass
class Carriage:
    """The leg about to begin: what speaks against it, and the carrier's part of the form as it will be signed."""

    findings: list[Finding] = field(default_factory=list)
    particulars: dict = field(default_factory=dict)
    carrier: Facility | None = None
    means: object = None  # vehicle and crew, as transport knows them
    codes: list[str] = field(default_factory=list)  # the load's hazardous wastes
    aboard: list[str] = field(default_factory=list)  # what the vehicle carries besides


_answers: list[Callable[[Manifest, date | None], Carriage]] = []
_other_answers: list[Callable[[Manifest, Mapping], Carriage]] = []


def answer_for_carriage(
    answer: Callable[[Manifest, date | None], Carriage], answer_for_other: Callable[[Manifest, Mapping], Carriage]
) -> None:
    """Register the one who knows; a second one would contradict the first.

    `answer_for_other(manifest, data)` is asked when a load changes to the vehicle and crew that the data name; it
    raises a Refusal for those that are not the carrier's own.
    """
    if _answers:
        raise RuntimeError("Somebody answers for carriage already.")
    _answers.append(answer)
    _other_answers.append(answer_for_other)


def next_carriage(manifest: Manifest, day: date | None = None) -> Carriage:
    """Its papers are judged on that day, today unless said."""
    return _answers[0](manifest, day) if _answers else Carriage()


def other_carriage(manifest: Manifest, data: Mapping) -> Carriage:
    return _other_answers[0](manifest, data) if _other_answers else Carriage()
