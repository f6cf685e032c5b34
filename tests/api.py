"""A client of the API that believes nothing: every answer it gets must be as the description says."""

import json
import re
from functools import cache

from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.authtoken.models import Token

PROBLEM = "application/problem+json"


@cache
def description() -> dict:
    # As a client gets it: plain JSON, no lazy text.
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


@cache
def _addresses() -> list[tuple[re.Pattern, str]]:
    """Fixed addresses before those with a place to fill in."""
    templates = sorted(description()["paths"], key=lambda template: template.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", template) + "$"), template) for template in templates]


def operation(method: str, path: str) -> dict | None:
    path = path.partition("?")[0]
    for pattern, template in _addresses():
        if pattern.match(path):
            return description()["paths"][template].get(method.lower())
    return None


@cache
def body_validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": description()["components"]})


def check(method: str, path: str, response) -> None:
    """Fail unless status, content type and body are what the description promises."""
    described = operation(method, path)
    if response.status_code in (404, 405) and (described is None or response.status_code == 405):
        described = {"responses": {str(response.status_code): _any_problem()}}
    assert described is not None, f"{method} {path} is not described"
    promised = described["responses"].get(str(response.status_code))
    assert promised is not None, f"{method} {path}: {response.status_code} is not described: {response.content[:500]}"
    if "content" not in promised:
        assert response.content == b""
        return
    content_type = response.headers["Content-Type"].partition(";")[0]
    assert content_type in promised["content"], f"{method} {path}: {content_type}"
    if content_type == "text/csv":
        assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbf")
        return
    if response.streaming or content_type in ("image/jpeg", "image/png", "application/pdf"):
        return
    schema = promised["content"][content_type]["schema"]
    problems = list(body_validator(json.dumps(schema)).iter_errors(response.json()))
    assert not problems, f"{method} {path}: " + "\n".join(
        f"{error.json_path}: {error.message[:300]}" for error in problems[:5]
    )


def _any_problem() -> dict:
    return {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


class Api:
    """Somebody's program, with a token; or nobody's."""

    def __init__(self, person=None, language="en"):
        self.client = Client(raise_request_exception=True)
        self.headers = {"accept-language": language}
        if person is not None:
            self.headers["authorization"] = f"Token {Token.objects.get_or_create(user=person)[0].key}"

    def get(self, path: str, **query):
        response = self.client.get(path, query, headers=self.headers)
        check("GET", path, response)
        return response

    def post(
        self,
        path: str,
        body=None,
        *,
        key: str | None = None,
        raw: bytes | None = None,
        kind="application/json",
        **headers,
    ):
        headers = {**self.headers, **headers}
        if key is not None:
            headers["idempotency-key"] = key
        sent = raw if raw is not None else json.dumps({} if body is None else body)
        response = self.client.post(path, sent, content_type=kind, headers=headers)
        check("POST", path, response)
        return response

    def delete(self, path: str):
        response = self.client.delete(path, headers=self.headers)
        check("DELETE", path, response)
        return response

    # What most stories do: it works, and the body matters.

    def see(self, path: str, **query) -> dict:
        response = self.get(path, **query)
        assert response.status_code == 200, response.content
        return response.json()

    def rows(self, path: str, **query) -> list[dict]:
        return self.see(path, **query)["results"]

    def make(self, path: str, body: dict, **options) -> dict:
        response = self.post(path, body, **options)
        assert response.status_code == 201, response.content
        return response.json()

    def do(self, path: str, body: dict | None = None, **options) -> dict:
        response = self.post(path, body, **options)
        assert response.status_code == 200, response.content
        return response.json()
