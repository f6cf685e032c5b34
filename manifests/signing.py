"""Which key signs now, and which keys anybody may check with."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from manifests.models import PublicKey
from manifests.proofs.keys import SigningKey, path_of, read


def current_key() -> SigningKey:
    """The newest key in use. Raises ImproperlyConfigured where there is none, or its file is missing here."""
    newest = PublicKey.objects.filter(retired_at=None).order_by("-since", "name").first()
    if newest is None:
        raise ImproperlyConfigured("There is no signing key yet: manage.py signing_key new")
    return opened(newest)


def keys_in_use() -> list[PublicKey]:
    """The keys that may sign, newest first."""
    return list(PublicKey.objects.filter(retired_at=None).order_by("-since", "name"))


def key_of(moment: datetime, keys: Sequence[PublicKey]) -> PublicKey | None:
    """The key that signs what was recorded then: the newest of that time, or the oldest where all are younger.

    So a key that is added later changes no paper; only retiring one does. None where there is no key.
    """
    return next((key for key in keys if key.since <= moment), keys[-1] if keys else None)


def opened(row: PublicKey) -> SigningKey:
    """The private half of a key. Raises ImproperlyConfigured where its file is missing here or holds another."""
    path = path_of(settings.SIGNING_KEYS, row.name)
    try:
        key = read(path)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            f"The signing key {row.name} cannot be read from SIGNING_KEYS. Copy its file here from where the key was"
            f" made, or take a new one into use: manage.py signing_key new"
        ) from error
    if key.name != row.name:
        raise ImproperlyConfigured(f"The file of the signing key {row.name} holds another key.")
    return key


def published_keys() -> list[dict]:
    """Every key there ever was, newest first, as JSON Web Keys with the time of their use (ISO 8601, UTC)."""
    return [published(key) for key in PublicKey.objects.order_by("-since", "name")]


def published(key: PublicKey) -> dict:
    """To the microsecond: what was signed in the second before the key was retired must stay proven."""
    return {
        **key.public.jwk,
        "since": key.since.isoformat(timespec="microseconds"),
        "retired_at": key.retired_at.isoformat(timespec="microseconds") if key.retired_at else None,
    }
