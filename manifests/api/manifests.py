"""Manifests: the whole life of one, from draft to closing, and what a regulator may do with it."""

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from facilities.api.brief import FacilityBrief
from facilities.api.envelope import Act
from facilities.api.fields import Kg, Record
from facilities.api.paging import InOrder
from facilities.api.reading import Shown
from facilities.compiled import compiled
from facilities.errors import NotPermitted
from manifests.access import may_follow
from manifests.api import manifest_forms as forms
from manifests.api.acting import act, begun, printed, verb
from manifests.api.amendable import SealedField, amendable
from manifests.api.deadlines import DeadlineBrief
from manifests.api.discrepancy import DiscrepancyRecord
from manifests.api.dry_run import REVIEWED, DryRun, dry_run
from manifests.api.events import EventRecord
from manifests.api.fate import FateRecord, fate_record
from manifests.api.hints import AllowedAction, Hinted, HintedList
from manifests.documents.discrepancy_notice import notice_of
from manifests.filters import ManifestFilter
from manifests.models import CustodyEvent, Deadline, Manifest, ManifestLine
from manifests.numbers import NotANumber, read_manifest_number
from manifests.profiles import DETAILS
from manifests.whereabouts import fate_of_manifest


class DetailsRecord(serializers.Serializer):
    """What only some profiles ask for; empty where nothing was filled in or the profile has no such field."""

    def get_fields(self):
        return {name: serializers.CharField(help_text=detail.paper[1]) for name, detail in DETAILS.items()}

    def to_representation(self, details: dict) -> dict:
        return {name: details.get(name, "") for name in DETAILS}


class LineRecord(Record):
    batch = serializers.UUIDField(source="batch_id")
    batch_number = serializers.CharField(source="batch.number")
    waste_code = serializers.CharField(source="waste_code.code")
    waste_name = serializers.CharField(source="batch.stream.official_name")
    declared_kg = Kg()
    weighed_kg, accepted_kg = Kg(allow_null=True), Kg(allow_null=True)
    method = serializers.CharField(source="method.code", allow_null=True, default=None)

    class Meta:
        model = ManifestLine
        fields = [
            "id", "position", "batch", "batch_number", "waste_code", "waste_name", "container_count", "declared_kg",
            "weighed_kg", "opinion", "accepted_kg", "rest", "reason", "significant_difference", "method",
        ]  # fmt: skip


class ManifestRecord(Hinted, Record):
    consignor, carrier, consignee = FacilityBrief(), FacilityBrief(), FacilityBrief()
    origin_region = serializers.CharField(source="origin_region_id")
    destination_region = serializers.CharField(source="destination_region_id")
    method = serializers.CharField(source="method.code", help_text="As planned; each line says what was done.")
    parent = serializers.UUIDField(source="parent_id", allow_null=True)
    declared_kg = Kg()
    received_kg = Kg(allow_null=True)
    details = DetailsRecord()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Manifest
        list_serializer_class = HintedList
        fields = [
            "id", "number", "national_no", "provincial_no", "kind", "profile", "details", "state", "consignor",
            "carrier", "consignee",
            "origin_region", "destination_region", "method", "parent", "remarks", "declared_kg", "received_kg",
            "recorded_at", "issued_at", "departed_at", "laid_over_at", "laid_over_place", "arrived_at", "received_at",
            "discrepancy_at", "acknowledged_at", "closed_at", "frozen_at", "allowed_actions",
        ]  # fmt: skip

    @extend_schema_field(AllowedAction(many=True))
    def get_allowed_actions(self, manifest):
        return self.hints_for(manifest)


class ClaimRecord(serializers.Serializer):
    """A row of the exemption list that the consignor claimed, as it read then."""

    exemption, serial = serializers.IntegerField(), serializers.IntegerField()
    edition, codes = serializers.CharField(), serializers.CharField()
    stage = serializers.CharField(help_text="As the list prints it: 收集, 运输, 利用, 处置, 全部环节.")
    name, condition, content = serializers.CharField(), serializers.CharField(), serializers.CharField()
    note = serializers.CharField(help_text="Why its condition holds, in the consignor's words.")


class ChildBrief(Record):
    class Meta:
        model = Manifest
        fields = ["id", "number", "state"]


