"""Printed documents: the manifest (A4, PDF/A-3b) and the container labels, drawn from what was signed.

Both read custody events, never live rows, and nothing of the moment they are printed at: the same events give the same
bytes, on any day and in any process, so that a stored SHA-256 can be checked by printing again.
"""

from manifests.documents.labels import Labels, labels_of, render_labels
from manifests.documents.manifest_form import ManifestForm, form_of, render_manifest

__all__ = ["Labels", "ManifestForm", "form_of", "labels_of", "render_labels", "render_manifest"]
