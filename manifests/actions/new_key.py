"""Take a new signing key into use. What is signed from now on is signed with it; older keys go on proving."""

from django.conf import settings

from facilities import clock
from manifests.models import PublicKey
from manifests.proofs.keys import SigningKey, generate


def new_key() -> SigningKey:
    """Generate a key in the folder SIGNING_KEYS and publish its public half."""
    key = generate(settings.SIGNING_KEYS)
    PublicKey.objects.create(name=key.name, x=key.public.x, y=key.public.y, since=clock.now())
    return key
