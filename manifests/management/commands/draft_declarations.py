"""Draft the declarations whose period is over, as the worker does every night."""

from django.core.management.base import BaseCommand

from manifests.actions.draft_declarations import draft_declarations


class Command(BaseCommand):
    help = "Draft every declaration that is owed and not confirmed, from the ledgers."

    def handle(self, *args, verbosity, **options):
        done = draft_declarations()
        if verbosity:
            self.stdout.write(f"{done} drafts are new or have new figures")
