"""Upper apps hear of what the door did, in the same transaction: either both are there or neither."""

from collections.abc import Callable

from manifests.custody.deed import Deed

_listeners: dict[tuple[str, str], list[Callable[[Deed], None]]] = {}


def hear(subject: str, action: str, listener: Callable[[Deed], None]) -> None:
    """Register `listener(deed)` for one row of the transition table."""
    _listeners.setdefault((subject, action), []).append(listener)


def tell(deed: Deed) -> None:
    for told in (deed, *deed.others):
        for listener in _listeners.get((told.row.subject, told.row.action), ()):
            listener(told)
