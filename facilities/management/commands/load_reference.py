import datetime
from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from facilities.catalogue.loader import FOLDER, Outcome, load
from facilities.catalogue.next_edition import next_edition_tables
from facilities.catalogue.tables import all_tables


class Command(BaseCommand):
    help = (
        "Load reference files: codes, regions, industries, methods, calendar. Unchanged files are skipped. "
        "Everything wrong is told with file, row, column and reason; a file with a problem is not loaded. "
        "A new edition of the hazardous-waste catalogue: --hazardous-waste, --edition and --valid-from."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="check everything and store nothing")
        parser.add_argument("--force", action="store_true", help="load unchanged files too")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the reference files are")
        parser.add_argument("--hazardous-waste", type=Path, metavar="FILE", help="the codes of a new edition")
        parser.add_argument("--exemptions", type=Path, metavar="FILE", help="the new edition's exemption list")
        parser.add_argument("--edition", metavar="CODE", help="the new edition's code, such as CN-HW-2025")
        parser.add_argument("--valid-from", type=day, metavar="DATE", help="its first day, such as 2025-01-01")

    def handle(self, **options):
        tables = all_tables()
        asked = [options["edition"], options["valid_from"], options["hazardous_waste"]]
        if all(asked):
            tables += next_edition_tables(*asked, options["exemptions"])
        elif any([*asked, options["exemptions"]]):
            raise CommandError(_("A new edition needs --hazardous-waste, --edition and --valid-from together."))
        refused = 0
        outcomes = load(tables, options["folder"], force=options["force"], check=options["check"])
        for number, outcome in enumerate(outcomes, start=1):
            self.tell(outcome, f"[{number}/{len(tables)}]", options["verbosity"])
            refused += outcome.state == "refused"
        if refused:
            raise CommandError(_("Files not loaded: %(count)s. Correct the rows above.") % {"count": refused})

    def tell(self, outcome: Outcome, place: str, verbosity: int) -> None:
        """One line a file, and below it one line a problem, on the error stream."""
        for problem in outcome.problems:
            self.stderr.write(f"  {problem}")
        if verbosity:
            self.stdout.write(f"{place} {outcome.table.name}: {sentence(outcome)} ({outcome.seconds:.1f} s)")


def sentence(outcome: Outcome) -> str:
    match outcome.state:
        case "unchanged":
            return _("%(rows)s rows, unchanged") % {"rows": outcome.rows}
        case "refused":
            return _("refused, %(count)s problems") % {"count": len(outcome.problems)}
        case "skipped":
            return _("skipped, because %(file)s was refused") % {"file": outcome.because_of}
    written = outcome.written
    text = _("%(rows)s rows loaded") % {"rows": outcome.rows}
    if written.removed or written.kept:
        text += _("; no longer in the file: %(removed)s removed, %(kept)s kept because they are in use") % {
            "removed": written.removed,
            "kept": written.kept,
        }
    return text


def day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("not a date such as 2025-01-01")) from None
