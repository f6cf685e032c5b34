"""Ask the rules once: what each says, with its figures; the action takes what is told, the dry run shows it all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from manifests.rules.departure import Carriage
from manifests.rules.exempting import Claim, exempt_on_the_road
from manifests.rules.finding import TOLD, Finding, Severity, hold, skip
from manifests.rules.load import Load
from manifests.rules.register import AT_DEPARTURE, BEFORE_ISSUE, OF_CARRIAGE, OF_NEXT_CARRIER, Rule


class Outcome(StrEnum):
    BLOCKS = "blocks"
    WARNS = "warns"
    PASSES = "passes"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one load."""

    rule: Rule
    findings: list[Finding] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        said = {finding.severity for finding in self.findings}
        if Severity.BLOCK in said:
            return Outcome.BLOCKS
        if said & {Severity.WARN, Severity.NOTIFY}:
            return Outcome.WARNS
        return Outcome.NOT_APPLICABLE if said == {Severity.SKIP} else Outcome.PASSES


def judge(load: Load, rules: Iterable[Rule] = BEFORE_ISSUE) -> list[Verdict]:
    """The verdict of every rule that is asked before a manifest is issued, in the table's order."""
    profile = load.profile
    return [
        Verdict(rule, list(rule.check(load)) if profile.asks(rule.id) else [skip("not_asked", profile=profile.id)])
        for rule in rules
    ]


def judge_departure(load: Load, carriage: Carriage) -> list[Verdict]:
    """What stands against a departure: vehicle and crew as transport judges them, and what may have changed since the
    load was issued. `load` goes by the carriage's carrier and knows what its truck carries besides."""
    return [*judge_carriage(carriage, load), *judge(load, [rule for rule in AT_DEPARTURE if rule.check is not None])]


def judge_carriage(carriage: Carriage | None, load: Load | None = None) -> list[Verdict]:
    """What the rules of departure say of vehicle and crew; None before anybody could have named them.

    Where claims of the load cover the transport, its wastes need no certified crew.
    """
    if carriage is None or not carriage.particulars:
        said = {finding.code: finding for finding in carriage.findings} if carriage else {}
        return [
            Verdict(rule, [said[code] for code in rule.codes if code in said] or [skip("no_leg_yet")])
            for rule in OF_CARRIAGE
        ]
    claim = exempt_on_the_road(load.claims, carriage.codes) if load else None
    return [Verdict(rule, _said_of_carriage(rule, carriage, claim)) for rule in OF_CARRIAGE]


CERTIFICATES = {f"{kind}_certificate_expired" for kind in ("vehicle", "driver", "escort")}


def _said_of_carriage(rule: Rule, carriage: Carriage, claim: Claim | None) -> list[Finding]:
    found = [finding for finding in carriage.findings if finding.code in rule.codes]
    if claim is not None and CERTIFICATES & set(rule.codes):
        found = [finding for finding in found if finding.code not in CERTIFICATES]
        return found or [skip("exempt", serial=claim.serial, stage=claim.stage)]
    if found:
        return found
    said = carriage.particulars
    if rule.id == "escort" and not said["escort"]:
        return [skip("no_escort")]
    return [hold("carriage_holds", plate=said["plate"], driver=said["driver"])]


def told_of_next_carrier(load: Load, carriage: Carriage) -> Iterator[Finding]:
    """What is to be told of who takes over on the road, and never holds anything up: papers of vehicle and crew,
    licence and insurance."""
    asked = judge(load, OF_NEXT_CARRIER)
    of_rules = {code for verdict in asked for code in verdict.rule.codes}
    found = [finding for finding in carriage.findings if finding.code not in of_rules]
    for finding in [*found, *told(asked)]:
        yield replace(finding, severity=Severity.WARN)


def told(verdicts: Iterable[Verdict]) -> Iterator[Finding]:
    """What an action blocks on or keeps with its event."""
    for verdict in verdicts:
        yield from (finding for finding in verdict.findings if finding.severity in TOLD)
