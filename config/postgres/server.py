"""One private server: its folder, its life, and what may have happened to it since."""

import fcntl
import os
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.postgres import cluster, programs
from config.postgres.account import Account, server_account
from config.postgres.errors import PostgresFailed
from config.postgres.pidfile import PidFile
from config.postgres.places import make_private, socket_folder_of

ROLE = "liandan"
DATABASE = "liandan"
START_SECONDS = 60
LARGEST_LOG = 10_000_000  # bytes; beyond that the log is set aside at the next start
LOG_LINES = 15
# After kill -9 the server's children may finish a statement first; until then PostgreSQL rightly refuses.
ORPHANS = "pre-existing shared memory block"
ORPHAN_SECONDS = 15


@dataclass(frozen=True)
class Server:
    """The private PostgreSQL whose data, socket, log and lock lie in the folder `home`."""

    home: Path
    port: int = 5432  # names the socket; nothing listens on it

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @cached_property
    def socket_folder(self) -> Path:
        return socket_folder_of(self.home)

    @cached_property
    def account(self) -> Account:
        return server_account()

    def is_running(self) -> bool:
        """Whether the server takes connections now. The socket of a killed one does not count."""
        if not PidFile(self.data).says_ready():
            return False
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.socket_folder / f".s.PGSQL.{self.port}"))
            except OSError:
                return False
        return True

    def ensure_running(self) -> None:
        """Start the server, creating it if need be; at once when it runs. Raises PostgresFailed."""
        if self.is_running():
            return
        self.make_home()
        with self.locked():
            if not self.comes_up():
                self.start()

    def comes_up(self) -> bool:
        """Wait for a server that is just starting, recovering or going down; whether it runs in the end."""
        for _ in range(START_SECONDS * 10):
            if self.is_running():
                return True
            if not PidFile(self.data).is_ours():
                return False
            time.sleep(0.1)
        raise PostgresFailed(f"PostgreSQL is neither up nor down. {self.log} says why:\n{self.log_since(0)}")

    def start(self) -> None:
        installation = programs.reachable_by(self.account)
        make_private(self.socket_folder, self.account.uid, self.account.gid)
        if not self.data.exists():
            cluster.create(self.data, installation, self.account, role=ROLE, database=DATABASE)
        cluster.require_same_major(self.data, installation)
        cluster.write_settings(self.data, self.account, self.socket_folder, self.port)
        self.remove_left_overs()
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.home / "log.old")
        for _ in range(ORPHAN_SECONDS):
            seen = self.log.stat().st_size if self.log.exists() else 0
            if self.pg_ctl(installation, "start", "-l", self.log).returncode == 0:
                return
            said = self.log_since(seen)
            if ORPHANS not in said:
                break
            time.sleep(1)
        raise PostgresFailed(f"PostgreSQL did not start. The end of {self.log}:\n{said}")

    def remove_left_overs(self) -> None:
        """Remove what a killed server leaves behind: files naming a process that is gone.

        PostgreSQL sees only whether the number is in use, and would refuse to start for as long as another
        program has it. That nobody still has the data open it checks again by the folder's shared memory, so
        this cannot let two servers in.
        """
        PidFile(self.data).path.unlink(missing_ok=True)
        (self.socket_folder / f".s.PGSQL.{self.port}.lock").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop it, rolling back what is open. No-op when it is not running."""
        if not self.data.exists():
            return
        with self.locked():
            if not PidFile(self.data).is_ours():
                return
            done = self.pg_ctl(programs.reachable_by(self.account), "stop", "-m", "fast")
            if done.returncode != 0:
                raise PostgresFailed(f"PostgreSQL did not stop: {done.stderr.strip()}")

    def pg_ctl(self, installation: Path, verb: str, *options) -> subprocess.CompletedProcess:
        command = [installation / "bin" / "pg_ctl", verb, "-w", "-t", START_SECONDS, "-D", self.data]
        return self.account.run([*command, *options], folder=self.home, capture_output=True)

    def log_since(self, offset: int) -> str:
        if not self.log.exists():
            return "(there is no log)"
        text = self.log.read_bytes()[offset:].decode(errors="replace")
        return "\n".join(text.splitlines()[-LOG_LINES:])

    def make_home(self) -> None:
        try:
            if not self.home.parent.exists():
                self.home.parent.mkdir(parents=True)
                if os.geteuid() == 0:  # the server's account must get through, whatever root's umask
                    self.home.parent.chmod(0o755)
            make_private(self.home, self.account.uid, self.account.gid)
        except PermissionError:
            raise PostgresFailed(
                f"{self.home} cannot be made by this user. Give the folder to it, or set DATABASE_URL."
            ) from None

    @contextmanager
    def locked(self):
        """Let one process at a time start or stop this server; the lock goes with its holder."""
        with (self.home / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
