"""A real database with the reference data in it, a small city, and people fixed by role."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, settings

from facilities import deadlines, limits
from manifests import national_numbers

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
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the catalogue once; every test finds it, as every installation does."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def _own_sheets(settings, tmp_path):
    """What tests upload and export is theirs alone."""
    settings.SHEETS_ROOT = tmp_path / "sheets"


@pytest.fixture(autouse=True)
def _english(settings):
    """Sentences are asserted in English, which is what the source says; language tests switch themselves."""
    settings.LANGUAGE_CODE = "en"
    settings.LIMITS_KEPT_SECONDS = 3600  # a slow machine asks no oftener than a fast one
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
