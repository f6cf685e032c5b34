"""Ask the rules without doing anything: what would block, what would be noted, said as findings."""

from rest_framework import serializers

from facilities.errors import NotPermitted, NotThere, Refusal
from manifests.custody import reviewed
from manifests.mending import MENDING
from manifests.rules.finding import TOLD, Finding, Severity
from manifests.rules.verdicts import Outcome, Verdict
from manifests.states import TRANSITIONS

# Actions that bring no data of their own beyond a reason; what others would bring is not known before it is sent.
REVIEWED = [
    row.action
    for row in TRANSITIONS
    if row.subject == "manifest" and row.sources != ("",) and row.action != "revise" and set(row.evidence) <= {"reason"}
]
A_REASON = {"reason": "-"}


class FindingRecord(serializers.Serializer):
    """`block` stands against it; `warn` is kept with the event and shown."""

    severity = serializers.ChoiceField(choices=[severity.value for severity in TOLD])
    code = serializers.CharField()
    field = serializers.CharField(help_text="JSON Pointer.")
    message = serializers.CharField()
    rule = serializers.CharField(source="law")


class VerdictRecord(serializers.Serializer):
    """What one rule says: with its figures where it holds, with the reason where it does not apply."""

    rule = serializers.CharField(help_text="The rule's id, as in docs/rules.md.")
    title = serializers.CharField()
    law = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    says = serializers.ListField(child=serializers.CharField(), help_text="Sentences with the figures.")
    mending = serializers.ListField(child=serializers.CharField(), help_text="What would mend it.")


class DryRun(serializers.Serializer):
    may_proceed = serializers.BooleanField(help_text="True when nothing blocks.")
    findings = FindingRecord(many=True)
    verdicts = VerdictRecord(many=True, help_text="Of every rule, for issue and depart; empty for other actions.")


def dry_run(subject, step: str, *, by) -> dict:
    """The findings of `step`; a refusal before the rules were asked (a state, a freeze) is one of them.

    Raises NotThere for what the person may not see and NotPermitted where another role acts.
    """
    verdicts = []
    try:
        deed = reviewed(subject, step, by=by, data=A_REASON)
        findings = [_of_rule(finding) for finding in deed.findings]
        verdicts = [_of_verdict(verdict) for verdict in deed.facts.get("verdicts", [])]
    except (NotThere, NotPermitted):
        raise
    except Refusal as refusal:
        findings = [_of_refusal(reason) for reason in refusal.all]
    return {
        "may_proceed": all(finding["severity"] != Severity.BLOCK for finding in findings),
        "findings": findings,
        "verdicts": verdicts,
    }


def _of_verdict(verdict: Verdict) -> dict:
    return {
        "rule": verdict.rule.id,
        "title": str(verdict.rule.title),
        "law": str(verdict.rule.law),
        "outcome": verdict.outcome.value,
        "says": [finding.message for finding in verdict.findings],
        "mending": [str(MENDING[found.code]) for found in verdict.findings if found.code in MENDING],
    }


def _of_rule(finding: Finding) -> dict:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "field": finding.field,
        "message": finding.message,
        "law": finding.law,
    }


def _of_refusal(reason: Refusal) -> dict:
    return {
        "severity": Severity.BLOCK,
        "code": reason.code,
        "field": reason.field,
        "message": str(reason.message),
        "law": str(reason.law),
    }
