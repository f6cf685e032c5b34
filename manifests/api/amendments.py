"""Corrections by consent: proposed, agreed to, declined, taken back, or imposed by an official."""

from collections.abc import Callable

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities import clock
from facilities.api.envelope import REPLAY, idempotency_key
from facilities.api.fields import Form, Moment, Record
from facilities.api.reading import Shown
from facilities.errors import NotThere
from manifests.actions.answer_amendment import agree, decline, withdraw
from manifests.actions.propose_amendment import propose
from manifests.actions.reading import read_row
from manifests.custody import perform
from manifests.models import Amendment, AmendmentVoter, Manifest

ID = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a1"
PROPOSAL = {
    "manifest": f"{ID}1",
    "changes": [{"field": "/lines/1/accepted_kg", "value": "950.000"}],
    "reason": "The scale had not been zeroed.",
}
ANSWER = {"reason": "We weighed it too."}


class ChangeForm(Form):
    """One field and what it is to say. Fields and their values now: GET /api/manifests/{id}/amendable/."""

    field = serializers.CharField(max_length=80, help_text="By the numbers on the paper: /lines/1/accepted_kg.")
    value = serializers.CharField(max_length=200, allow_blank=True, help_text="kg as text, times with their offset.")


class Proposal(Form):
    manifest = serializers.UUIDField()
    changes = ChangeForm(many=True, help_text="1 to 50.")
    reason = serializers.CharField(max_length=200)


class Answer(Form):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ReasonedAnswer(Form):
    reason = serializers.CharField(max_length=200)


class VoteRecord(serializers.Serializer):
    """`agrees` is null as long as this party has not answered."""

    signs_as = serializers.ChoiceField(source="party", choices=AmendmentVoter.Party.choices)
    enterprise = serializers.CharField(source="enterprise.name")
    role = serializers.ChoiceField(choices=AmendmentVoter.Desk.choices, help_text="Who signs for it, or a manager.")
    agrees = serializers.BooleanField(source="vote.agrees", allow_null=True, default=None)
    person_name = serializers.CharField(source="vote.person_name", allow_null=True, default=None)
    reason = serializers.CharField(source="vote.reason", allow_null=True, default=None)
    recorded_at = Moment(source="vote.recorded_at", allow_null=True, default=None)


class ChangeRecord(serializers.Serializer):
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class AmendmentRecord(Record):
    """`state` is computed: what nobody answered until `lapses_at` has lapsed."""

    manifest = serializers.UUIDField(source="manifest_id")
    manifest_number = serializers.CharField(source="manifest.number")
    state = serializers.SerializerMethodField()
    changes = ChangeRecord(many=True)
    enterprise = serializers.CharField(source="enterprise.name", help_text="Who proposed it.")
    voters = VoteRecord(many=True)
    event = serializers.UUIDField(source="event_id", allow_null=True, help_text="The custody event that applied it.")

    class Meta:
        model = Amendment
        fields = [
            "id", "manifest", "manifest_number", "state", "changes", "reason", "person_name", "enterprise",
            "recorded_at", "lapses_at", "ended_at", "ended_by", "ended_reason", "event", "voters",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=Amendment.State.choices))
    def get_state(self, amendment) -> str:
        return str(amendment.state_at(clock.now()))


class AmendmentFilter(filters.FilterSet):
    manifest = filters.UUIDFilter()
    running = filters.BooleanFilter(method="still_running", label="Proposed and not lapsed.")

    class Meta:
        model = Amendment
        fields = ["state"]

    def still_running(self, rows, _name, wanted):
        return rows.running(clock.now()) if wanted else rows.exclude(pk__in=rows.running(clock.now()).values("pk"))


def answered(name: str, form: type[Form], summary: str, text: str, example: dict, do: Callable):
    """A POST address /{id}/<name>/. A repeated answer is no second one: it is answered as it stands."""

    def step(self, request, pk):
        sent = form(data=request.data)
        sent.is_valid(raise_exception=True)
        idempotency_key(request)
        _found, repeated = do(Amendment(pk=pk), request, sent.validated_data.get("reason", ""))
        return self.told(pk, repeated)

    step.__name__ = name
    described = extend_schema(
        operation_id=f"amendments_{name}",
        summary=summary,
        description=text,
        request=form,
        responses={200: OpenApiResponse(AmendmentRecord, "Done; also when it had been done before.")},
        examples=[OpenApiExample("Example", example, request_only=True)],
    )
    return described(action(detail=True, methods=["post"], url_path=name)(step))


def _override(amendment, request, reason: str) -> tuple[Amendment, bool]:
    found = Amendment.objects.visible_to(request.user).filter(pk=amendment.pk).first()
    if found is None:
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    data = {"amendment": found.pk, "reason": reason}
    outcome = perform(
        Manifest(pk=found.manifest_id), "override", by=request.user, data=data, idempotency_key=idempotency_key(request)
    )
    return found, outcome.repeated


@extend_schema_view(
    list=extend_schema(summary="Corrections of the manifests one sees"),
    retrieve=extend_schema(summary="A correction, with who has answered"),
)
class Amendments(Shown):
    """Corrections of what a signature sealed (Order 23, Art. 29)."""

    queryset = Amendment.objects.select_related("manifest", "enterprise").prefetch_related(
        Prefetch("voters", AmendmentVoter.objects.select_related("enterprise", "vote").order_by("pk"))
    )
    serializer_class = AmendmentRecord
    filterset_class = AmendmentFilter

    @extend_schema(
        summary="Propose a correction",
        description="Everybody who signed the fields must agree; the proposer has agreed. Where nobody else signed, it "
        "is applied at once. `field_sealed`: no correction may name it. `amendment_open`: another one waits.",
        request=Proposal,
        responses={
            201: OpenApiResponse(AmendmentRecord, "Proposed."),
            200: OpenApiResponse(AmendmentRecord, "Proposed before with the same Idempotency-Key."),
        },
        examples=[OpenApiExample("Example", PROPOSAL, request_only=True)],
    )
    def create(self, request):
        sent = Proposal(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        manifest = read_row(Manifest.objects.visible_to(request.user), data["manifest"], "/manifest")
        changes = [dict(change) for change in data["changes"]]
        found, repeated = propose(
            manifest, by=request.user, changes=changes, reason=data["reason"], idempotency_key=idempotency_key(request)
        )
        return self.told(found.pk, repeated, made=True)

    agree = answered(
        "agree", Answer, "Agree", "For the party whose desk one works at. The last answer applies it.", ANSWER,
        lambda amendment, request, reason: agree(amendment, by=request.user, reason=reason),
    )  # fmt: skip
    decline = answered(
        "decline", ReasonedAnswer, "Decline", "One refusal ends the correction for everybody.", ANSWER,
        lambda amendment, request, reason: decline(amendment, by=request.user, reason=reason),
    )  # fmt: skip
    withdraw = answered(
        "withdraw", Answer, "Take it back", "By the enterprise that proposed it.", ANSWER,
        lambda amendment, request, reason: withdraw(amendment, by=request.user, reason=reason),
    )  # fmt: skip
    override = answered(
        "override", ReasonedAnswer, "Impose it (official)", "Open, declined or lapsed: an event of its own says why.",
        ANSWER, _override,
    )  # fmt: skip

    def told(self, pk, repeated: bool, *, made: bool = False) -> Response:
        found = self.queryset.get(pk=pk)
        return Response(
            AmendmentRecord(found, context=self.get_serializer_context()).data,
            status=status.HTTP_201_CREATED if made and not repeated else status.HTTP_200_OK,
            headers={REPLAY: "true"} if repeated else {},
        )
