"""Batches: what lies where, and what can be done with it."""

from django.db.models import Prefetch, prefetch_related_objects
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from facilities.api.brief import FacilityBrief, WasteCodeBrief
from facilities.api.fields import Kg, Record
from facilities.api.reading import Shown
from facilities.models import StorageArea, WasteStream
from manifests.api import batch_forms as forms
from manifests.api.acting import act, begun, printed, verb
from manifests.api.deadlines import DeadlineBrief
from manifests.api.events import EventRecord
from manifests.api.fate import FateRecord, TraceRecord, fate_record
from manifests.api.hints import AllowedAction, Hinted, HintedList
from manifests.filters import BatchFilter
from manifests.models import BatchLink, Container, CustodyEvent, Deadline, WasteBatch
from manifests.tracing import trace_of
from manifests.whereabouts import fate_of_batch


class StreamBrief(Record):
    class Meta:
        model = WasteStream
        fields = ["id", "alias", "official_name"]


class AreaBrief(Record):
    class Meta:
        model = StorageArea
        fields = ["id", "code", "name"]


class ContainerRecord(Record):
    """`label_mm` is the edge of its square label, `label_sides` how many it wears (HJ 1276-2022).

    One that was repacked into others stays listed with the time it was emptied.
    """

    kg = Kg()
    label_mm = serializers.ChoiceField(choices=[100, 150, 200])
    label_sides = serializers.ChoiceField(choices=[1, 2])

    class Meta:
        model = Container
        fields = ["id", "serial", "digital_id", "litres", "kg", "emptied_at", "label_mm", "label_sides"]


class ParentRecord(Record):
    """`kg` is how much of the other batch is in this one."""

    batch = serializers.UUIDField(source="parent_id")
    number = serializers.CharField(source="parent.number")
    kg = Kg()

    class Meta:
        model = BatchLink
        fields = ["batch", "number", "kg"]


class ChildRecord(ParentRecord):
    """`kg` is how much of this batch is in the other one."""

    batch = serializers.UUIDField(source="child_id")
    number = serializers.CharField(source="child.number")


class BatchRecord(Hinted, Record):
    stream = StreamBrief()
    waste_code = WasteCodeBrief()
    generator, holder = FacilityBrief(), FacilityBrief()
    area = AreaBrief(allow_null=True)
    kg = Kg()
    original_quantity = Kg(allow_null=True)
    treated_by = serializers.CharField(source="treated_by.code", allow_null=True, default=None)
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = WasteBatch
        list_serializer_class = HintedList
        fields = [
            "id", "number", "state", "stream", "waste_code", "generator", "holder", "area", "kg", "original_quantity",
            "original_unit", "kg_per_unit", "generated_at", "held_since", "recorded_at", "treated_by", "treated_at",
            "allowed_actions",
        ]  # fmt: skip

    @extend_schema_field(AllowedAction(many=True))
    def get_allowed_actions(self, batch):
        return self.hints_for(batch)


class BatchDetail(BatchRecord):
    """A batch with its containers, the clocks that run for it, and what it came out of and went into.

    `additives_kg`: lime, cement and the like in new waste of a treatment; `burn_off_kg`: what of a treated batch is in
    no child, because it left as gas, water or product. Null where there was no treatment that yielded new waste.
    """

    containers = ContainerRecord(many=True)
    parents = ParentRecord(many=True, source="links_up")
    children = ChildRecord(many=True, source="links_down")
    deadlines = DeadlineBrief(many=True)
    additives_kg = serializers.SerializerMethodField()
    burn_off_kg = serializers.SerializerMethodField()

    class Meta(BatchRecord.Meta):
        list_serializer_class = serializers.ListSerializer
        fields = [
            *BatchRecord.Meta.fields,
            "containers",
            "parents",
            "children",
            "deadlines",
            "additives_kg",
            "burn_off_kg",
        ]

    @extend_schema_field(Kg(allow_null=True))
    def get_additives_kg(self, batch):
        return said_of(batch.changes, "additives_kg")

    @extend_schema_field(Kg(allow_null=True))
    def get_burn_off_kg(self, batch):
        return said_of(batch.changes, "burn_off_kg")


