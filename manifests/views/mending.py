"""Findings and verdicts as pages show them: sentence, law, what would mend it, and where."""

from manifests.copies import Copies
from manifests.mending import MENDING, page_for
from manifests.rules.finding import Severity
from manifests.rules.verdicts import Outcome, Verdict


def with_mending(findings) -> list[dict]:
    """Findings or refusals as manifests/act_finding.html shows them."""
    return [
        {"text": finding.message, "law": finding.law, "mending": MENDING.get(finding.code, "")} for finding in findings
    ]


MARKS = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.NOTIFY: "warning"}


def shown(
    verdicts: list[Verdict], *, draft=None, steps: dict[str, str] | None = None, copies: Copies | None = None
) -> list[dict]:
    """Rows of manifests/verdicts.html: what holds the load back first, what does not apply last. `copies`: of the
    papers that rules ask for (manifests/copies.py)."""
    order = list(Outcome)
    return [
        {
            "title": verdict.rule.title,
            "law": verdict.rule.law,
            "outcome": verdict.outcome,
            "copies": (copies or {}).get(verdict.rule.id, []) if verdict.outcome != Outcome.NOT_APPLICABLE else [],
            "lines": [
                {
                    "text": finding.message,
                    "mark": MARKS.get(finding.severity, ""),
                    "mending": MENDING.get(finding.code, "") if finding.severity in MARKS else "",
                    "url": page_for(finding.code, draft, steps) if finding.severity in MARKS else "",
                }
                for finding in verdict.findings
            ],
        }
        for verdict in sorted(verdicts, key=lambda verdict: order.index(verdict.outcome))
    ]
