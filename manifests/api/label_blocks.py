"""Label codes drawn ahead: draw a block, list what is unused, declare some void."""

from django.db.models import Q
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from facilities.api.brief import FacilityBrief, WasteCodeBrief
from facilities.api.fields import Form, Record
from facilities.api.paging import NewestFirst
from facilities.api.reading import Listed, Shown
from facilities.api.repeats import answered, once
from manifests.actions.draw_codes import MOST, draw_codes, void_codes
from manifests.api.batches import StreamBrief
from manifests.models import BlockSerial, SerialBlock

ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
DRAW = {"stream": f"{ID}0", "day": "2026-12-01", "count": 12, "litres": "200.0"}
REPACK = {"batch": f"{ID}1", "day": "2026-12-01", "count": 3, "litres": "1000.0"}
VOID = {"codes": ["9132041234567890129002490820261201001"], "reason": "torn"}


class DrawCodes(Form):
    """For a waste of an own site, or for a stored batch that arose elsewhere and is to be repacked: one of the two."""

    stream = serializers.UUIDField(required=False, help_text="One of the own waste streams.")
    batch = serializers.UUIDField(required=False, help_text="A batch in an own store.")
    day = serializers.DateField(help_text="When the drums will be filled, today to a month ahead: part of the code.")
    count = serializers.IntegerField(min_value=1, max_value=MOST)
    litres = serializers.DecimalField(
        max_digits=9, decimal_places=1, min_value=0, help_text="Volume of one drum; it decides the size of the label."
    )


class VoidCodes(Form):
    codes = serializers.ListField(child=serializers.CharField(max_length=37), min_length=1, max_length=MOST)
    reason = serializers.CharField(max_length=200, help_text="Torn, lost, not needed.")


class LabelBlockRecord(Record):
    """Consecutive codes of one waste for one day. `used` are on containers, `void` were declared so."""

    facility, stream, waste_code = FacilityBrief(), StreamBrief(), WasteCodeBrief()
    used, void = serializers.IntegerField(), serializers.IntegerField()
    unused = serializers.SerializerMethodField()

    class Meta:
        model = SerialBlock
        fields = [
            "id", "facility", "stream", "waste_code", "day", "first", "last", "litres", "used", "void", "unused",
            "person_name", "recorded_at",
        ]  # fmt: skip

    def get_unused(self, block) -> int:
        return block.count - block.used - block.void


class LabelCodeRecord(Record):
    """One code: unused, on a container (`container`), or void with its reason."""

    code = serializers.CharField(source="digital_id", help_text="The 37 characters.")
    serial = serializers.IntegerField()
    block = serializers.UUIDField(source="block_id")
    state = serializers.SerializerMethodField()
    container = serializers.UUIDField(source="container_id", allow_null=True)

    class Meta:
        model = BlockSerial
        fields = ["code", "serial", "block", "state", "container", "voided_at", "voided_by", "void_reason"]

    def get_state(self, row) -> str:
        """unused, used or void."""
        return "unused" if row.is_unused else "void" if row.voided_at else "used"


class LabelBlockFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    stream = filters.UUIDFilter()
    day = filters.DateFilter()


STATES = {
    "unused": Q(container=None, voided_at=None),
    "used": Q(container__isnull=False),
    "void": Q(voided_at__isnull=False),
}


class LabelCodeFilter(filters.FilterSet):
    block = filters.UUIDFilter()
    facility = filters.UUIDFilter(field_name="block__facility")
    stream = filters.UUIDFilter(field_name="block__stream")
    day = filters.DateFilter(field_name="block__day")
    state = filters.ChoiceFilter(choices=[(name, name) for name in STATES], method="by_state")

    def by_state(self, rows, _name, state):
        return rows.filter(STATES[state])


class ByCode(NewestFirst):
    """In the order of the codes."""

    ordering = "digital_id"


@extend_schema_view(list=extend_schema(summary="Single label codes drawn ahead, such as the unused ones of a day"))
class LabelCodes(Listed):
    queryset = BlockSerial.objects.select_related("block")
    serializer_class = LabelCodeRecord
    filterset_class = LabelCodeFilter
    pagination_class = ByCode

    def seen(self, rows):
        return rows.filter(block__in=SerialBlock.objects.visible_to(self.request.user).values("pk"))


@extend_schema_view(
    list=extend_schema(summary="Blocks of label codes drawn ahead"), retrieve=extend_schema(summary="One block")
)
class LabelBlocks(Shown):
    queryset = SerialBlock.objects.with_uses().select_related("facility__enterprise", "stream", "waste_code")
    serializer_class = LabelBlockRecord
    filterset_class = LabelBlockFilter

    @extend_schema(
        summary="Draw label codes ahead",
        description="For drums that are labelled as they are filled. Declaring, repacking and new waste of a treatment "
        "then name them as `label_codes`. `no_label_codes`, `too_many_containers` (999 per enterprise, code and day).",
        request=DrawCodes,
        responses={
            201: OpenApiResponse(LabelBlockRecord, "Drawn."),
            200: OpenApiResponse(LabelBlockRecord, "Drawn before with the same Idempotency-Key."),
        },
        examples=[
            OpenApiExample("Of an own waste", DRAW, request_only=True),
            OpenApiExample("To repack what arose elsewhere", REPACK, request_only=True),
        ],
    )
    def create(self, request):
        sent = self._read(DrawCodes)
        pk, repeated = once(request, "draw_codes", sent, lambda: draw_codes(by=request.user, **sent).pk)
        return answered(self._told(pk), repeated)

    @extend_schema(
        summary="Declare unused codes void",
        description="They are never used for anything again. `label_code_used` where one is on a container or void.",
        request=VoidCodes,
        responses={200: OpenApiResponse(LabelBlockRecord, "Void; also when they had been with the same key before.")},
        examples=[OpenApiExample("A torn label", VOID, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def void(self, request, pk):
        sent = self._read(VoidCodes)
        block = get_object_or_404(self.get_queryset(), pk=pk)
        _count, repeated = once(
            request, f"void_codes {pk}", sent, lambda: void_codes(by=request.user, block=block, **sent)
        )
        return answered(self._told(pk), repeated, made=False)

    def _read(self, form: type[Form]) -> dict:
        sent = form(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    def _told(self, pk) -> dict:
        return LabelBlockRecord(self.get_queryset().get(pk=pk)).data
