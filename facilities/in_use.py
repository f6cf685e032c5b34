"""Upper apps say here what still rests on a row of ours, so that it is not changed or closed under their feet."""

from collections.abc import Callable

from django.db.models import Model

_rules: dict[str, list[Callable[[Model], bool]]] = {}


def hold(label: str, rule: Callable[[Model], bool]) -> None:
    """Register `rule(row)` for a model such as "facilities.WasteStream": True while something rests on the row."""
    _rules.setdefault(label, []).append(rule)


def is_in_use(row: Model) -> bool:
    return any(rule(row) for rule in _rules.get(row._meta.label, ()))
