"""The reference data, and a copy of its files to spoil; the year to plan, and a site that has not yet."""

import shutil

import pytest

from facilities import clock
from facilities.catalogue.loader import FOLDER, load
from facilities.catalogue.tables import all_tables
from facilities.models import ManagementPlan, PlanLine


@pytest.fixture
def folder(tmp_path):
    """A copy of the reference files to spoil."""
    return shutil.copytree(FOLDER, tmp_path / "reference")


@pytest.fixture
def reference(db):
    """Everything loaded. Costs little where it is loaded already."""
    assert all(outcome.state in ("loaded", "unchanged") for outcome in load(all_tables()))


@pytest.fixture
def year(db) -> int:
    return clock.today().year


@pytest.fixture
def unplanned(city):
    PlanLine.objects.filter(plan__facility=city.generator).delete()
    ManagementPlan.objects.filter(facility=city.generator).delete()
    return city.generator
