"""System checks: what printed documents need of the machine. `manage.py check` warns; nothing else stops working."""

import ctypes
import shutil
import subprocess

from django.core.checks import Warning as CheckWarning

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
