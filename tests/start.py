"""Loaded before anything else (`-p tests.start`): local settings, and the private PostgreSQL under way."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from config.postgres import ensure_running

os.environ.setdefault("LIANDAN_LOCAL", "1")
os.environ.setdefault("STATIC_HASHED", "0")
# Keys of their own, which go when the tests end; each process that tests side by side has a database and keys for it.
if "SIGNING_KEYS" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["SIGNING_KEYS"] = tempfile.mkdtemp(prefix="liandan-keys-")
    atexit.register(shutil.rmtree, os.environ["SIGNING_KEYS"], ignore_errors=True)
# WhiteNoise warns when there is nothing to serve yet, and warnings are errors here.
Path(".liandan/static").mkdir(parents=True, exist_ok=True)
ensure_running()
