"""Read a JSON body exactly: numbers as written, never as floats, and never more than a client may sensibly send."""

import json
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LARGEST_BODY = 1_000_000  # bytes; fifty judged lines are about 20 kB


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"
    default_detail = _("Send at most 1 MB.")


class ExactJSONParser(BaseParser):
    """JSON in UTF-8. NaN and Infinity, nesting beyond reason and broken text are a parse error, not a crash."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
        try:
            data = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse)
            if b"\\u" in body:  # half of a surrogate pair can be written as an escape, and stored nowhere
                json.dumps(data, default=str, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError):
            raise ParseError(_("The body is not JSON in UTF-8.")) from None
        return data


def _refuse(constant: str):
    raise ValueError(constant)
