import pytest

from facilities import navigation
from facilities.access import Standing

OFFICIAL = Standing(is_regulator=True)
NOBODY = Standing()


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})


def everyone(standing):
    return True


def test_entries_come_in_their_order():
    navigation.register(20, "sign_in", "Later", everyone)
    navigation.register(10, "home", "First", everyone)
    assert [entry.label for entry in navigation.entries_for(NOBODY)] == ["First", "Later"]


def test_entries_are_shown_to_whom_they_fit():
    navigation.register(10, "home", "For officials", lambda standing: standing.is_regulator)
    assert navigation.entries_for(NOBODY) == []
    assert len(navigation.entries_for(OFFICIAL)) == 1


def test_visitor_sees_none():
    navigation.register(10, "home", "Home", everyone)
    assert navigation.entries_for(None) == []


def test_registering_again_replaces():
    navigation.register(10, "home", "Old", everyone)
    navigation.register(10, "home", "New", everyone)
    assert [entry.label for entry in navigation.entries_for(NOBODY)] == ["New"]


@pytest.mark.parametrize(
    ("path", "current"), [("/", "Front"), ("/sign-in/", "Door"), ("/sign-in/again/", "Door"), ("/elsewhere/", "Front")]
)
def test_current_is_the_closest_address(path, current):
    navigation.register(10, "home", "Front", everyone)
    navigation.register(20, "sign_in", "Door", everyone)
    marked = [label for _, label, is_current in navigation.items_for(NOBODY, path) if is_current]
    assert marked == [current]
