"""What every writing call may bring beside its own data: when and where it happened, and a key that makes it safe
to send again."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from facilities.api.fields import Form, Moment
from facilities.errors import BadInput

CIRCUMSTANCES = ("happened_at", "device", "longitude", "latitude")
KEY = re.compile(r"[!-~]{1,80}")
REPLAY = "Idempotent-Replay"


class Act(Form):
    """An action without data of its own. Subclasses add theirs beside the circumstances."""

    happened_at = Moment(required=False, help_text="When it happened; now unless told.")
    device = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text="What it was done with.")
    longitude = serializers.DecimalField(
        max_digits=9, decimal_places=6, min_value=-180, max_value=180, required=False, help_text="WGS 84, degrees."
    )
    latitude = serializers.DecimalField(
        max_digits=8, decimal_places=6, min_value=-90, max_value=90, required=False, help_text="WGS 84, degrees."
    )


def apart(sent: Mapping[str, Any]) -> tuple[dict, dict]:
    """(the action's own data, the circumstances) of a validated body."""
    data = {name: value for name, value in sent.items() if name not in CIRCUMSTANCES}
    return data, {name: sent[name] for name in CIRCUMSTANCES if name in sent}


def idempotency_key(request) -> str | None:
    """The request's Idempotency-Key; BadInput when it cannot be one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise BadInput(_("An Idempotency-Key has 1 to 80 visible ASCII characters."), code="idempotency_key_invalid")
    return key
