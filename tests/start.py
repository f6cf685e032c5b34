"""Loaded before anything else (`-p tests.start`): local settings, and the private PostgreSQL under way."""

import os
from pathlib import Path

from config.postgres import ensure_running

os.environ.setdefault("LIANDAN_LOCAL", "1")
os.environ.setdefault("STATIC_HASHED", "0")
# WhiteNoise warns when there is nothing to serve yet, and warnings are errors here.
Path(".liandan/static").mkdir(parents=True, exist_ok=True)
ensure_running()
