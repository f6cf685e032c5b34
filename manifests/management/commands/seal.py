"""`manage.py seal`: take new events into the tree and sign its head. Run every ten minutes by the worker."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from manifests.actions.seal import seal


class Command(BaseCommand):
    help = "Give new events their place in the Merkle tree and sign the tree's head."

    def handle(self, *args, verbosity, **options):
        try:
            newest = seal()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if not verbosity:
            return
        if newest is None:
            self.stdout.write("There is no event to seal yet.")
        else:
            self.stdout.write(
                f"Seal {newest.number}: {newest.size:,} events under {newest.root[:16]}…,"
                f" {newest.signed_at:%Y-%m-%d %H:%M:%S} UTC, key {newest.key_id}"
            )
