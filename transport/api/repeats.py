"""Answer a repeated Idempotency-Key for what writes no custody event: planning trips and naming legs.

The answer is kept for a day, in the cache table of the same database: in the same transaction as what it answers,
so that either both are there or neither, and of two equal calls at once the second waits for the first.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.response import Response

from facilities.api.envelope import REPLAY, idempotency_key
from facilities.errors import Refusal
from manifests.custody.chain import digest

KEPT = 24 * 60 * 60  # seconds


def once(request, what: str, data: dict[str, Any], do: Callable[[], models.Model]) -> tuple[Any, bool]:
    """(the id of the row that `do` made, whether it had been made before). The same key with other data is refused."""
    key = idempotency_key(request)
    if key is None:
        return do().pk, False
    place = f"once:{request.user.pk}:{key}"
    content = digest({"what": what, "data": data})
    with transaction.atomic():
        if cache.add(place, None, KEPT):
            pk = do().pk
            cache.set(place, (content, pk), KEPT)
            return pk, False
    first_content, pk = cache.get(place) or (None, None)
    if first_content != content:
        raise Refusal(
            _("This key has been used for another request."), code="idempotency_key_reused", field="/idempotency_key"
        )
    return pk, True


def answered(body: dict, repeated: bool, made: bool = True) -> Response:
    """201 for what was just made, 200 and the replay header for what had been."""
    if repeated:
        return Response(body, status.HTTP_200_OK, headers={REPLAY: "true"})
    return Response(body, status.HTTP_201_CREATED if made else status.HTTP_200_OK)
