"""Where print runs lie on disk: their finished files, and the parts of those under way, under `SHEETS_ROOT`."""

import shutil
from pathlib import Path

from django.conf import settings

from manifests.models import PrintRun


def file_of(run: PrintRun) -> Path:
    """The finished file."""
    return _folder("prints") / f"{run.pk.hex}.{run.form}"


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
