"""Could this leave today? Every rule's verdict on a manifest that has not left yet, with what would mend it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.roles import Role
from manifests.access import allowed_actions
from manifests.copies import copies_for
from manifests.dry_run import could_batch_leave, could_leave, not_left
from manifests.mending import contract_page
from manifests.models import WasteBatch
from manifests.rules.verdicts import Outcome
from manifests.states import BatchState
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
            "verdicts": shown(verdicts, draft=manifest if "revise" in actions else None, copies=copies_for(manifest)),
            "may_attach": "attach" in actions and bool(manifest.exemptions),
            "blocked": len(blocked),
            "may_issue": "issue" in actions and not blocked,
        },
    )


@require_safe
@at_desk
def batch_leaving(request, pk):
    """Of stored waste that no manifest names yet, by the way it usually takes."""
    rows = WasteBatch.objects.visible_to(request.user).with_particulars()
    usual = ("stream__default_consignee", "stream__default_method", "holder__enterprise")
    batch = get_object_or_404(rows.select_related(*usual), pk=pk)
    if batch.state != BatchState.STORED:
        return redirect("manifests:batch", batch.pk)
    verdicts = could_batch_leave(batch)
    may_draw_up = batch.holder.enterprise_id in request.user.standing.enterprises_where(Role.CLERK)
    draw_up = f"{reverse('manifests:draw_up')}?site={batch.holder_id}&line={batch.pk.hex}"
    steps = {
        "receiver": f"{draw_up}&step=receiver",
        "contract": contract_page(batch.holder_id, batch.stream.default_consignee_id),
    }
    return render(
        request,
        "manifests/batch_could_leave.html",
        {
            "batch": batch,
            "verdicts": shown(verdicts, steps=steps if may_draw_up else {}),
            "blocked": sum(verdict.outcome == Outcome.BLOCKS for verdict in verdicts),
            "draw_up": draw_up if may_draw_up else "",
        },
    )
