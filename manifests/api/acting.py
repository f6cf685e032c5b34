"""Turn a row of the transition table into an address: read the body's form, call the door, answer with what became."""

import inspect
import sys
import threading

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities.api.envelope import REPLAY, apart, idempotency_key
from facilities.api.fields import Form
from manifests.custody import perform
from manifests.verbs import registered

_printers = threading.local()


def printed(kind: type[serializers.Serializer], value, context: dict) -> dict:
    """`value` as `kind` answers it. Its fields are built once a thread: that costs more than what they then print."""
    printer = vars(_printers).get(kind.__name__)
    if printer is None:
        printer = vars(_printers)[kind.__name__] = kind()
    printer._context = context
    try:
        return printer.to_representation(value)
    finally:
        printer._context = {}


def act(view, request, name: str, form: type[Form], subject):
    """Perform `name` with the request's body; answers the subject as it now is and the event just written."""
    sent = form(data=request.data)
    sent.is_valid(raise_exception=True)
    data, circumstances = apart(sent.validated_data)
    outcome = perform(
        subject, name, by=request.user, data=data, idempotency_key=idempotency_key(request), **circumstances
    )
    is_new = isinstance(subject, type) and not outcome.repeated
    return Response(
        view.answer_for(outcome),
        status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK,
        headers={REPLAY: "true"} if outcome.repeated else {},
    )


def verb(name: str, form: type[Form], answer: type[serializers.Serializer], summary: str, example: dict):
    """A POST address /{id}/<name>/ for a row of the transition table. `form` says what its data looks like."""

    def step(self, request, pk):
        return act(self, request, name, form, self.queryset.model(pk=pk))

    step.__name__ = name
    described = extend_schema(
        operation_id=f"{answer.subjects}_{name}",
        summary=summary,
        description=_in_the_action_s_words(answer.subject, name),
        request=form,
        responses={200: OpenApiResponse(answer, "Done; also when it had been done with the same key before.")},
        examples=[OpenApiExample("Example", example, request_only=True)],
    )
    return described(action(detail=True, methods=["post"], url_path=name)(step))


def begun(name: str, form: type[Form], answer: type[serializers.Serializer], summary: str, example: dict):
    """The description of a POST to the list's own address, which starts a new subject."""
    return extend_schema(
        summary=summary,
        description=_in_the_action_s_words(answer.subject, name),
        request=form,
        responses={
            201: OpenApiResponse(answer, "Made."),
            200: OpenApiResponse(answer, "Made before with the same Idempotency-Key."),
        },
        examples=[OpenApiExample("Example", example, request_only=True)],
    )


def _in_the_action_s_words(subject: str, name: str) -> str:
    """What the action's own file says of it: the law it follows and what is refused."""
    return inspect.getdoc(sys.modules[type(registered()[subject, name]).__module__])