def said_of(events, name: str) -> str | None:
    """What an event of a treatment says under this name; None where none does."""
    return next((event.particulars[name] for event in events if name in event.particulars), None)


class BatchOutcome(serializers.Serializer):
    """The batch as it is now, and the event that the action wrote."""

    subject, subjects = "batch", "batches"
    batch = BatchDetail()
    event = EventRecord()


BELONGINGS = (
    "containers",
    Prefetch("links_up", BatchLink.objects.select_related("parent").order_by("pk")),
    Prefetch("links_down", BatchLink.objects.select_related("child").order_by("pk")),
    Prefetch("deadlines", Deadline.objects.running().order_by("due_at")),
    Prefetch("events", CustodyEvent.objects.filter(action__in=("arise", "transform")), to_attr="changes"),
)


@extend_schema_view(
    list=extend_schema(summary="Batches that lie or arose at the own sites"), retrieve=extend_schema(summary="A batch")
)
class Batches(Shown):
    """Lots of one waste at one place."""

    queryset = WasteBatch.objects.with_particulars().select_related("holder__enterprise", "treated_by")
    serializer_class = BatchRecord
    detailed_class = BatchDetail
    filterset_class = BatchFilter

    def seen(self, rows):
        rows = super().seen(rows)
        return rows.prefetch_related(*BELONGINGS) if self.action == "retrieve" else rows

    @extend_schema(summary="Where its kilograms ended or are now", responses=FateRecord)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def fate(self, request, pk):
        return Response(fate_record(fate_of_batch(get_object_or_404(self.get_queryset(), pk=pk))))

    @extend_schema(summary="What went into it and what came out of it, as a graph", responses=TraceRecord)
    @action(detail=True, pagination_class=None, filterset_class=None)
    def trace(self, request, pk):
        return Response(TraceRecord(trace_of(request.user, get_object_or_404(self.get_queryset(), pk=pk))).data)

    @begun("declare", forms.Declare, BatchOutcome, "Declare a batch: waste has arisen", forms.DECLARE)
    def create(self, request):
        return act(self, request, "declare", forms.Declare, WasteBatch)

    store = verb("store", forms.IntoArea, BatchOutcome, "Put it into a storage area", forms.INTO_AREA)
    move = verb("move", forms.IntoArea, BatchOutcome, "Move it into another area of the site", forms.INTO_AREA)
    split = verb("split", forms.Split, BatchOutcome, "Split it by containers or weight", forms.SPLIT)
    regroup = verb("regroup", forms.Regroup, BatchOutcome, "Regroup it with others into one", forms.REGROUP)
    repack = verb("repack", forms.Repack, BatchOutcome, "Repack it into new containers", forms.REPACK)
    transform = verb(
        "transform", forms.Transform, BatchOutcome, "Record a treatment that yields new waste", forms.TRANSFORM
    )
    treat = verb("treat", forms.Treat, BatchOutcome, "Record its use or disposal", forms.TREAT)
    count = verb("count", forms.Count, BatchOutcome, "Count it, and book the difference", forms.COUNT)
    lose = verb("lose", forms.Lose, BatchOutcome, "Record a loss", forms.LOSE)
    retract = verb("retract", forms.Retract, BatchOutcome, "Take its declaration back", forms.RETRACT)
    export = verb("export", forms.Export, BatchOutcome, "Record its export", forms.EXPORT)

    def answer_for(self, outcome) -> dict:
        # A repeated call finds only the row; the door's own subject comes with what it is made of.
        batch = self.get_queryset().get(pk=outcome.subject.pk) if outcome.repeated else outcome.subject
        prefetch_related_objects([batch], *BELONGINGS)
        answer = {"batch": batch, "event": outcome.event}
        return printed(BatchOutcome, answer, self.get_serializer_context())
