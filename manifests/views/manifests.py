"""The list of one's manifests: what goes out, what comes in, what one carries."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.paging import PAGE, page_of
from facilities.roles import Role
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.forms.manifest_filter import ManifestFilter
from manifests.models import Deadline, Manifest
from manifests.views.clocks import clock_badge
from manifests.views.printing import print_box

SIZE = PAGE


def with_clock(rows):
    """The closing clock of each row, as `due_at` and `met_at`, in the same statement."""
    running = Deadline.objects.filter(manifest=OuterRef("pk"), kind=Deadline.Kind.CLOSE)
    return rows.annotate(due_at=Subquery(running.values("due_at")[:1]), met_at=Subquery(running.values("met_at")[:1]))


@require_safe
@at_desk
def manifests(request):
    """Own manifests as consignor, carrier or consignee, newest first."""
    person = request.user
    form = ManifestFilter(request.GET or None)
    rows = form.narrow(Manifest.objects.visible_to(person).with_parties(), person)
    page = page_of(with_clock(rows), request.GET, SIZE)
    may_draw_up = person.standing.has(Role.CLERK)
    new = {"url": reverse("manifests:draw_up"), "label": _("Draw up a manifest"), "shape": "add"}
    blank = {"url": reverse("manifests:papers"), "label": _("Blank manifests"), "kind": "quiet"}
    return render(
        request,
        "manifests/manifests.html",
        {
            "form": form,
            "page": page,
            "actions": [blank, new] if may_draw_up else [],
            "may_draw_up": may_draw_up,
            "is_narrowed": form.has_changed(),
            "columns": [
                {"label": _("Number"), "kind": "tight"},
                {"label": _("State")},
                {"label": _("From")},
                {"label": _("To")},
                {"label": _("Carrier")},
                {"label": _("Weight"), "kind": "number"},
                {"label": _("Drawn up"), "kind": "tight"},
                {"label": _("Closing")},
                {"label": _("Print"), "kind": "tight"},
            ],
            "rows": [_row(manifest) for manifest in page.rows],
        },
    )


def _row(manifest: Manifest) -> dict:
    states = [manifest.state, "frozen"] if manifest.is_frozen else [manifest.state]
    return {
        "url": manifest.get_absolute_url(),
        "cells": [
            str(manifest),
            format_html_join(" ", "{}", ((state_badge(state),) for state in states)),
            manifest.consignor.name,
            manifest.consignee.name,
            manifest.carrier.name,
            kg(manifest.declared_kg if manifest.received_kg is None else manifest.received_kg),
            stamp(manifest.recorded_at),
            clock_badge(manifest.due_at, manifest.met_at),
            print_box("manifest", manifest.pk, str(manifest)),
        ],
    }
