"""The overview's figures of this app. Five statements whatever the region holds; each figure opens its rows."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from facilities import clock
from facilities.admin.facts import list_url
from facilities.admin.reading import is_official
from facilities.badges import badge_of
from facilities.deadline_kinds import DeadlineKind
from manifests.admin.batch import stored_too_long
from manifests.admin.manifest_filters import arrived_today, refused_lately
from manifests.models import Deadline, Manifest, WasteBatch
from manifests.states import OPEN_MANIFEST


def manifests(request):
    """(heading, stats) of what is open, late, held and refused in the official's region."""
    if not is_official(request.user):
        return []
    rows = Manifest.objects.visible_to(request.user)
    url = list_url(Manifest)
    by_state = {
        row["state"]: row
        for row in rows.open()
        .order_by()
        .values("state")
        .annotate(found=Count("pk"), held=Count("pk", filter=Q(frozen_at__isnull=False)))
    }
    held = sum(row["held"] for row in by_state.values())
    overdue, soon = _clocks(rows)
    recent = _recent(rows)
    too_long = stored_too_long(WasteBatch.objects.visible_to(request.user)).count()
    attention = [
        _stat(_("Confirmation overdue"), overdue, f"{url}?watch=overdue", "bad"),
        _stat(_("Confirmation due soon"), soon, f"{url}?watch=due_soon", "warn"),
        _stat(_("Frozen"), held, f"{url}?watch=frozen", "warn"),
        _stat(_("Refused lately"), recent["refused"], f"{url}?watch=refused", "warn"),
        _stat(_("Batches stored over their day limit"), too_long, f"{list_url(WasteBatch)}?watch=too_long", "bad"),
        _stat(_("Discrepancies not seen by the consignor"), rows.unseen().count(), f"{url}?watch=unseen", "warn"),
        _stat(_("Arrived today"), recent["arrived"], f"{url}?watch=arrived_today"),
    ]
    states = [
        _stat(badge_of(state).word, by_state.get(state, {}).get("found", 0), f"{url}?state={state}")
        for state in OPEN_MANIFEST
    ]
    return [(_("What wants attention"), attention), (_("Open manifests"), states)]


def _stat(label, figure: int, url: str, tone: str = "") -> dict:
    return {"label": label, "figure": figure, "url": url, "tone": tone if figure else ""}


def _clocks(rows) -> tuple[int, int]:
    """Running deadlines that have passed, and those whose warning is out: one statement over the running ones."""
    now = clock.now()
    confirmations = Deadline.objects.running().filter(kind=DeadlineKind.CLOSE, warn_at__lte=now)
    found = confirmations.filter(manifest__in=rows.values("pk")).aggregate(
        overdue=Count("pk", filter=Q(due_at__lt=now)), soon=Count("pk", filter=Q(due_at__gte=now))
    )
    return found["overdue"], found["soon"]


def _recent(rows) -> dict:
    """Refused lately and arrived today, counted as the list filters them."""
    refused, arrived = refused_lately(clock.now()), arrived_today(clock.now())
    return rows.filter(refused | arrived).aggregate(
        refused=Count("pk", filter=refused), arrived=Count("pk", filter=arrived)
    )


admin.site.add_figures(10, manifests)
