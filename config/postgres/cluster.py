"""The data folder: how it comes to be, and which programs may serve it."""

import os
import re
import shutil
from pathlib import Path

from config.postgres import programs
from config.postgres.account import Account
from config.postgres.errors import PostgresFailed

SUPERUSER = "postgres"
SETTINGS = Path(__file__).with_name("postgresql.conf")
# Whoever can open the socket's folder is let in; it is closed to all others, and there is no other way in.
ACCESS = "local all all trust\nlocal replication all trust\n"


def create(data: Path, installation: Path, account: Account, *, role: str, database: str) -> None:
    """Make the data folder with the role and its database. It appears whole, by one rename, or not at all."""
    part = data.with_name("data.part")
    if part.exists():  # an earlier start was cut off half-way; nothing in it was ever used
        shutil.rmtree(part)
    command = [installation / "bin" / "initdb", "-D", part, "--username", SUPERUSER, "--auth", "trust"]
    command += ["--encoding", "UTF8", "--data-checksums", *locale_options(installation)]
    made = account.run(command, folder=data.parent, capture_output=True)
    if made.returncode != 0:
        raise PostgresFailed(f"initdb failed:\n{(made.stderr or made.stdout).strip()}")
    write_as(account, part / "pg_hba.conf", ACCESS)
    # Single-user mode: the role and its database exist before the first connection can be made.
    statements = f"CREATE ROLE {role} LOGIN CREATEDB\nCREATE DATABASE {database} OWNER {role}\n"
    command = [installation / "bin" / "postgres", "--single", "-D", part, "-c", "exit_on_error=on", SUPERUSER]
    made = account.run(command, folder=data.parent, capture_output=True, input=statements)
    if made.returncode != 0:
        raise PostgresFailed(f"The database could not be made:\n{made.stderr.strip()}")
    part.rename(data)


def locale_options(installation: Path) -> list[str]:
    """Order by code point, case by Unicode: the same on every machine, whatever its C library."""
    if major_of(installation) >= 17:
        return ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    return ["--locale", "C"]


def major_of(installation: Path) -> int:
    return int(re.match(r"\d+", programs.version(installation)).group())


def require_same_major(data: Path, installation: Path) -> None:
    """Raise PostgresFailed when the data were written by another major version than the programs."""
    wrote, serves = (data / "PG_VERSION").read_text().strip(), major_of(installation)
    if wrote != str(serves):
        raise PostgresFailed(
            f"The data in {data} are of PostgreSQL {wrote}, but the programs are PostgreSQL {serves}. "
            f"To move them: install the earlier requirements.lock, run `manage.py database backup FILE` "
            f"and `make stop`, rename {data}, install this version, run `manage.py database restore FILE`."
        )


def write_settings(data: Path, account: Account, socket_folder: Path, port: int) -> None:
    quoted = str(socket_folder).replace("'", "''")
    text = f"{SETTINGS.read_text()}\nunix_socket_directories = '{quoted}'\nport = {port}\n"
    write_as(account, data / "postgresql.conf", text)


def write_as(account: Account, path: Path, text: str) -> None:
    """Replace a file's content at once, owned by the server's account."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    part.chmod(0o600)
    os.chown(part, account.uid, account.gid)
    part.replace(path)
