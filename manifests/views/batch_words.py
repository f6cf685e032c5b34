"""What the pages about batches share: who keeps them, what their buttons say, and telling what was odd."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from facilities.roles import Role
from manifests.custody import Outcome
from manifests.rules.finding import Finding
from manifests.states import BatchState

KEEPERS = (Role.CLERK, Role.RECEIVER)
OUTSIDE = (BatchState.GENERATED, BatchState.RECEIVED)  # on the site and in no store

# action: (what the button says, its icon)
BUTTONS = {
    "store": (_("Put into a store"), "stored"),
    "move": (_("Move to another store"), "stored"),
    "split": (_("Split"), "split"),
    "regroup": (_("Regroup"), "regrouped"),
    "repack": (_("Repack"), "regrouped"),
    "transform": (_("Treat, with new waste"), "utilised"),
    "treat": (_("Record treatment"), "utilised"),
    "count": (_("Count"), "weigh"),
    "lose": (_("Record a loss"), "warning"),
    "retract": (_("Take the declaration back"), "cancelled"),
    "export": (_("Record the export"), "exported"),
}
# Asked for less often, so offered in a second row; each shows the mass before it is confirmed.
BOOKINGS = ("count", "lose", "retract", "export")


def tell_warnings(request: HttpRequest, *outcomes: Outcome) -> None:
    """What the rules warned of: it is done and recorded, and the person must know."""
    for outcome in outcomes:
        for record in outcome.event.warnings:
            messages.warning(request, Finding.from_record(record).message)
