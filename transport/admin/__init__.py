"""The officials' pages of this app; importing a module registers what it shows."""

from transport.admin import fleet, overview, sections

__all__ = ["fleet", "overview", "sections"]
