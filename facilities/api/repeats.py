"""Answer a repeated Idempotency-Key for what writes no custody event: trips, legs, plans, applications, label codes.

The answer is kept for a day, in the cache table of the same database: in the same transaction as what it answers,
so that either both are there or neither, and of two equal calls at once the second waits for the first.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.response import Response

from facilities.api.envelope import REPLAY, idempotency_key
from facilities.errors import Refusal

KEPT = 24 * 60 * 60  # seconds


class _Canonical(DjangoJSONEncoder):
    """5, 5.0 and 5.000 kg are the same request."""

    def default(self, value):
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        try:
            return super().default(value)
        except TypeError:  # read into something of the house's own, such as a stretch of days
            return repr(value)


def once(request, what: str, data: dict[str, Any], do: Callable[[], Any]) -> tuple[Any, bool]:
    """(what `do` returned, whether it had been done before). The same key with other data is refused.

    `do` returns what finds the outcome again, such as a key: the answer itself is told anew, as things are now.
    """
    key = idempotency_key(request)
    if key is None:
        return do(), False
    place = f"once:{request.user.pk}:{key}"
    content = _digest({"what": what, "data": data})
    with transaction.atomic():
        if cache.add(place, None, KEPT):
            outcome = do()
            cache.set(place, (content, outcome), KEPT)
            return outcome, False
    first_content, outcome = cache.get(place) or (None, None)
    if first_content != content:
        raise Refusal(
            _("This key has been used for another request."), code="idempotency_key_reused", field="/idempotency_key"
        )
    return outcome, True


def answered(body: dict, repeated: bool, made: bool = True) -> Response:
    """201 for what was just made, 200 and the replay header for what had been."""
    if repeated:
        return Response(body, status.HTTP_200_OK, headers={REPLAY: "true"})
    return Response(body, status.HTTP_201_CREATED if made else status.HTTP_200_OK)


def _digest(value: dict) -> str:
    return sha256(json.dumps(value, cls=_Canonical, sort_keys=True).encode()).hexdigest()
