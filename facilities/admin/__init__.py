"""The officials' pages of this app; importing a module registers what it shows."""

from facilities.admin import (
    calendar,
    catalogue,
    credentials,
    enterprise,
    exporting,
    facility,
    imports,
    navigation,
    overview,
    people,
)

__all__ = [
    "calendar",
    "catalogue",
    "credentials",
    "enterprise",
    "exporting",
    "facility",
    "imports",
    "navigation",
    "overview",
    "people",
]
