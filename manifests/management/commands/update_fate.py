"""Bring the stored fates up to date: what is due, or everything again."""

from django.core.management.base import BaseCommand

from manifests.actions.update_fate import update_fate


class Command(BaseCommand):
    help = "Work out again where the kilograms of every batch ended whose family has moved."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="every batch that ever arose, due or not")

    def handle(self, *args, verbosity, **options):
        done = update_fate(everything=options["all"])
        if verbosity:
            self.stdout.write(f"{done.origins} origins worked out, {done.changed} rows changed")
