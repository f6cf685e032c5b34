"""Many manifests or labels in one file: asked for, drawn by a job, fetched for a week."""

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities.api.envelope import REPLAY, idempotency_key
from facilities.api.fields import Form, Moment, Record
from facilities.api.reading import Shown
from facilities.errors import BadInput, NotThere
from manifests.actions.cancel_print import cancel_print
from manifests.actions.print_labels import Asked
from manifests.actions.request_print import FIELDS, request_print
from manifests.models import LabelPrint, PrintRun
from manifests.printing.places import TYPES, file_name, file_of, pieces_of
from manifests.printing.sources import is_all_visible
from manifests.printing.words import reason

MOST_SENT = 10_000  # keys in one request; how many may be printed is the operator's to say (PRINT_MOST)
ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
EXAMPLE = {"manifests": [f"{ID}1", f"{ID}2"], "form": "zip"}


class PrintRequest(Form):
    """Either manifests or batches, which stand for the labels of their containers; printed in this order."""

    manifests = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_SENT, required=False)
    batches = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_SENT, required=False)
    reason = serializers.ChoiceField(
        choices=LabelPrint.Reason.choices,
        required=False,
        help_text="Why labels that were printed before are printed again; without it they are refused.",
    )
    note = serializers.CharField(max_length=200, required=False, help_text="The reason in words.")
    form = serializers.ChoiceField(
        choices=PrintRun.Form.choices, help_text="pdf: one file of all; zip: the single documents, with their proofs."
    )


class LeftOutRecord(serializers.Serializer):
    id = serializers.UUIDField(source="key")
    number = serializers.CharField(source="name")
    code = serializers.CharField(
        help_text="hidden, not_here, draft, not_drawn, or why a batch carries no labels; container_unknown for a label "
        "whose container left its batch, by its code in `number`."
    )
    message = serializers.SerializerMethodField()

    def get_message(self, row) -> str:
        return str(reason(row["code"]))


class PrintRecord(Record):
    """`total` and `done` count papers. The file is there once `state` is printed."""

    left_out = LeftOutRecord(many=True)
    requested_at = Moment()
    finished_at = Moment(allow_null=True)

    class Meta:
        model = PrintRun
        fields = ["id", "subject", "form", "state", "total", "done", "left_out", "requested_at", "finished_at"]


@extend_schema_view(
    list=extend_schema(summary="One's own print runs"),
    retrieve=extend_schema(summary="A print run: how far it is, and what was left out"),
)
class Prints(Shown):
    """Many documents in one file. One run a person at a time; files are deleted after a week."""

    queryset = PrintRun.objects.told()
    serializer_class = PrintRecord
    filterset_fields = ["state", "subject"]

    def perform_content_negotiation(self, request, force=False):
        """A file is given whatever is accepted; a refusal is a problem all the same."""
        return super().perform_content_negotiation(request, force=force or self.action == "file")

    @extend_schema(
        summary="Print many",
        description="Everything must be visible to whoever asks. It is read again when it is drawn: what is not "
        "visible by then is left out and named. `print_running`: another run is under way. `too_many_to_print`.",
        request=PrintRequest,
        responses={
            201: OpenApiResponse(PrintRecord, "Asked for; a job begins soon."),
            200: OpenApiResponse(
                PrintRecord, "The same is under way already, or was asked for under this Idempotency-Key."
            ),
        },
        examples=[OpenApiExample("Example", EXAMPLE, request_only=True)],
    )
    def create(self, request):
        sent = PrintRequest(data=request.data)
        sent.is_valid(raise_exception=True)
        key = idempotency_key(request)
        data = sent.validated_data
        chosen = [subject for subject, field in FIELDS.items() if field in data]
        if len(chosen) != 1:
            raise BadInput(_("Send either manifests or batches."), code="print_subject_unclear")
        asked = Asked(reason=data.get("reason", ""), note=data.get("note", ""))
        run, repeated = request_print(
            by=request.user,
            subject=chosen[0],
            keys=data[FIELDS[chosen[0]]],
            form=data["form"],
            asked=asked,
            idempotency_key=key,
        )
        code = status.HTTP_200_OK if repeated else status.HTTP_201_CREATED
        return Response(PrintRecord(run).data, status=code, headers={REPLAY: "true"} if repeated else {})

    @extend_schema(
        summary="Cancel a print run",
        description="Nothing of it is kept. `print_not_running`: it has ended.",
        request=None,
        responses={200: OpenApiResponse(PrintRecord, "Cancelled.")},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        Form(data=request.data).is_valid(raise_exception=True)  # nothing need be said
        idempotency_key(request)
        run = self.get_object()
        cancel_print(run)
        run.refresh_from_db()
        return Response(PrintRecord(run).data)

    @extend_schema(
        summary="The file of a print run",
        description="`not_found` until it is printed, and after a week. `print_not_yours`: something in it is not the "
        "reader's to see any more; print what is, anew.",
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "One PDF."),
            (200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, "Single PDFs."),
        },
    )
    @action(detail=True, methods=["get"])
    def file(self, request, pk):
        run = self.get_object()
        if run.state != PrintRun.State.PRINTED or not file_of(run).exists():
            raise NotThere(_("It is not printed yet, or its file was deleted."), code="not_found")
        if not is_all_visible(run, request.user):
            raise NotThere(
                _("Something in this file is not yours to see any more. Print what is, anew."), code="print_not_yours"
            )
        response = StreamingHttpResponse(pieces_of(run), content_type=TYPES[run.form])
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(run)}"'
        return response