class ManifestDetail(ManifestRecord):
    """A manifest with its lines, its clocks, and the manifests under which what was not taken went on."""

    lines = LineRecord(many=True)
    exemptions = ClaimRecord(many=True)
    deadlines = DeadlineBrief(many=True)
    children = ChildBrief(many=True)
    event_count = serializers.IntegerField()
    event_head = serializers.CharField(help_text="Hash of the last event: the head of the chain (SHA-256).")

    class Meta(ManifestRecord.Meta):
        list_serializer_class = serializers.ListSerializer
        fields = [
            *ManifestRecord.Meta.fields,
            "lines",
            "exemptions",
            "deadlines",
            "children",
            "event_count",
            "event_head",
        ]


class ManifestOutcome(serializers.Serializer):
    """The manifest as it is now, and the event that the action wrote."""

    subject, subjects = "manifest", "manifests"
    manifest = ManifestDetail()
    event = EventRecord()


# Only what a line's record tells: loading every column of five tables costs more than the action itself.
LINES = (
    ManifestLine.objects.select_related("waste_code", "batch__stream", "method")
    .only(
        "manifest",
        *(name for name in LineRecord.Meta.fields if name not in ("batch_number", "waste_name")),
        "waste_code__code",
        "batch__number",
        "batch__stream__official_name",
        "method__code",
    )
    .order_by("position")
)
BELONGINGS = (Prefetch("lines", LINES), "deadlines", Prefetch("children", Manifest.objects.order_by("pk")))


@compiled
def _lines(manifest):
    return LINES.filter(manifest_id=manifest)


@compiled
def _deadlines(manifest):
    return Deadline.objects.filter(manifest_id=manifest)


@compiled
def _children(manifest):
    return Manifest.objects.filter(parent_id=manifest).order_by("pk")


