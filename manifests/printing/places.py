"""Where print runs lie on disk: their finished files, and the parts of those under way, under `SHEETS_ROOT`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate

from manifests.models import PrintRun

PIECE = 1 << 18
TYPES = {PrintRun.Form.PDF: "application/pdf", PrintRun.Form.ZIP: "application/zip"}


def file_of(run: PrintRun) -> Path:
    """The finished file."""
    return _folder("prints") / f"{run.pk.hex}.{run.form}"


def file_name(run: PrintRun) -> str:
    """What the finished file is saved as."""
    return f"liandan-{run.subject}-{localdate(run.requested_at):%Y%m%d}.{run.form}"


def pieces_of(run: PrintRun) -> Iterator[bytes]:
    """The finished file, opened when somebody begins to read, so that it is closed by whoever ends."""
    with file_of(run).open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def part_of(run: PrintRun, number: int) -> Path:
    """The file of one part, from the first on."""
    return _folder("prints", f"{run.pk.hex}.parts") / f"{number:05}"


def remove_parts(run: PrintRun) -> None:
    """What a process still writes there goes when it has ended."""
    shutil.rmtree(_folder("prints", f"{run.pk.hex}.parts"), ignore_errors=True)


def _folder(*names: str) -> Path:
    path = Path(settings.SHEETS_ROOT)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        path /= name
        path.mkdir(mode=0o700, exist_ok=True)
    return path
