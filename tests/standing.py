"""The city that stands: built once, and found as new by each of the three thousand tests that ask for it.

Three storeys, each on the one below: `city`, `people`, `fleet`. They are built in a transaction that stays open; a
test's own transaction is a savepoint in it and is rolled back as ever. What a test asks for decides how much stands
when it begins, so it meets nobody whom it did not ask for. A test with real transactions, and one that asks for no
city, find none: it is pulled down before them. Each module has it built anew, so that a leak is told where it happened,
and because PostgreSQL counts what has to be swept up when a transaction ends, not before.

What keeps a test's changes from the next one: the database rolls them back, the objects are unpacked anew for each test
from the same bytes, and whenever the city is pulled down its rows are compared with what was built.
"""

import pickle
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import override_settings

from facilities import clock
from tests.digest import changed, stored

STOREYS = ("city", "people", "fleet")
# Sentences are asserted in English, which is what the source says; language tests switch themselves.
HOUSE = {
    "LANGUAGE_CODE": "en",
    "LIMITS_KEPT_SECONDS": 3600,  # a slow machine asks no oftener than a fast one
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}
Build = Callable[..., SimpleNamespace]


@dataclass(frozen=True)
class Storey:
    """Its transaction, and all objects up to here as bytes."""

    block: ExitStack
    packed: bytes


class StandingCity:
    """Not usable before `open` has said how the database is reached, which is once it is there."""

    def __init__(self):
        self.storeys: list[Storey] = []
        self.builders: dict[str, Build] = {}
        self.rows: dict[str, tuple] = {}  # a digest of all that stands
        self.blocker, self.day, self.module, self.link = None, date.min, None, None

    def builds(self, build: Build) -> Build:
        """Name a storey's builder, `build_city`; it is given the storeys below."""
        self.builders[build.__name__.removeprefix("build_")] = build
        return build

    def open(self, blocker) -> None:
        self.blocker = blocker

    def close(self) -> None:
        """Pull everything down; nothing is built any more."""
        self.prepare(0)
        self.blocker = None

    def prepare(self, height: int, module: object = None) -> None:
        """Build up or pull down to so many storeys, as a test of that module wants them that is about to begin."""
        if self.blocker is None:
            return
        with self.blocker.unblock():
            # Terms are counted from the day; and a connection that was closed has taken the city with it.
            if self.link is not connection.connection:
                self.storeys.clear()
            self._pull_down_to(height if (self.day, self.module) == (clock.today(), module) else 0)
            self.day, self.module = clock.today(), module
            if len(self.storeys) < height:
                self._build_up_to(height)

    def unpacked(self) -> dict[str, SimpleNamespace]:
        """The storeys that stand, by name, as objects that are the caller's alone."""
        return pickle.loads(self.storeys[-1].packed) if self.storeys else {}

    def _build_up_to(self, height: int) -> None:
        with override_settings(**HOUSE):
            while len(self.storeys) < height:
                self._build_one_more()
        connection.check_constraints()  # here, once, and not again at the end of every test
        self.rows = stored()

    def _build_one_more(self) -> None:
        below, name = self.unpacked(), STOREYS[len(self.storeys)]
        with ExitStack() as block:
            block.enter_context(transaction.atomic())
            self.link = connection.connection
            built = below | {name: self.builders[name](*below.values())}
            self.storeys.append(Storey(block.pop_all(), pickle.dumps(built)))

    def _pull_down_to(self, height: int) -> None:
        if len(self.storeys) <= height:
            return
        tables = changed(self.rows)
        while len(self.storeys) > height:
            transaction.set_rollback(True)
            self.storeys.pop().block.close()
        if height:
            self.rows = stored()
        assert tables == [], f"A test since the last building has left changes in {tables}."


standing = StandingCity()


def height_for(item: pytest.Item) -> int:
    """How many storeys a test asks for; none where it has its own transactions, or fixtures that reach further."""
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(names):
        return 0
    return max((height for height, name in enumerate(STOREYS, 1) if name in names), default=0)
