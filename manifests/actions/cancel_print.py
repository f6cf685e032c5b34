"""Cancel a print run: the worker hears of it before its next part, and nothing is kept."""

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import Refusal
from manifests.models import PrintRun
from manifests.printing.places import remove_parts


def cancel_print(run: PrintRun) -> None:
    """Raises Refusal (`print_not_running`) where nothing is under way any more. Whose it is, the door has asked."""
    mine = PrintRun.objects.working().filter(pk=run.pk)
    if not mine.update(state=PrintRun.State.CANCELLED, finished_at=clock.now()):
        raise Refusal(_("This print run is not under way any more."), code="print_not_running")
    remove_parts(run)
