"""What the rules say of a manifest, as tests ask for it."""

from manifests.custody import review
from manifests.dry_run import could_leave
from manifests.rules.verdicts import Outcome


def codes(manifest, by, step="issue") -> list[str]:
    return [finding.code for finding in review(manifest, step, by=by)]


def outcomes(manifest) -> dict[str, Outcome]:
    return {verdict.rule.id: verdict.outcome for verdict in could_leave(manifest)}


def says(manifest, rule: str) -> list[str]:
    return [f.message for verdict in could_leave(manifest) if verdict.rule.id == rule for f in verdict.findings]
