"""Fetch what the reader may see, or say that nothing is there."""

from django.http import Http404

from manifests.models import Manifest


def find_manifest(person, pk) -> Manifest:
    """The manifest with its parties and method, in one statement. Unseen and unknown are the same 404."""
    rows = Manifest.objects.visible_to(person).with_parties().select_related("method", "parent__consignee")
    manifest = rows.filter(pk=pk).first()
    if manifest is None:
        raise Http404
    return manifest