@extend_schema_view(
    list=extend_schema(summary="Manifests of the own sites, trips or region"),
    retrieve=extend_schema(summary="A manifest"),
)
class Manifests(Shown):
    """Documents for one move of waste from a consignor to a consignee."""

    queryset = Manifest.objects.with_parties().select_related("method")
    serializer_class = ManifestRecord
    detailed_class = ManifestDetail
    filterset_class = ManifestFilter

    def seen(self, rows):
        rows = super().seen(rows)
        return rows.prefetch_related(*BELONGINGS) if self.action in ("retrieve", "by_number") else rows

    @extend_schema(
        summary="The manifest with this number",
        parameters=[
            OpenApiParameter(
                "number", str, OpenApiParameter.PATH, description="As printed or scanned; spaces may stay."
            )
        ],
        responses=ManifestDetail,
    )
    @action(detail=False, url_path="by-number/<str:number>", pagination_class=None, filterset_class=None)
    def by_number(self, request, number):
        try:
            manifest = get_object_or_404(self.get_queryset(), number=read_manifest_number(number))
        except NotANumber:
            raise Http404 from None
        return Response(ManifestDetail(manifest, context=self.get_serializer_context()).data)

    @extend_schema(summary="What has been done to a manifest, first to last", responses=EventRecord(many=True))
    @action(detail=True, pagination_class=InOrder, filterset_class=None)
    def events(self, request, pk):
        get_object_or_404(Manifest.objects.visible_to(request.user).only("pk"), pk=pk)
        page = self.paginate_queryset(CustodyEvent.objects.filter(manifest=pk))
        return self.get_paginated_response(EventRecord(page, many=True).data)

    @extend_schema(
        summary="Where its declared kilograms ended or are now",
        description="Nothing before departure and once voided. For consignor, consignee and officials.",
        responses=FateRecord,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def fate(self, request, pk):
        manifest = get_object_or_404(self.get_queryset(), pk=pk)
        if not may_follow(request.user, manifest):
            raise NotPermitted(_("Only consignor, consignee and officials see where waste went."), code="not_permitted")
        return Response(fate_record(fate_of_manifest(manifest, manifest.lines.all())))

    @extend_schema(
        summary="What its receipt refused or found otherwise",
        description="The discrepancy notice (Order 23 of 2022, Art. 18), as the receipt froze it; 404 where nothing "
        "was. The consignor acknowledges it with POST …/acknowledge/.",
        responses=DiscrepancyRecord,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def discrepancy(self, request, pk):
        manifest = get_object_or_404(self.get_queryset(), pk=pk, discrepancy_at__isnull=False)
        return Response(DiscrepancyRecord(notice_of(manifest)).data)

    @extend_schema(
        summary="What would speak against an action now",
        description="A dry run with all rules; nothing is changed. “Could this leave today?” is review/issue/ for a "
        "draft and review/depart/ for an issued manifest.",
        parameters=[OpenApiParameter("step", str, OpenApiParameter.PATH, enum=REVIEWED)],
        responses=DryRun,
    )
    @action(detail=True, url_path="review/<str:step>", pagination_class=None, filterset_class=None)
    def review(self, request, pk, step):
        if step not in REVIEWED:
            raise Http404
        return Response(DryRun(dry_run(Manifest(pk=pk), step, by=request.user)).data)

    @extend_schema(
        summary="What of it may be corrected now, and who must agree",
        description="Sealed fields that POST /api/amendments/ may name. All others answer `field_sealed`.",
        responses=SealedField(many=True),
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def amendable(self, request, pk):
        manifest = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(SealedField(amendable(request.user, manifest), many=True).data)

    @begun("draw_up", forms.DrawUp, ManifestOutcome, "Draw a manifest up", forms.DRAW_UP)
    def create(self, request):
        return act(self, request, "draw_up", forms.DrawUp, Manifest)

    @begun("transfer_in", forms.TransferIn, ManifestOutcome, "Enter a load from elsewhere", forms.TRANSFER_IN)
    @action(detail=False, methods=["post"], url_path="transfer-in", pagination_class=None, filterset_class=None)
    def transfer_in(self, request):
        return act(self, request, "transfer_in", forms.TransferIn, Manifest)

    strike_out = verb(
        "strike_out", forms.Reason, ManifestOutcome, "Strike out an entry from elsewhere (receiver)", forms.REASON
    )
    revise = verb("revise", forms.Revise, ManifestOutcome, "Change a draft", forms.REVISE)
    issue = verb("issue", forms.Issue, ManifestOutcome, "Issue it: checks, number, first signature", forms.ISSUE)
    record_numbers = verb(
        "record_numbers",
        forms.RecordNumbers,
        ManifestOutcome,
        "Record what nation and province call it",
        forms.RECORD_NUMBERS,
    )
    cancel = verb("cancel", forms.Reason, ManifestOutcome, "Cancel it before departure", forms.REASON)
    depart = verb("depart", forms.Depart, ManifestOutcome, "Confirm the load and depart", forms.DEPART)
    hand_over = verb("hand_over", forms.Note, ManifestOutcome, "Hand over to the next leg", forms.NOTE)
    change_vehicle = verb(
        "change_vehicle",
        forms.ChangeVehicle,
        ManifestOutcome,
        "Put it on another vehicle of the carrier",
        forms.CHANGE_VEHICLE,
    )
    lay_over = verb("lay_over", forms.LayOver, ManifestOutcome, "Stop on the way", forms.LAY_OVER)
    resume = verb("resume", forms.Note, ManifestOutcome, "Drive on after a stop", forms.NOTE)
    redirect = verb("redirect", forms.Redirect, ManifestOutcome, "Send the rest to another receiver", forms.REDIRECT)
    arrive = verb("arrive", forms.Note, ManifestOutcome, "Arrive at the gate", forms.NOTE)
    receive = verb("receive", forms.Receive, ManifestOutcome, "Weigh and judge every line", forms.RECEIVE)
    acknowledge = verb(
        "acknowledge", forms.Note, ManifestOutcome, "Say that the discrepancy notice was seen (consignor)", forms.NOTE
    )
    attach = verb("attach", forms.Attach, ManifestOutcome, "Attach photographs or scans", forms.ATTACH)
    close = verb("close", Act, ManifestOutcome, "Confirm the receipt", {})
    freeze = verb("freeze", forms.Reason, ManifestOutcome, "Freeze it (official)", forms.REASON)
    release = verb("release", forms.Reason, ManifestOutcome, "Release it (official)", forms.REASON)
    void = verb("void", forms.Reason, ManifestOutcome, "Void it by counter-entries (official)", forms.REASON)

    def answer_for(self, outcome) -> dict:
        # A repeated call finds only the row; the door's own subject comes with its parties.
        manifest = self.get_queryset().get(pk=outcome.subject.pk) if outcome.repeated else outcome.subject
        if not manifest.keeps("lines"):
            manifest.keep("lines", _lines(manifest.pk))
        manifest.keep("deadlines", _deadlines(manifest.pk))
        # Nothing goes on before a gate has judged.
        manifest.keep("children", _children(manifest.pk) if manifest.received_at else [])
        answer = {"manifest": manifest, "event": outcome.event}
        return printed(ManifestOutcome, answer, self.get_serializer_context())
