"""`postmaster.pid`: what a running server says of itself, and what a killed one leaves behind."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

STATUS_LINE = 7  # PostgreSQL's LOCK_FILE_LINE_PM_STATUS, from 0


@dataclass(frozen=True)
class PidFile:
    data: Path

    @property
    def path(self) -> Path:
        return self.data / "postmaster.pid"

    def lines(self) -> list[str]:
        try:
            return self.path.read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def says_ready(self) -> bool:
        lines = self.lines()
        return len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready"

    def is_ours(self) -> bool:
        """Whether the process named in the file lives and is a PostgreSQL that serves this folder."""
        lines = self.lines()
        if not lines or not lines[0].strip().isdigit():
            return False
        command = command_line(int(lines[0]))
        return "postgres" in command and f"-D {self.data}" in command


def command_line(pid: int) -> str:
    """What a process was started with; empty when there is no such process, or only its unreaped remains."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            words = (proc / str(pid) / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return os.fsdecode(words).replace("\0", " ")
    ps = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)  # noqa: S603, S607
    return ps.stdout
