"""The officials' pages of this app; importing a module registers what it shows."""

from manifests.admin import batch, exporting, facility_sections, flows_page, manifest, navigation, overview, seal

__all__ = ["batch", "exporting", "facility_sections", "flows_page", "manifest", "navigation", "overview", "seal"]
