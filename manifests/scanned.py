"""Where a printed code leads somebody signed in: upper apps register ways nearer than the page of the document."""

from collections.abc import Callable

# rule(person, kind, text) → address or None; kind is "manifest" or "container", text its number or digital code.
_ways: list[Callable[[object, str, str], str | None]] = []


def lead_scanners(rule: Callable[[object, str, str], str | None]) -> None:
    """Register a way; the first that answers is taken."""
    _ways.append(rule)


def way_for(person, kind: str, text: str) -> str | None:
    return next((address for rule in _ways if (address := rule(person, kind, text))), None)
