"""Ask the rules without doing anything: what would block, what would be noted, said as findings."""

from rest_framework import serializers

from facilities.errors import NotPermitted, NotThere, Refusal
from manifests.custody import review
from manifests.rules.finding import Finding, Severity
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

    severity = serializers.ChoiceField(choices=[severity.value for severity in Severity])
    code = serializers.CharField()
    field = serializers.CharField(help_text="JSON Pointer.")
    message = serializers.CharField()
    rule = serializers.CharField(source="law")


class DryRun(serializers.Serializer):
    may_proceed = serializers.BooleanField(help_text="True when nothing blocks.")
    findings = FindingRecord(many=True)


def dry_run(subject, step: str, *, by) -> dict:
    """The findings of `step`; a refusal before the rules were asked (a state, a freeze) is one of them.

    Raises NotThere for what the person may not see and NotPermitted where another role acts.
    """
    try:
        findings = [_of_rule(finding) for finding in review(subject, step, by=by, data=A_REASON)]
    except (NotThere, NotPermitted):
        raise
    except Refusal as refusal:
        findings = [_of_refusal(reason) for reason in refusal.all]
    return {
        "may_proceed": all(finding["severity"] != Severity.BLOCK for finding in findings),
        "findings": findings,
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
