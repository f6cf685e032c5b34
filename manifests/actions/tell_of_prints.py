"""Tell who asked for a print run that its file is ready, or that the house could not make it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.notices import Letter, deliver
from manifests.models import PrintRun

KIND = "print"


def tell_of_print(run: PrintRun, state: str) -> None:
    """In the transaction in which it ends as `state`. Who cancels a run knows of it."""
    figures = {"state": str(state), "subject": run.subject, "papers": run.done, "left_out": len(run.left_out)}
    path = reverse("manifests:print_run", args=[run.pk])
    deliver([(run.person_id, Letter(KIND, f"print:{run.pk}:{state}", path, figures))])


def words_of(figures: dict) -> str:
    told = {**figures, "what": PrintRun.Subject(figures["subject"]).label}
    if figures["state"] != PrintRun.State.PRINTED:
        return _("Your print run could not be made (%(what)s). Its page says what was left out and why.") % told
    said = _("Your print run is ready: %(what)s, %(papers)s papers. Fetch the file within a week.") % told
    if not figures["left_out"]:
        return said
    return " ".join([said, _("Left out: %(left_out)s.") % told])
