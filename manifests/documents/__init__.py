"""Printed documents: the manifest (A4, PDF/A-3b) and the container labels, drawn from what was signed.

Both read custody events, never live rows, and nothing of the moment they are printed at: the same events give the same
bytes, on any day and in any process, so that a stored SHA-256 can be checked by printing again.
"""

from importlib import import_module

NAMES = {
    "Label": "labels",
    "labels_of": "labels",
    "labels_over": "labels",
    "render_labels": "label_sheets",
    "ManifestForm": "manifest_form",
    "form_of": "manifest_form",
    "render_manifest": "manifest_form",
}
__all__ = ["Label", "ManifestForm", "form_of", "labels_of", "labels_over", "render_labels", "render_manifest"]


def __getattr__(name: str):
    """Looked up when first asked for: a process that only draws (manifests/printing) needs `render` and no Django."""
    if name not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{NAMES[name]}"), name)
