"""The officials' pages of this app; importing a module registers what it shows."""

from manifests.admin import amendment, batch, facility_sections, flows_page, manifest, navigation, overview, seal

__all__ = ["amendment", "batch", "facility_sections", "flows_page", "manifest", "navigation", "overview", "seal"]
