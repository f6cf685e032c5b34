"""Retire a signing key: it signs no more, and proves only what it signed before this moment."""

from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import Refusal
from manifests.models import PublicKey


def retire_key(name: str) -> PublicKey:
    """Raises a Refusal where no such key is in use, or no other one would be left to sign."""
    in_use = list(PublicKey.objects.select_for_update().filter(retired_at=None))
    key = next((key for key in in_use if key.name == name), None)
    if key is None:
        raise Refusal(_("No key of this name is in use."), code="key_unknown")
    if len(in_use) == 1:
        raise Refusal(_("This is the only key. Take a new one into use first."), code="key_is_last")
    key.retired_at = clock.now()
    key.save(update_fields=["retired_at"])
    return key
