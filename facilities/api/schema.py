"""How the OpenAPI description comes out of the code: strict bodies, complete answers, a problem for each failure."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import permissions, serializers

from facilities.api.fields import Form
from facilities.api.problems import CONTENT_TYPE, Problem

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,80}$"},
    OpenApiParameter.HEADER,
    description=(
        "Any text of 1 to 80 visible ASCII characters, best a UUID. The same key with the same body is answered with "
        "the first outcome and does nothing again: 200 instead of 201, and the header Idempotent-Replay: true. "
        "The same key with another body is refused (idempotency_key_reused)."
    ),
)
LANGUAGE = OpenApiParameter(
    "Accept-Language",
    {"type": "string", "default": "zh-hans", "examples": ["en"]},
    OpenApiParameter.HEADER,
    description="zh-hans or en: the language of messages and names.",
)
FAILURES = {
    "400": "The body is not JSON, or a query parameter is wrong.",
    "401": "No account came with the request, or its token is not valid.",
    "403": "You see this and may not do it.",
    "404": "Nothing is there, or it is not yours to see.",
    "406": "Only JSON is answered.",
    "409": "A rule or the present state speaks against it; errors names every reason.",
    "413": "The body is larger than 1 MB.",
    "415": "Send application/json.",
    "422": "The body can be read and is wrong: a field is missing, unknown, or not what it must be.",
    "429": "Too many tries; Retry-After says when to come back.",
}
READ = ("400", "401", "404", "406")
WRITE = ("400", "401", "403", "404", "406", "409", "413", "415", "422")
EXAMPLE = OpenApiExample(
    "A rule speaks against it",
    value={
        "type": "urn:liandan:problem:permit_lacks_code",
        "title": "The permit of Furnace does not cover 900-041-49 by D10.",
        "status": 409,
        "code": "permit_lacks_code",
        "errors": [
            {
                "code": "permit_lacks_code",
                "field": "/method",
                "message": "The permit of Furnace does not cover 900-041-49 by D10.",
                "rule": "Order 408, Art. 15",
                "value": "",
            }
        ],
    },
    response_only=True,
    status_codes=["409"],
)


class HouseSchema(AutoSchema):
    """Adds to each operation what every one of them has, so that views say only what is their own."""

    def get_override_parameters(self):
        common = [LANGUAGE]
        if self.method == "POST" and not getattr(self.view, "holds_secrets", False):
            common.append(IDEMPOTENCY)
        return common

    def _map_basic_serializer(self, serializer, direction):
        schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Form) or (isinstance(serializer, type) and issubclass(serializer, Form)):
            schema["additionalProperties"] = False
        elif schema.get("properties"):
            schema["required"] = sorted(schema["properties"])
            for value in schema["properties"].values():
                value.pop("readOnly", None)
        return schema

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code in self._failures():
            if code not in bodies:
                examples = [EXAMPLE] if code == "409" else []
                failure = OpenApiResponse(Problem, FAILURES[code], examples)
                bodies[code] = self._get_response_for_code(failure, code, [CONTENT_TYPE], direction)
        return bodies

    def _failures(self) -> list[str]:
        view = self.view
        codes = WRITE if self.method == "POST" else READ
        if self.path.endswith(("review/{step}/", "manifests/{id}/fate/", "plans/{id}/draft/")):
            codes = (*codes, "403")
        if all(isinstance(rule, permissions.AllowAny) for rule in view.get_permissions()):
            codes = [code for code in codes if code not in ("401", "403", "404")]
        if view.get_throttles():
            codes = [*codes, "401", "429"]
        return sorted(set(codes))


def answer(name: str, **fields) -> type[serializers.Serializer]:
    """A small answer made of parts, under its own name in the description."""
    return type(name, (serializers.Serializer,), fields)
