"""Compute the management classes anew: all sites', or one's."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from facilities.actions.classify import classify


class Command(BaseCommand):
    help = "Compute management classes by HJ 1259 from the ledger, permits and own treatment; changes are recorded."

    def add_arguments(self, parser):
        parser.add_argument("--facility", help="the key of one site")

    def handle(self, *args, verbosity, **options):
        try:
            sites = [UUID(options["facility"])] if options["facility"] else None
        except ValueError as error:
            raise CommandError(f"{options['facility']} is not a key") from error
        made = classify(sites=sites)
        changed = [row for row in made if row.is_change]
        if verbosity:
            for row in changed:
                self.stdout.write(f"{row.facility}: {row.previous} → {row.management_class}")
            self.stdout.write(f"{len(made)} classes recorded, {len(changed)} changed")
