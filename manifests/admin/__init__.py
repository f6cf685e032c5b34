"""The officials' pages of this app; importing a module registers what it shows."""

from manifests.admin import (
    amendment,
    assessment,
    batch,
    deadline,
    declaration,
    exporting,
    facility_sections,
    flows_page,
    label_print,
    manifest,
    navigation,
    number_block,
    overview,
    rules_page,
    seal,
)

__all__ = [
    "amendment",
    "assessment",
    "batch",
    "deadline",
    "declaration",
    "exporting",
    "facility_sections",
    "flows_page",
    "label_print",
    "manifest",
    "navigation",
    "number_block",
    "overview",
    "rules_page",
    "seal",
]
