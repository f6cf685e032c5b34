"""Tell of a spreadsheet that a worker is done with: whoever asked for it has gone on to something else meanwhile."""

from django.urls import reverse
from django.utils.translation import gettext as _

from facilities.models import SheetImport
from facilities.notices import Letter, deliver

KIND = "import"
COUNTS = ("good_count", "bad_count", "taken_count", "failed_count", "undone_count", "kept_count")


def tell_of_sheet(pk) -> None:
    """How it ended, to whoever had it imported or undone, else to whoever brought it. Three statements at most."""
    sheet = SheetImport.objects.get(pk=pk)
    figures = {"file": sheet.file_name, "state": sheet.state, **{name: getattr(sheet, name) for name in COUNTS}}
    ended = sheet.finished_at.isoformat() if sheet.finished_at else ""
    path = reverse("facilities:import", args=[sheet.pk])
    letter = Letter(KIND, f"import:{sheet.pk}:{sheet.state}:{ended}", path, figures)
    deliver([(sheet.acted_by_id or sheet.person_id, letter)])


def words_of(figures: dict) -> str:
    match figures["state"]:
        case SheetImport.State.CHECKED:
            said = _(
                "%(file)s is checked: %(good_count)s good rows, %(bad_count)s with errors. Nothing is imported yet."
            )
        case SheetImport.State.TAKEN:
            said = _("The import of %(file)s is done: %(taken_count)s rows imported, %(failed_count)s refused.")
        case SheetImport.State.UNDONE:
            said = _("The import of %(file)s is undone: %(undone_count)s rows taken back, %(kept_count)s not.")
        case SheetImport.State.CANCELLED:
            said = _("The import of %(file)s was stopped: %(taken_count)s rows are imported.")
        case _other:
            said = _("The import of %(file)s could not be finished. Its page says how far it is and tries again.")
    return said % figures
