"""The primary navigation: each app registers its entries in AppConfig.ready; a reader sees the fitting ones.

The first entry of a reader is also where the front door leads.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise


class Entry(NamedTuple):
    order: int
    url_name: str
    label: str | Promise
    shown_to: Callable[[object], bool]  # asked with the reader's Standing


_entries: dict[str, Entry] = {}


def register(order: int, url_name: str, label: str | Promise, shown_to: Callable[[object], bool]) -> None:
    """Offer one page in the navigation. Registering the same `url_name` again replaces the entry."""
    _entries[url_name] = Entry(order, url_name, label, shown_to)


def entries_for(standing) -> list[Entry]:
    """The entries this reader sees, in order; none for a visitor who is not signed in."""
    if standing is None:
        return []
    return sorted((entry for entry in _entries.values() if entry.shown_to(standing)), key=lambda entry: entry[:2])


def items_for(standing, path: str) -> list[tuple[str, str | Promise, bool]]:
    """(url, label, is_current) for each entry; current is the closest address that `path` continues."""
    items = [(reverse(entry.url_name), entry.label) for entry in entries_for(standing)]
    current = max((url for url, _ in items if path.startswith(url)), key=len, default=None)
    return [(url, label, url == current) for url, label in items]
