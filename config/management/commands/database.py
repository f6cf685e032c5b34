"""`manage.py database`: look into the database, save it to a file, bring it back."""

import os
import shutil
import subprocess
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import env, postgres
from config.postgres.programs import program


class Command(BaseCommand):
    help = "Tell which PostgreSQL is used, open psql on it, back it up to a file or restore it from one."
    requires_system_checks = ()

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="which server this is, its version and the size of the database")
        verbs.add_parser("psql", help="an SQL prompt")
        backup = verbs.add_parser("backup", help="save everything to a new file, while others go on working")
        backup.add_argument("file", type=Path)
        restore = verbs.add_parser("restore", help="fill an empty database from a file, wholly or not at all")
        restore.add_argument("file", type=Path)

    def handle(self, *, verb, file=None, **options):
        if verb == "status":
            self.status()
        elif verb == "psql":
            self.run("psql")
        elif verb == "backup":
            self.backup(file)
        else:
            self.restore(file)

    def status(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))"
            )
            version, size = cursor.fetchone()
        where = "DATABASE_URL" if env.text("DATABASE_URL") else postgres.private_server().home
        name = connection.settings_dict["NAME"]
        self.stdout.write(f"PostgreSQL {version} ({where}), database {name}, {size}")

    def backup(self, file: Path):
        if file.exists():
            raise CommandError(f"{file} exists already; a backup never overwrites another.")
        part = file.with_name(f"{file.name}.part")
        self.run("pg_dump", "--format=custom", "--no-owner", f"--file={part}")
        part.rename(file)
        self.stdout.write(f"Saved to {file}, {file.stat().st_size / 1e6:.1f} MB")

    def restore(self, file: Path):
        if not file.exists():
            raise CommandError(f"There is no file {file}.")
        if connection.introspection.table_names():
            raise CommandError("This database is not empty. Restore into a new one.")
        connection.close()
        name = connection.settings_dict["NAME"]
        options = ("--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(file))
        self.run("pg_restore", *options, name_database=False)
        self.stdout.write(f"Restored from {file}")

    def run(self, name: str, *options: str, name_database: bool = True):
        """Run one of PostgreSQL's programs against our database; the password goes by the environment."""
        words, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
        connected = words[1:] if name_database else words[1:-1]
        command = [str(self.find(name)), *connected, *options]
        done = subprocess.run(command, env={**os.environ, **(environment or {})})  # noqa: S603
        if done.returncode != 0:
            raise CommandError(f"{name} failed.")

    def find(self, name: str) -> Path:
        try:
            return program(name)
        except postgres.PostgresFailed:
            found = shutil.which(name)
            if found is None:
                raise CommandError(f"{name} is not installed here.") from None
            return Path(found)
