"""Who runs the server: the caller's own account, or for root, whom PostgreSQL refuses, a system user."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.postgres.errors import PostgresFailed
from config.postgres.places import SYSTEM_FOLDER

NAME = "liandan"


@dataclass(frozen=True)
class Account:
    """A system account that the server's processes run under."""

    uid: int
    gid: int

    def run(self, command: list, *, folder: Path, **options) -> subprocess.CompletedProcess:
        """Run a program as this account, in its own session, with nothing of our environment.

        The caller's PGDATA or PGOPTIONS must not lead the private server astray, and Ctrl-C in the caller's
        terminal must not reach it.
        """
        switch = {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run(  # noqa: S603 (our own programs and arguments)
            [str(part) for part in command],
            cwd=folder,
            env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC"},
            umask=0o077,
            start_new_session=True,
            text=True,
            **switch,
            **options,
        )


def server_account() -> Account:
    """The account for the server; as root, the system user `liandan`, made on first use."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = create_system_user()
    if entry.pw_uid == 0:
        raise PostgresFailed(f"The system user {NAME} is root under another name; PostgreSQL refuses that.")
    return Account(entry.pw_uid, entry.pw_gid)


def create_system_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise PostgresFailed(
            "PostgreSQL does not run as root, and there is no useradd to make a system user for it. "
            "Run as an ordinary user, or set DATABASE_URL."
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_FOLDER)]
    command += ["--shell", "/usr/sbin/nologin", NAME]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    try:  # another start may have made it a moment earlier
        return pwd.getpwnam(NAME)
    except KeyError:
        raise PostgresFailed(f"The system user {NAME} could not be made: {done.stderr.strip()}") from None
