"""Errors of the API as RFC 9457 problem documents, one shape for everything that can go wrong."""

import math

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response

from facilities.errors import Refusal

CONTENT_TYPE = "application/problem+json"
LONGEST_VALUE = 200  # characters of what was sent that are repeated in the answer


class ProblemReason(serializers.Serializer):
    """One thing that is wrong."""

    code = serializers.CharField(help_text="Stable; write programs against this.")
    field = serializers.CharField(
        help_text="JSON Pointer (RFC 6901) into the body; a query parameter as ?name; empty for the whole."
    )
    message = serializers.CharField(help_text="A sentence for people, in the language of Accept-Language.")
    rule = serializers.CharField(help_text="The law and article, empty where the rule is this service's own.")
    value = serializers.CharField(help_text="What was sent, as text, where that can be repeated.")


class Problem(serializers.Serializer):
    """A problem document (RFC 9457). `errors` names every reason at once; the first one gives code and title."""

    type = serializers.CharField(help_text="urn:liandan:problem: followed by the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = ProblemReason(many=True)


def problem_response(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler; None lets Django answer (and log) what nobody foresaw."""
    if isinstance(error, Refusal):
        return _problem(error.status, [entry(refusal) for refusal in error.all])
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(error.wait))
    if isinstance(error, exceptions.ValidationError):
        return _misread(error, context.get("request"), context.get("view"))
    return _problem(error.status_code, list(_entries(error.get_full_details(), "")), headers)


def entry(refusal: Refusal) -> dict:
    return {
        "code": refusal.code,
        "field": refusal.field,
        "message": str(refusal.message),
        "rule": str(refusal.law),
        "value": refusal.value[:LONGEST_VALUE],
    }


def _misread(error: exceptions.ValidationError, request, view) -> Response:
    """What was sent has the wrong form: 422 for a body, 400 for the query of an address."""
    entries = list(_entries(error.get_full_details(), ""))
    if request is None or request.method in ("GET", "HEAD"):
        return _problem(status.HTTP_400_BAD_REQUEST, [{**row, "field": f"?{row['field'][1:]}"} for row in entries])
    if not getattr(view, "holds_secrets", False):
        for row in entries:
            row["value"] = _sent(request.data, row["field"])
    return _problem(status.HTTP_422_UNPROCESSABLE_ENTITY, entries)


def _sent(body, pointer: str) -> str:
    """The text or number at a pointer of the body; empty when nothing so plain is there."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        try:
            body = body[int(step)] if isinstance(body, list) else body[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return ""
    if body is None or isinstance(body, dict | list):
        return ""
    return str(body)[:LONGEST_VALUE]


def _entries(details, field: str):
    """DRF's nested details, flattened to one entry for each message, with a JSON Pointer."""
    if isinstance(details, list):
        for i, item in enumerate(details):
            yield from _entries(item, field if _is_leaf(item) else f"{field}/{i}")
    elif _is_leaf(details):
        yield {"code": details["code"], "field": field, "message": str(details["message"]), "rule": "", "value": ""}
    elif isinstance(details, dict):
        for name, item in details.items():
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _entries(item, field if name == "non_field_errors" else f"{field}/{step}")


def _is_leaf(details) -> bool:
    """Only DRF's own pair of message and code; a body may well have fields of those names, with lists in them."""
    return isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["code"], str)


def _problem(status_code: int, errors: list[dict], headers: dict | None = None) -> Response:
    first = errors[0] if errors else {"code": "error", "message": str(_("Something went wrong."))}
    body = {
        "type": f"urn:liandan:problem:{first['code']}",
        "title": first["message"],
        "status": status_code,
        "code": first["code"],
        "errors": errors,
    }
    return Response(body, status=status_code, headers=headers or {}, content_type=CONTENT_TYPE)
