"""What of a manifest may be corrected now: the sealing table, as it stands for this manifest and this reader."""

from rest_framework import serializers

from manifests.actions.propose_amendment import may_propose
from manifests.amendable import read_events, sealed_fields
from manifests.models import Manifest
from manifests.states import SEALED


class SealedField(serializers.Serializer):
    """A field to name in POST /api/amendments/, as pointer by the numbers on the paper."""

    field = serializers.CharField()
    value = serializers.CharField(help_text="What holds now; empty where nothing was said.")
    consent = serializers.ListField(
        child=serializers.CharField(), help_text="Who must agree: consignor, carrier, consignee."
    )
    may_propose = serializers.BooleanField(help_text="True where the reader's own desk may ask for it.")


def amendable(person, manifest: Manifest) -> list[dict]:
    """Every correctable field in the order of the paper; none for a draft or what was cancelled or voided."""
    if manifest.state not in SEALED:
        return []
    fields = sealed_fields(manifest, read_events(manifest))
    own = may_propose(person, fields)
    return [
        {
            "field": pointer,
            "value": sealed.value,
            "consent": [seat.party for seat in sealed.seats],
            "may_propose": pointer in own,
        }
        for pointer, sealed in fields.items()
    ]
