"""The first page of everybody at a desk: what waits for them now."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.roles import Role
from manifests.views.clocks import clock_badge
from manifests.waiting import Group, waiting_for

SHOWN = 5  # of a group; the rest is behind its button


@require_safe
def todo(request: HttpRequest):
    standing = request.user.standing
    if standing.is_regulator or not standing.desk_enterprise_ids:
        return redirect("home")  # officials work in the admin, drivers on the road
    groups = waiting_for(request.user, clock.now())
    return render(
        request,
        "manifests/todo.html",
        {
            "groups": [_shown(group) for group in groups],
            "may_declare": standing.has(Role.CLERK),
            "next_step": _next_step(standing),
            "takes_in": standing.receives and (standing.has(Role.RECEIVER) or standing.has(Role.CLERK)),
        },
    )


def _shown(group: Group) -> dict:
    rows = [{"item": item, "clock": clock_badge(item.due_at, None)} for item in group.items[:SHOWN]]
    return {"group": group, "rows": rows, "has_more": len(group.items) > SHOWN}


def _next_step(standing) -> tuple[str, str]:
    """(address, label) of what one does when nothing waits."""
    if standing.has(Role.CLERK):
        return reverse("manifests:declare"), _("Declare waste")
    if standing.has(Role.RECEIVER):
        return reverse("manifests:stock"), _("Open the stock")
    return reverse("manifests:manifests"), _("Open the manifests")
