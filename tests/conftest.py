"""A real database with the reference data in it, a small city, and people fixed by role."""

from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from facilities import deadlines, limits
from manifests import national_numbers
from tests.baseline import taken
from tests.standing import HOUSE, height_for, standing

# The same examples every time, and as long as they take: the machine may be busy.
settings.register_profile(
    "house",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")

pytest_plugins = ["tests.city", "tests.walk", "tests.browser", "tests.declared", "tests.paperwork"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Nobody mourns these databases when the power goes, so no commit waits for the disk."""
    options = connections.settings["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the catalogue once; every test finds it, as every installation does."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
        baseline = taken()
    standing.open(django_db_blocker)
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda test_case: baseline.restore()):
        yield baseline
    standing.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the test's own transaction begins. The first test of a process makes the database, and its own city."""
    standing.prepare(height_for(item), item.path)


@pytest.fixture
def as_built(db) -> dict[str, SimpleNamespace]:
    """What stands, by name. Whoever asks for one storey and another gets objects that know each other."""
    return standing.unpacked()


@pytest.fixture(autouse=True)
def _own_sheets(settings, tmp_path):
    """What tests upload and export is theirs alone."""
    settings.SHEETS_ROOT = tmp_path / "sheets"


@pytest.fixture(autouse=True)
def _house(settings):
    for name, value in HOUSE.items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def _limits_as_supplied():
    """A limit that a test enters is gone with its transaction, and so must be what the process remembers of it."""
    before, rules = limits.picture.changes, deadlines.picture.changes
    blocks = national_numbers.picture.changes
    yield
    if limits.picture.changes != before:
        limits.forget()
    if deadlines.picture.changes != rules:
        deadlines.forget()
    if national_numbers.picture.changes != blocks:
        national_numbers.forget()
