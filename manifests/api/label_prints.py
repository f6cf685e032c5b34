"""Labels on paper: which codes, on what; each print is recorded, and its file open for an hour to who asked for it."""

from io import BytesIO

from django.http import FileResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from facilities.api.fields import Form, Moment, Record
from facilities.api.reading import Shown
from facilities.api.repeats import answered, once
from manifests.actions.print_labels import AT_ONCE, Asked, print_labels
from manifests.documents import label_sheets
from manifests.documents.label_prints import OPEN_FOR, file_name, labels_open
from manifests.label_layouts import EXACT, read_layout
from manifests.models import LabelPrint

EXAMPLE = {
    "facility": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a10",
    "codes": ["9132041234567890129002490820261201001", "9132041234567890129002490820261201002"],
    "layout": "a4",
}


class PrintLabels(Form):
    """Codes of full containers that lie at the site, and unused ones that were drawn ahead for it."""

    facility = serializers.UUIDField(help_text="The own site that prints.")
    codes = serializers.ListField(child=serializers.CharField(max_length=37), min_length=1, max_length=AT_ONCE)
    layout = serializers.CharField(
        max_length=12, required=False, help_text="exact (one a page, unless told), a4, a3, or roll-110 for its width."
    )
    start = serializers.IntegerField(
        min_value=1, max_value=12, required=False, help_text="The first place used on the first sheet."
    )
    reason = serializers.ChoiceField(
        choices=LabelPrint.Reason.choices, required=False, help_text="Why one that was printed before is printed again."
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="The reason in words.")


class LabelPrintRecord(Record):
    """`reprints`: of them printed before. Who asked for it fetches the file until `open_until`."""

    facility = serializers.UUIDField(source="facility_id")
    open_until = serializers.SerializerMethodField()

    class Meta:
        model = LabelPrint
        fields = [
            "id", "facility", "layout", "start", "count", "reprints", "reason", "note", "person_name", "recorded_at",
            "open_until",
        ]  # fmt: skip

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_open_until(self, made) -> str:
        return Moment().to_representation(made.recorded_at + OPEN_FOR)


class LabelPrintFilter(filters.FilterSet):
    facility = filters.UUIDFilter()


@extend_schema_view(
    list=extend_schema(summary="Prints of labels at the own sites"), retrieve=extend_schema(summary="One print")
)
class LabelPrints(Shown):
    queryset = LabelPrint.objects.standing()
    serializer_class = LabelPrintRecord
    filterset_class = LabelPrintFilter

    def perform_content_negotiation(self, request, force=False):
        """The file is given whatever is accepted; a refusal is a problem all the same."""
        return super().perform_content_negotiation(request, force=force or self.action == "file")

    @extend_schema(
        summary="Print labels by their codes",
        description=f"{AT_ONCE} at most; more are printed by `prints`. Recorded here, drawn when the file is fetched. "
        "`label_printed_before`: a second label of one code needs a reason. `label_too_wide`, `start_invalid`.",
        request=PrintLabels,
        responses={
            201: OpenApiResponse(LabelPrintRecord, "Recorded."),
            200: OpenApiResponse(LabelPrintRecord, "Asked for before with the same Idempotency-Key."),
        },
        examples=[OpenApiExample("Two labels", EXAMPLE, request_only=True)],
    )
    def create(self, request):
        form = PrintLabels(data=request.data)
        form.is_valid(raise_exception=True)
        sent = dict(form.validated_data)
        asked = Asked(
            layout=sent.get("layout", EXACT.code),
            start=sent.get("start", 1),
            reason=sent.get("reason", ""),
            note=sent.get("note", ""),
        )
        what = {"by": request.user, "facility": sent["facility"], "codes": sent["codes"], "asked": asked}
        pk, repeated = once(request, "print_labels", sent, lambda: print_labels(**what).pk)
        return answered(LabelPrintRecord(LabelPrint.objects.visible_to(request.user).get(pk=pk)).data, repeated)

    @extend_schema(
        summary="The labels as PDF",
        description="For who asked for them, for an hour (`print_over`); at their true sizes, to be printed at 100 %.",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "One PDF.")},
        filters=False,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def file(self, request, pk):
        made = get_object_or_404(self.get_queryset(), pk=pk, person=request.user, run=None)
        labels, layout = labels_open(made), read_layout(made.layout)
        drawn = BytesIO(label_sheets.draw(labels, layout, made.start))
        return FileResponse(drawn, filename=file_name(made, labels), content_type="application/pdf")
