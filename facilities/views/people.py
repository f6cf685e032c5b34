"""An enterprise's people, for its managers."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.actions.add_person import add_person
from facilities.actions.remove_role import remove_role
from facilities.errors import Refusal
from facilities.forms.person import PersonForm
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import with_role
from facilities.models import Enterprise, Membership
from facilities.paging import page_of
from facilities.roles import Role


@require_safe
@with_role(Role.MANAGER)
def people(request: HttpRequest):
    """Every role held in the person's enterprises, the last given first."""
    rows = _memberships(request).select_related("person", "enterprise")
    managers = Membership.objects.filter(enterprise=OuterRef("enterprise"), role=Role.MANAGER, person__is_active=True)
    # The last manager stays, so that row has no button.
    rows = rows.annotate(may_go=~Q(role=Role.MANAGER) | Exists(managers.exclude(pk=OuterRef("pk"))))
    return render(request, "facilities/people.html", {"page": page_of(rows, request.GET, size=50)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_role(Role.MANAGER)
def new_person(request: HttpRequest):
    """The page that answers shows the password, once: it is neither kept nor sent anywhere."""
    managed = Enterprise.objects.visible_to(request.user).filter(
        pk__in=request.user.standing.enterprises_where(Role.MANAGER)
    )
    form = PersonForm(data_of(request), enterprises=managed)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            person, password = add_person(by=request.user, **form.particulars)
            return render(request, "facilities/person_added.html", {"added": person, "password": password})
    return render(request, "facilities/person_form.html", {"form": form}, status=status_of(request))


@require_POST
@with_role(Role.MANAGER)
def remove(request: HttpRequest, pk):
    membership = get_object_or_404(_memberships(request).select_related("person"), pk=pk)
    try:
        remove_role(membership, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("%(person)s is no longer %(role)s.")
        messages.success(request, said % {"person": membership.person, "role": membership.get_role_display()})
    # Somebody who gives up managing may not see this page any more.
    remains = membership.person_id != request.user.pk or membership.role != Role.MANAGER
    return redirect("facilities:people" if remains else "home")


def _memberships(request: HttpRequest):
    return Membership.objects.filter(enterprise__in=request.user.standing.enterprises_where(Role.MANAGER))
