"""The description of the API: valid, complete, precise, and readable in a browser under the strict policy."""

import json

import pytest
from django.core.management import call_command

from tests.api import PROBLEM, body_validator, description

HEADERS_OF_ALL = {"Accept-Language"}


def operations():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def shapes(schema, at=""):
    """Every schema within a schema, with where it stands."""
    if isinstance(schema, dict):
        yield at, schema
        for name, part in schema.items():
            if name not in ("example", "examples", "enum"):
                yield from shapes(part, f"{at}/{name}")
    elif isinstance(schema, list):
        for i, part in enumerate(schema):
            yield from shapes(part, f"{at}/{i}")


def test_the_description_is_valid_and_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yml"))


def test_no_object_is_left_open():
    for name, component in description()["components"]["schemas"].items():
        for at, schema in shapes(component):
            if schema.get("type") == "object":
                assert schema.get("properties"), f"{name}{at} says nothing of its members"


def test_bodies_refuse_what_they_do_not_know():
    for name, operation in operations():
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]
            if set(content) == {"application/octet-stream"}:
                continue  # a file, which says what it is in the address
            kind = "multipart/form-data" if name == "POST /api/evidence/" else "application/json"
            assert set(content) == {kind}, name
            reference = content[kind]["schema"]["$ref"].rpartition("/")[2]
            assert description()["components"]["schemas"][reference]["additionalProperties"] is False, name
            assert kind != "application/json" or content[kind]["examples"], f"{name} shows no example"


def test_each_operation_says_what_it_is_and_how_it_fails():
    seen = set()
    for name, operation in operations():
        assert operation.get("summary"), name
        assert operation["operationId"] not in seen
        seen.add(operation["operationId"])
        failures = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
        assert {"401", "406"} <= set(failures), name
        if name.startswith("POST"):
            assert {"400", "413", "415", "422"} <= set(failures), name
        for answer in failures.values():
            assert answer["content"][PROBLEM]["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert answer["description"]
        headers = {row["name"] for row in operation["parameters"] if row["in"] == "header"}
        writes = name.startswith("POST") and "token" not in name
        assert headers == HEADERS_OF_ALL | ({"Idempotency-Key"} if writes else set()), name


def test_examples_are_what_their_bodies_allow():
    for name, operation in operations():
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            for example in content["examples"].values() if kind == "application/json" else ():
                assert body_validator(json.dumps(content["schema"])).is_valid(example["value"]), name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_description_is_served_in_both_languages(client, language):
    response = client.get("/api/schema/", headers={"accept-language": language})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/vnd.oai.openapi")
