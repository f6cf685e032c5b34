"""Applications to move waste to another province (Order 23 of 2022, Art. 21–28): written, handed in, withdrawn by the
firm, each step recorded by officials; all by the actions of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.record_crossing import kinds_for, may_record, record_crossing
from facilities.actions.withdraw_crossing import withdraw_crossing
from facilities.actions.write_crossing import begin_crossing, drop_crossing, write_crossing
from facilities.api.envelope import REPLAY
from facilities.api.fields import Form
from facilities.api.reading import Shown
from facilities.api.repeats import answered, once
from facilities.crossing.checklist import checklist
from facilities.crossing.content import content_of
from facilities.crossing.timers import next_kinds, standing
from facilities.errors import BadInput, Refusal
from facilities.models import CrossingApplication, DisposalMethod, Facility
from facilities.roles import Role
from manifests.api.crossing_forms import BEGIN, RECORD, WRITE, BeginCrossing, RecordStep, WriteCrossing
from manifests.api.crossing_records import CrossingBrief, CrossingRecord
from manifests.documents import crossing_pack

PARTIES = ("consignor__enterprise", "consignee__enterprise", "method")


class CrossingFilter(filters.FilterSet):
    consignor = filters.UUIDFilter()
    number = filters.CharFilter()

    class Meta:
        model = CrossingApplication
        fields = ["state"]


def _done(words: str) -> dict:
    return {200: OpenApiResponse(CrossingRecord, words)}


@extend_schema_view(
    list=extend_schema(summary="Applications to move waste to another province"),
    retrieve=extend_schema(
        summary="One application: what it says, what it lacks, where it stands",
        description="Officials read what was handed in, never what the firm is changing in what came back.",
        responses=CrossingRecord,
    ),
)
class Crossings(Shown):
    queryset = CrossingApplication.objects.select_related(*PARTIES)
    serializer_class = CrossingBrief
    filterset_class = CrossingFilter

    def perform_content_negotiation(self, request, force=False):
        """The papers are given whatever is accepted; a refusal is a problem all the same."""
        return super().perform_content_negotiation(request, force=force or self.action == "pack")

    def retrieve(self, request, pk):
        return Response(self._told(pk))

    @extend_schema(
        summary="Begin an application",
        description="A draft; the wastes may follow with `write`. `period_backwards`, `code_unknown`.",
        request=BeginCrossing,
        responses={
            201: OpenApiResponse(CrossingRecord, "The draft."),
            200: OpenApiResponse(CrossingRecord, "Begun before with the same Idempotency-Key."),
        },
        examples=[OpenApiExample("Oil to a refinery", BEGIN, request_only=True)],
    )
    def create(self, request):
        sent = self._read(BeginCrossing)
        pk, repeated = once(request, "begin_crossing", sent, lambda: self._begin(sent))
        return answered(self._told(pk), repeated)

    def _begin(self, sent: dict):
        consignor = Facility.objects.visible_to(self.request.user).filter(pk=sent["consignor"]).first()
        if consignor is None:
            raise _unknown("consignor")
        with _at_its_waste(sent):
            said = {**_particulars(sent), "kg_by_code": _wastes(sent)}
            return begin_crossing(by=self.request.user, consignor=consignor, **said).pk

    @extend_schema(
        summary="Write the draft",
        description="The whole draft in place of what it said, its wastes too. What was handed in is changed only "
        "after it came back (`crossing_closed`).",
        request=WriteCrossing,
        responses=_done("The draft as it is now."),
        examples=[OpenApiExample("Oil to a refinery", WRITE, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def write(self, request, pk):
        sent, row = self._read(WriteCrossing), self._find(pk)
        said = {**_particulars(sent), "kg_by_code": _wastes(sent)}
        with _at_its_waste(sent):
            _pk, repeated = once(
                request, f"write_crossing {pk}", sent, lambda: write_crossing(row, by=request.user, **said).pk
            )
        return answered(self._told(pk), repeated, made=False)

    @extend_schema(
        summary="Hand it in",
        description="Freezes a version and starts the authority's first term. Everything that is missing is said, each "
        "with the code of the checklist's item (`crossing_contract`, `crossing_permit`, …).",
        request=None,
        responses=_done("Handed in; also when it had been with the same key before."),
    )
    @action(detail=True, methods=["post"])
    def hand_in(self, request, pk):
        return self._act("hand_in_crossing", pk, lambda row: hand_in_crossing(row, by=request.user))

    @extend_schema(
        summary="Withdraw it",
        description="From the first handing in until the decision, and for good. `crossing_not_open`.",
        request=None,
        responses=_done("Withdrawn; also when it had been with the same key before."),
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        return self._act("withdraw_crossing", pk, lambda row: withdraw_crossing(row, by=request.user))

    @extend_schema(
        summary="Throw a draft away",
        description="One that was never handed in (`crossing_handed_in`).",
        request=None,
        responses={204: OpenApiResponse(None, "Thrown away; also when it had been with the same key before.")},
    )
    @action(detail=True, methods=["post"])
    def drop(self, request, pk):
        self._read(Form)  # nothing need be said
        _none, repeated = once(
            request, f"drop_crossing {pk}", {}, lambda: drop_crossing(self._find(pk), by=request.user)
        )
        return Response(status=status.HTTP_204_NO_CONTENT, headers={REPLAY: "true"} if repeated else {})

    @extend_schema(
        summary="Record the authority's next step",
        description="For officials of the place of origin; to grant or refuse is for the province and the city. "
        "A grant makes the approvals. `step_not_allowed`, `day_invalid`, `required`, `permit_missing`.",
        request=RecordStep,
        responses=_done("Recorded."),
        examples=[OpenApiExample("A grant", RECORD, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def record(self, request, pk):
        sent = self._read(RecordStep)
        return self._act("record_crossing", pk, lambda row: record_crossing(row, by=request.user, **sent), sent)

    @extend_schema(
        summary="Its papers as one PDF",
        description="As it was handed in; for its firm of a draft, and of what came back, as it stands now.",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, "One PDF.")},
        filters=False,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def pack(self, request, pk):
        row = self._find(pk)
        pack = crossing_pack.pack_of(row, as_handed_in=request.user.standing.is_regulator)
        name = f"crossing-{row.number or 'draft'}.pdf"
        return FileResponse(BytesIO(crossing_pack.draw(pack)), filename=name, content_type="application/pdf")

    def _act(self, what: str, pk, do, sent: dict | None = None) -> Response:
        if sent is None:
            self._read(Form)  # nothing need be said
        row = self._find(pk)
        _pk, repeated = once(self.request, f"{what} {pk}", sent or {}, lambda: do(row).pk)
        return answered(self._told(pk), repeated, made=False)

    def _find(self, pk) -> CrossingApplication:
        return get_object_or_404(self.get_queryset(), pk=pk)

    def _read(self, form: type[Form]) -> dict:
        sent = form(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    def _told(self, pk) -> dict:
        """A dozen statements, however long it is."""
        row, person = self._find(pk), self.request.user
        steps, versions = list(row.steps.order_by("number")), list(row.versions.order_by("-number"))
        is_running = row.is_open_to_its_firm and not person.standing.is_regulator
        row.said = versions[0].content if versions and not is_running else content_of(row)
        row.shown_version = versions[0].number if versions and not is_running else None
        row.lacks, row.ordered, row.handed_in = checklist(row.said), steps, versions
        row.stands = standing(steps, row.consignor.region_id, clock.now())
        row.allowed_actions = _allowed(person, row)
        kinds = kinds_for(person, row, next_kinds(row.stands, steps)) if may_record(person, row) else ()
        row.next_steps = [str(kind) for kind in kinds]
        return CrossingRecord(row, context=self.get_serializer_context()).data


def _allowed(person, row: CrossingApplication) -> list[str]:
    """What the reader may do with it now, apart from recording steps."""
    if row.consignor.enterprise_id not in person.standing.enterprises_where(Role.CLERK):
        return []
    found = ["write", "hand_in"] if row.is_open_to_its_firm else []
    found += ["drop"] if row.state == CrossingApplication.State.DRAFT else []
    return found + (["withdraw"] if row.may_be_withdrawn else [])


def _particulars(sent: dict) -> dict:
    """What a draft says beside its wastes, with whom and what it names."""
    consignee = Facility.objects.directory().filter(pk=sent["consignee"]).first()
    method = DisposalMethod.objects.chinese().filter(code=sent["method"]).first()
    if consignee is None:
        raise _unknown("consignee")
    if method is None:
        raise _unknown("method")
    said = {"consignee": consignee, "method": method, "treatment": sent.get("treatment", "")}
    return {**said, "valid_from": sent["valid_from"], "valid_to": sent["valid_to"]}


@contextmanager
def _at_its_waste(sent: dict) -> Iterator[None]:
    """What is wrong with a waste points to its place in the body."""
    try:
        yield
    except Refusal as refusal:
        places = {waste["code"]: i for i, waste in enumerate(sent.get("wastes", ()))}
        for reason in refusal.all:
            code = reason.field.removeprefix("/kg/")
            if code in places:
                reason.field = f"/wastes/{places[code]}/{'code' if reason.code == 'code_unknown' else 'kg'}"
        raise


def _wastes(sent: dict) -> dict:
    """Kilograms by code; `row_twice` where one stands there twice."""
    found: dict = {}
    for i, waste in enumerate(sent.get("wastes", ())):
        if waste["code"] in found:
            raise BadInput(_("This is in the table twice."), code="row_twice", field=f"/wastes/{i}/code")
        found[waste["code"]] = waste["kg"]
    return found


def _unknown(field: str) -> BadInput:
    return BadInput(_("Choose one from the list."), code="unknown_choice", field=f"/{field}")
