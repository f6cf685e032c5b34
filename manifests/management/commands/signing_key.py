"""`manage.py signing_key new|list|retire NAME`: the keys that QR codes and sealed tree heads are signed with."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from facilities.errors import Refusal
from manifests.actions.new_key import new_key
from manifests.actions.retire_key import retire_key
from manifests.signing import published_keys


class Command(BaseCommand):
    help = "Take a new signing key into use, list the keys, or retire one. Private keys are files in SIGNING_KEYS."

    def add_arguments(self, parser):
        wanted = parser.add_subparsers(dest="wanted", required=True)
        new = wanted.add_parser("new", help="generate a key and sign with it from now on")
        new.add_argument("--if-missing", action="store_true", help="only where there is none yet")
        wanted.add_parser("list", help="every key there ever was")
        wanted.add_parser("retire", help="sign with it no more").add_argument("name")

    def handle(self, *args, wanted, name=None, if_missing=False, verbosity=1, **options):
        if wanted == "list":
            for key in published_keys():
                self.stdout.write(f"{key['kid']}  since {key['since']}  {key['retired_at'] or 'in use'}")
        elif wanted == "retire":
            self._retire(name)
        elif not (if_missing and published_keys()):
            key = new_key()
            if verbosity:
                self.stdout.write(f"Signing with {key.name} from now on. Keep its file: SIGNING_KEYS/{key.name}.pem")

    def _retire(self, name: str) -> None:
        try:
            with transaction.atomic():
                retire_key(name)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(f"{name} signs no more.")
