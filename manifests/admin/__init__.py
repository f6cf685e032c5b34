"""The officials' pages of this app; importing a module registers what it shows."""

from manifests.admin import (
    amendment,
    batch,
    deadline,
    declaration,
    exporting,
    facility_sections,
    flows_page,
    manifest,
    navigation,
    number_block,
    overview,
    rules_page,
    seal,
)

__all__ = [
    "amendment",
    "batch",
    "deadline",
    "declaration",
    "exporting",
    "facility_sections",
    "flows_page",
    "manifest",
    "navigation",
    "number_block",
    "overview",
    "rules_page",
    "seal",
]
