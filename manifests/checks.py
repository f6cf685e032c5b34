"""System checks: what printed documents need of the machine, and whether the tree is sealed. `manage.py check` warns;
nothing else stops working."""

import ctypes
import shutil
import subprocess

from django.core.checks import Warning as CheckWarning

from facilities import clock
from manifests.documents import faces
from manifests.proofs.waiting import LONGEST_WAIT, waiting_since

FAMILY = "Noto Sans CJK SC"
SUBSETTER = "libharfbuzz-subset.so.0"


def check_documents(app_configs=None, **kwargs) -> list[CheckWarning]:
    """Warn when documents would be slow (no subsetter) or their Chinese empty boxes (no font)."""
    warnings = []
    if not has_subsetter():
        warnings.append(
            CheckWarning(
                "HarfBuzz's subsetter is missing: each printed page takes seconds, not a fraction of one.",
                hint="apt-get install libharfbuzz-subset0",
                id="liandan.W001",
            )
        )
    if not has_font():
        warnings.append(
            CheckWarning(
                f"The font “{FAMILY}” is missing: Chinese text in printed documents cannot be drawn.",
                hint="apt-get install fontconfig fonts-noto-cjk",
                id="liandan.W002",
            )
        )
    if missing := faces.missing():
        warnings.append(
            CheckWarning(
                f"Printed documents are drawn with whole faces, since {', '.join(missing)} were not cut: they are twice"
                " as large, and drawing many takes more memory.",
                hint="make setup",
                id="liandan.W004",
            )
        )
    return warnings


def has_subsetter() -> bool:
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Asks fontconfig, as the renderer does; without its tool there is no font we could name."""
    program = shutil.which("fc-list")
    if program is None:
        return False
    found = subprocess.run([program, f":family={FAMILY}"], capture_output=True, text=True, timeout=30)  # noqa: S603
    return bool(found.stdout.strip())


def check_sealing(app_configs=None, databases=None, **kwargs) -> list[CheckWarning]:
    """Warn when events have waited for more than a day: no worker seals. Asked with `--deploy --database default`."""
    if not databases:
        return []
    since = waiting_since()
    if since is None or clock.now() - since < LONGEST_WAIT:
        return []
    return [
        CheckWarning(
            f"Events have been waiting to be sealed since {since:%Y-%m-%d %H:%M} UTC.",
            hint="Run the worker (manage.py procrastinate worker), or manage.py seal every ten minutes.",
            id="liandan.W003",
        )
    ]
