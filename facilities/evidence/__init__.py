"""Photographs and scans: what is accepted, what they may be attached to, and how pages show them."""
