"""`manage.py prepare`: everything between an installed project and a served one, in one process.

Each step looks first whether there is anything to do, so that a second start is quick.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ADDRESSES = (("/", "enterprises and drivers"), ("/admin/", "regulators"), ("/api/", "programs"))


class Command(BaseCommand):
    help = "Migrate, load reference data and demo city, collect static files, print addresses and accounts."

    def handle(self, *args, verbosity, **options):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Migrating the database")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference")
        call_command("signing_key", "new", if_missing=True, verbosity=0)
        call_command("demo_city", if_missing=True)
        call_command("seal", verbosity=0)
        call_command("update_fate", verbosity=0)
        call_command("number_ledger", verbosity=0)
        call_command("draft_declarations", verbosity=0)
        self.collect_static()
        self.print_addresses()
        call_command("demo_accounts")

    def collect_static(self):
        """Hash and compress the static files, unless none of them has changed since the last time."""
        root = Path(settings.STATIC_ROOT)
        stamp = root.with_name(f"{root.name}.collected")
        found = static_fingerprint()
        if (root / "staticfiles.json").exists() and stamp.exists() and stamp.read_text() == found:
            return
        self.stdout.write("Collecting static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(found)

    def print_addresses(self):
        self.stdout.write("")
        for path, reader in ADDRESSES:
            self.stdout.write(f"  {settings.PUBLIC_URL}{path:10}{reader}")


def static_fingerprint() -> str:
    """Changes when a static file is added, removed or written, or another storage is to hold them."""
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            prefix = getattr(storage, "prefix", "") or ""
            seen.update(f"{prefix}/{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()
