"""Management plans: what a site may hand over in a year, and how much of it is issued (HJ 1259-2022); a draft of one,
or of a change to it, by the actions of the page."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities.actions.asking import require
from facilities.actions.begin_plan import begin_plan, drop_draft
from facilities.actions.file_plan import file_plan, remarks_on
from facilities.api.envelope import REPLAY
from facilities.api.fields import Form, Kg, Moment, Record
from facilities.api.plan_forms import BEGIN, WRITE, BeginPlan, FilePlan, WritePlan
from facilities.api.plan_rows import write_tables
from facilities.api.plan_tables import PlanTables, told
from facilities.api.reading import Shown
from facilities.api.repeats import answered, once
from facilities.deadlines import is_filed_late
from facilities.duties import duties_of
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import Facility, ManagementPlan, PlanLine, PlanVersion
from facilities.planning.content import content_of
from facilities.planning.seen import digest_of_text, table_now
from facilities.planning.tables import BY_SLUG, slug_of
from facilities.roles import Role


class PlanLineRecord(Record):
    generated_kg, transferred_kg, issued_kg = Kg(), Kg(), Kg()

    class Meta:
        model = PlanLine
        fields = ["id", "code", "generated_kg", "transferred_kg", "issued_kg"]


class PlanVersionRecord(Record):
    class Meta:
        model = PlanVersion
        fields = ["id", "number", "receipt_no", "filed_at", "note", "digest"]


class PlanVersionTables(PlanVersionRecord):
    """A version as it was filed. `digest` is the SHA-256 of its tables over canonical JSON (RFC 8785), the tables
    named as in the standard: A.1, A.3, …"""

    tables = PlanTables(source="told")

    class Meta(PlanVersionRecord.Meta):
        fields = [*PlanVersionRecord.Meta.fields, "management_class", "tables"]


class PlanRemark(serializers.Serializer):
    """Something that the draft lacks (`blocks`: it cannot be filed so) or that looks odd (it can)."""

    code, field = serializers.CharField(), serializers.CharField(help_text="JSON Pointer into the draft's tables.")
    message = serializers.CharField(help_text="In the language of Accept-Language.")
    blocks = serializers.BooleanField()


class PlanSeen(serializers.Serializer):
    """The digest of each table as it is saved now; null where the class does not ask for it."""

    a1, a2, a3, a4 = (serializers.CharField(allow_null=True) for _table in range(4))
    a5, a6, a7 = (serializers.CharField(allow_null=True) for _table in range(3))


class PlanDraft(serializers.Serializer):
    """A draft as it stands: its tables, what there is to say of them, and what to send back in `seen`."""

    id, facility = serializers.UUIDField(), serializers.UUIDField()
    year = serializers.IntegerField()
    draft_since = Moment()
    amends = serializers.IntegerField(allow_null=True, help_text="The version in force that it is to change.")
    tables, seen = PlanTables(), PlanSeen()
    remarks = PlanRemark(many=True)


class PlanRecord(Record):
    """`draft_since`: a draft of a change is open."""

    facility = serializers.UUIDField(source="facility_id")
    filed_on = serializers.DateField()
    is_late = serializers.SerializerMethodField(help_text="Filed after the last day that a dated rule sets.")
    lines = PlanLineRecord(many=True)
    versions = PlanVersionRecord(many=True)

    class Meta:
        model = ManagementPlan
        fields = ["id", "facility", "year", "filing_no", "filed_on", "is_late", "draft_since", "lines", "versions"]

    def get_is_late(self, plan) -> bool:
        return is_filed_late(plan)


class PlanFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    year = filters.NumberFilter(min_value=2000, max_value=2999)


@extend_schema_view(
    list=extend_schema(summary="Management plans of the own sites"), retrieve=extend_schema(summary="One plan")
)
class Plans(Shown):
    queryset = (
        ManagementPlan.objects.filed()
        .select_related("facility")
        .prefetch_related(
            Prefetch("lines", PlanLine.objects.order_by("code")),
            Prefetch("versions", PlanVersion.objects.defer("content").order_by("-number")),
        )
    )
    serializer_class = PlanRecord
    filterset_class = PlanFilter

    @extend_schema(
        summary="Begin a draft of a plan, or of a change to the one filed",
        description="Filled in from the version in force, or for a new plan from last year's ledger. Where a draft is "
        "open, that one. What is in force stays so until the draft is filed. `plan_year_invalid`.",
        request=BeginPlan,
        responses={
            201: OpenApiResponse(PlanDraft, "The draft."),
            200: OpenApiResponse(PlanDraft, "Begun before with the same Idempotency-Key."),
        },
        examples=[OpenApiExample("Example", BEGIN, request_only=True)],
    )
    def create(self, request):
        sent = _read(BeginPlan, request)
        sites = Facility.objects.visible_to(request.user).filter(is_generator=True)
        site = sites.filter(pk=sent["facility"]).first()
        if site is None:
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field="/facility")
        pk, repeated = once(
            request, "begin_plan", sent, lambda: begin_plan(by=request.user, facility=site, year=sent["year"]).pk
        )
        return answered(self._draft(pk), repeated)

    @extend_schema(
        summary="The draft of a plan, and what it lacks",
        description="For clerks of the firm. `no_draft`: none is open.",
        responses=PlanDraft,
        filters=False,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def draft(self, request, pk):
        require(request.user, self._any(pk).facility.enterprise_id, Role.CLERK)
        return Response(self._draft(pk))

    @extend_schema(
        summary="Write tables of the draft",
        description="Whole tables in place of those that are there, all of them or none; gaps may stay until it is "
        "filed. `table_changed`: somebody has saved it since it was read. `table_not_asked`, `no_draft`, `not_own`.",
        request=WritePlan,
        responses={200: OpenApiResponse(PlanDraft, "The draft as it is now.")},
        examples=[OpenApiExample("Oil", WRITE, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def write(self, request, pk):
        sent = _read(WritePlan, request)
        plan = self._any(pk)
        require(request.user, plan.facility.enterprise_id, Role.CLERK)
        seen = sent.pop("seen", {})
        if not sent:
            raise BadInput(_("Send at least one table."), code="required")
        what = {"tables": sent, "seen": seen}
        _none, repeated = once(request, f"write_plan {pk}", what, lambda: write_tables(plan, by=request.user, **what))
        return answered(self._draft(pk), repeated, made=False)

    @extend_schema(
        summary="File the draft",
        description="Freezes it as the plan's next version, with a receipt number; late is filed all the same. "
        "`nothing_changed`, `note_missing`, and everything that blocks, each at its place in the draft's tables.",
        request=FilePlan,
        responses={
            201: OpenApiResponse(PlanVersionTables, "Filed."),
            200: OpenApiResponse(PlanVersionTables, "Filed before with the same Idempotency-Key."),
        },
        examples=[OpenApiExample("A change", {"note": "One more press, more oil"}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def file(self, request, pk):
        sent = _read(FilePlan, request)
        plan = self._any(pk)

        def do():
            where = {"by": request.user, "facility": plan.facility, "year": plan.year}
            try:
                return file_plan(**where, note=sent.get("note", "")).pk
            except Refusal as refusal:
                for reason in refusal.all:
                    reason.field = _pointer(reason.field)
                raise

        key, repeated = once(request, f"file_plan {pk}", sent, do)
        return answered(self._version(PlanVersion.objects.visible_to(request.user).get(pk=key)), repeated)

    @extend_schema(
        summary="Throw the draft away",
        description="What is filed stays in force; a plan that was never filed is gone. `no_draft`.",
        request=None,
        responses={204: OpenApiResponse(None, "Thrown away; also when it had been with the same key before.")},
    )
    @action(detail=True, methods=["post"])
    def drop(self, request, pk):
        _read(Form, request)  # nothing need be said

        def do():
            plan = self._any(pk)
            drop_draft(by=request.user, facility=plan.facility, year=plan.year)

        _none, repeated = once(request, f"drop_plan {pk}", {}, do)
        return Response(status=status.HTTP_204_NO_CONTENT, headers={REPLAY: "true"} if repeated else {})

    @extend_schema(summary="A version as it was filed", responses=PlanVersionTables, filters=False)
    @action(
        detail=True,
        url_path="versions/<int:number>",
        url_name="version",
        pagination_class=None,
        filterset_class=None,
    )
    def version(self, request, pk, number):
        versions = PlanVersion.objects.visible_to(request.user).filter(plan=pk, number=min(number, MOST_VERSIONS))
        return Response(self._version(get_object_or_404(versions)))

    def _any(self, pk) -> ManagementPlan:
        """A plan the reader may see, filed or not."""
        return get_object_or_404(ManagementPlan.objects.visible_to(self.request.user).select_related("facility"), pk=pk)

    def _draft(self, pk) -> dict:
        """The draft's tables with their remarks, some twenty statements. Raises `no_draft`."""
        plan = self._any(pk)
        if plan.draft_since is None:
            raise NotThere(_("No draft of this plan is open. Begin one."), code="no_draft")
        content = content_of(plan)
        remarks = remarks_on(plan, content, list(plan.lines.order_by("code")))
        asked = duties_of(plan.facility.management_class).plan_tables
        seen = {
            slug: digest_of_text(table_now(plan, table, content)) if table in asked else None
            for slug, table in BY_SLUG.items()
        }
        body = {
            "id": plan.pk,
            "facility": plan.facility_id,
            "year": plan.year,
            "draft_since": plan.draft_since,
            "amends": plan.versions.order_by("-number").values_list("number", flat=True).first(),
            "tables": told(content),
            "seen": seen,
            "remarks": [
                {"code": one.code, "field": _pointer(one.pointer), "message": str(one.message), "blocks": one.blocks}
                for one in remarks
            ],
        }
        return PlanDraft(body).data

    def _version(self, row: PlanVersion) -> dict:
        row.told = told(row.content)
        return PlanVersionTables(row).data


MOST_VERSIONS = 32767
BY_NUMBER = {table.value: slug_of(table) for table in BY_SLUG.values()}


def _pointer(field: str) -> str:
    """/A.3/0/step, as the plan says it, in the names of the API: /a3/0/step."""
    first, *rest = field.lstrip("/").split("/")
    return "/".join(["", BY_NUMBER[first], *rest]) if first in BY_NUMBER else field


def _read(form: type[Form], request) -> dict:
    sent = form(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
