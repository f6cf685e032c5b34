"""The officials' pages of this app; importing a module registers what it shows."""

from facilities.admin import (
    calendar,
    catalogue,
    credentials,
    crossings,
    deadline_rules,
    delegations,
    enterprise,
    evidence,
    exporting,
    facility,
    imports,
    limits,
    navigation,
    overview,
    people,
)

__all__ = [
    "calendar",
    "catalogue",
    "credentials",
    "crossings",
    "deadline_rules",
    "delegations",
    "enterprise",
    "evidence",
    "exporting",
    "facility",
    "imports",
    "limits",
    "navigation",
    "overview",
    "people",
]
