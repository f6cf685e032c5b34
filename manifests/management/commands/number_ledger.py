"""Give new entries of the sites' ledgers their batch codes, as the worker does every minute."""

from django.core.management.base import BaseCommand

from manifests.actions.number_ledger import number_ledger


class Command(BaseCommand):
    help = "Give new entries of the ledgers their batch codes (HJ 1259-2022, annex B)."

    def handle(self, *args, verbosity, **options):
        done = number_ledger()
        if verbosity:
            self.stdout.write(f"{done} movements numbered")
