"""A served house in Chinese, and a desk or a phone for whoever needs one."""

import pytest

from tests.config.conftest import compiled_locale  # noqa: F401 - a fixture
from tests.journeys.desk import DESK, PHONE, Desk


@pytest.fixture(scope="module", autouse=True)
def _beside_the_loop():
    """Playwright's loop runs in the test's own thread; the database is asked there, too, between its steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def house(settings, compiled_locale, live_server) -> str:  # noqa: F811
    """The address of a running server, as printed in its QR codes."""
    settings.LANGUAGE_CODE = "zh-hans"
    settings.LOCALE_PATHS = [compiled_locale]
    settings.PUBLIC_URL = live_server.url
    return live_server.url


@pytest.fixture
def sit_down(chromium, house):
    """`sit_down(person)`: at a desk, or with screen=PHONE; nobody may leave with a complaint about any page."""
    taken: list[Desk] = []

    def sit(person=None, screen=DESK) -> Desk:
        desk = Desk(chromium, house, screen)
        taken.append(desk)
        return desk.sign_in(person) if person else desk

    yield sit
    for desk in taken:
        desk.close()
    assert [found for desk in taken for found in desk.wrong] == []


@pytest.fixture
def phone(sit_down):
    return sit_down(screen=PHONE)
