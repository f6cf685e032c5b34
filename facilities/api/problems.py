"""Errors of the API as RFC 9457 problem documents, one shape for everything that can go wrong."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from facilities.errors import Refusal

CONTENT_TYPE = "application/problem+json"


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
        headers["Retry-After"] = str(int(error.wait))
    return _problem(error.status_code, list(_entries(error.get_full_details(), "")), headers)


def entry(refusal: Refusal) -> dict:
    return {
        "code": refusal.code,
        "field": refusal.field,
        "message": str(refusal.message),
        "rule": str(refusal.law),
        "value": refusal.value,
    }


def _entries(details, field: str):
    """DRF's nested details, flattened to one entry for each message, with a JSON Pointer."""
    if isinstance(details, list):
        for i, item in enumerate(details):
            is_leaf = isinstance(item, dict) and set(item) == {"message", "code"}
            yield from _entries(item, field if is_leaf else f"{field}/{i}")
    elif isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"code": details["code"], "field": field, "message": str(details["message"]), "rule": "", "value": ""}
    elif isinstance(details, dict):
        for name, item in details.items():
            yield from _entries(item, field if name == "non_field_errors" else f"{field}/{name}")


def _problem(status: int, errors: list[dict], headers: dict | None = None) -> Response:
    first = errors[0] if errors else {"code": "error", "message": str(_("Something went wrong."))}
    body = {
        "type": f"urn:liandan:problem:{first['code']}",
        "title": first["message"],
        "status": status,
        "code": first["code"],
        "errors": errors,
    }
    return Response(body, status=status, headers=headers or {}, content_type=CONTENT_TYPE)
