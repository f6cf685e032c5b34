"""Loaded before anything else (`-p tests.start`): local settings, and the private PostgreSQL under way."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from config.postgres import ensure_running


def temporary_folder(prefix: str) -> str:
    """A folder that goes when this process ends."""
    folder = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


os.environ.setdefault("LIANDAN_LOCAL", "1")
os.environ.setdefault("STATIC_HASHED", "0")
# Keys of their own, which go when the tests end; each process that tests side by side has a database and keys for it.
if "SIGNING_KEYS" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["SIGNING_KEYS"] = temporary_folder("liandan-keys-")
# Every test client builds WhiteNoise anew, which reads the whole folder of collected files: 1,477 of them after
# `make run`, and a fifth of the suite's time. Nothing here asks for them, so the folder is an empty one. It has to
# exist: WhiteNoise warns when there is nothing to serve yet, and warnings are errors here.
os.environ["STATIC_ROOT"] = temporary_folder("liandan-static-")
ensure_running()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Collect without looking for garbage: there is none.

    More than a million objects are made that live to the end, and Python would look through all of them again and
    again. That took half of the time of collecting. What is there afterwards is frozen, so that later only what tests
    make is looked through.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
