"""`manage.py export_proof NUMBER > bundle.json`: all that somebody needs to check a manifest without us."""

from django.core.management.base import BaseCommand, CommandError

from facilities.errors import NotThere
from manifests.numbers import NotANumber, read_manifest_number
from manifests.proofs.bundle import export, manifest_of, written


class Command(BaseCommand):
    help = "Write a manifest's proof (events, place in the tree, signed head, keys) as JSON."

    def add_arguments(self, parser):
        parser.add_argument("number")
        parser.add_argument("--older", type=int, help="a seal whose head the reader kept: show that it was continued")

    def handle(self, *args, number, older=None, **options):
        try:
            found = export(manifest_of(read_manifest_number(number)), older=older)
        except NotANumber as error:
            raise CommandError(f"“{number}” is no manifest number.") from error
        except NotThere as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(written(found), ending="")
