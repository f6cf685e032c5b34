"""The reference data, and a copy of its files to spoil."""

import shutil

import pytest

from facilities.catalogue.loader import FOLDER, load
from facilities.catalogue.tables import all_tables


@pytest.fixture
def folder(tmp_path):
    """A copy of the reference files to spoil."""
    return shutil.copytree(FOLDER, tmp_path / "reference")


@pytest.fixture
def reference(db):
    """Everything loaded. Costs little where it is loaded already."""
    assert all(outcome.state in ("loaded", "unchanged") for outcome in load(all_tables()))
