"""Who carries, with what: transport answers for carrier, vehicle, driver and escort of the leg about to begin."""

from collections.abc import Callable
from dataclasses import dataclass, field

from facilities.models import Facility
from manifests.models import Manifest
from manifests.rules.finding import Finding


@dataclass
class Carriage:
    """The leg about to begin: what speaks against it, and the carrier's part of the form as it will be signed."""

    findings: list[Finding] = field(default_factory=list)
    particulars: dict = field(default_factory=dict)
    carrier: Facility | None = None


_answers: list[Callable[[Manifest], Carriage]] = []


def answer_for_carriage(answer: Callable[[Manifest], Carriage]) -> None:
    """Register the one who knows; a second one would contradict the first."""
    if _answers:
        raise RuntimeError("Somebody answers for carriage already.")
    _answers.append(answer)


def next_carriage(manifest: Manifest) -> Carriage:
    return _answers[0](manifest) if _answers else Carriage()
