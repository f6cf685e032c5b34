"""Printed documents: the manifest (A4, PDF/A-3b) and the container labels, drawn from what was signed.

Both read custody events, never live rows, and nothing of the moment they are printed at: the same events give the same
bytes, on any day and in any process, so that a stored SHA-256 can be checked by printing again.
"""

from manifests.documents.label_sheets import render_labels
from manifests.documents.labels import Label, labels_of, labels_over
from manifests.documents.manifest_form import ManifestForm, form_of, render_manifest

__all__ = [
    "Label",
    "ManifestForm",
    "form_of",
    "labels_of",
    "labels_over",
    "render_labels",
    "render_manifest",
]
