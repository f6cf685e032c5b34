"""Could this leave today? Every rule's verdict on a manifest that has not left yet, with what would mend it."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from manifests.access import allowed_actions
from manifests.dry_run import could_leave, not_left
from manifests.rules.verdicts import Outcome
from manifests.views.finding import find_manifest
from manifests.views.mending import shown


@require_safe
def leaving(request, pk):
    """For whoever sees the manifest; nothing is changed and nothing locked."""
    manifest = find_manifest(request.user, pk)
    if not not_left(manifest):
        return redirect(manifest)
    verdicts = could_leave(manifest)
    actions = {row.action for row in allowed_actions(request.user, manifest)}
    blocked = [verdict for verdict in verdicts if verdict.outcome == Outcome.BLOCKS]
    return render(
        request,
        "manifests/could_leave.html",
        {
            "manifest": manifest,
            "verdicts": shown(verdicts, draft=manifest if "revise" in actions else None),
            "blocked": len(blocked),
            "may_issue": "issue" in actions and not blocked,
        },
    )
