"""Keep every site's self-check of a year, as the worker does each January."""

from django.core.management.base import BaseCommand, CommandError

from facilities import clock
from manifests.actions.assess_sites import assess_sites


class Command(BaseCommand):
    help = "Keep the self-check of every open site where waste moved, for a calendar year (the last one unless told)."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, help="such as 2026; this year is kept to date")

    def handle(self, *args, year, verbosity, **options):
        today = clock.today()
        year = year or today.year - 1
        if not clock.FIRST_YEAR <= year <= today.year:
            raise CommandError(f"{year} is no year that has begun.")
        done = assess_sites(year)
        if verbosity:
            self.stdout.write(f"{done} self-checks of {year} are kept")
