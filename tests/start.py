"""Loaded before anything else (`-p tests.start`): local settings, and the private PostgreSQL under way."""

import os

from config.postgres import ensure_running

os.environ.setdefault("LIANDAN_LOCAL", "1")
os.environ.setdefault("STATIC_HASHED", "0")
ensure_running()
