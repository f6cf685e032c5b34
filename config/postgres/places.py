"""Where the private PostgreSQL keeps its data and its socket, and who may look there."""

import hashlib
import os
import stat
from pathlib import Path

from config.postgres.errors import PostgresFailed

# All private servers of root, and the copy of the programs that their account can reach.
SYSTEM_FOLDER = Path("/var/lib/liandan")
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, and `/.s.PGSQL.5432` with its end takes 16 of them.
LONGEST_SOCKET_FOLDER = 86


def fingerprint(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def private_home(project: Path) -> Path:
    """The folder of a project's private server: inside the project, or for root under /var/lib."""
    if os.geteuid() == 0:
        return SYSTEM_FOLDER / f"{project.name}-{fingerprint(project)}"
    return project / ".liandan" / "postgres"


def socket_folder_of(home: Path) -> Path:
    """The folder of the socket: beside the data, or in /tmp when that path is too long for an address."""
    folder = home / "socket"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    return Path("/tmp") / f"liandan-{os.geteuid()}-{fingerprint(home)}"  # noqa: S108 (make_private checks it)


def make_private(folder: Path, uid: int, gid: int) -> None:
    """Create `folder` for one account alone; refuse one that somebody else has put there.

    Only a folder made here is given an owner and a mode: no permission that was there before is touched.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) & 0o077:
            raise PostgresFailed(
                f"{folder} must be a folder that only user {uid} can open. Move it away and start again."
            ) from None
    else:
        os.chown(folder, uid, gid)
