"""What comes from elsewhere rides on the truck that the other platform's paper names: no trip and no leg here."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.models import Manifest


def refuse_from_elsewhere(manifest: Manifest, field: str) -> None:
    """Raise `load_from_elsewhere`: nobody here could sign for taking it over."""
    if manifest.is_inbound:
        raise Refusal(
            _("Manifest %(manifest)s comes from elsewhere. Its truck is on the other platform's manifest."),
            figures={"manifest": str(manifest)},
            code="load_from_elsewhere",
            field=field,
        )
