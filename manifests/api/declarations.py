"""Declarations C.1 to C.3 (HJ 1259-2022): what is owed, the figures of the ledger, confirming them."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities import clock
from facilities.api.envelope import idempotency_key
from facilities.api.fields import Form, Moment, Record
from facilities.api.problems import ProblemReason, entry
from facilities.api.reading import Shown
from facilities.api.repeats import answered, once
from facilities.errors import NotPermitted, NotThere
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.actions.confirm_many import Wanted, confirm_many
from manifests.declarations.due import declarations_due
from manifests.declarations.figures import content_of, digest_of
from manifests.declarations.period import NotAPeriod, Stretch, read_stretch
from manifests.declarations.sites import confirms_any, sites_of
from manifests.models import Declaration

MOST_SITES = 200
MOST_AT_ONCE = 50  # declarations in one request, as on the page


class Figure(serializers.CharField):
    """Kilograms as they were frozen: text with three decimals; an adjustment may be negative."""


class OwnLine(serializers.Serializer):
    method, way, kg = serializers.CharField(), serializers.CharField(), Figure()


class OutsourcedLine(serializers.Serializer):
    enterprise, site, region = serializers.CharField(), serializers.CharField(), serializers.CharField()
    province, permit, method = serializers.CharField(), serializers.CharField(), serializers.CharField()
    way, kg = serializers.CharField(), Figure()


class ExportedLine(serializers.Serializer):
    receiver, country, notice, kg = serializers.CharField(), serializers.CharField(), serializers.CharField(), Figure()


class WasteFigures(serializers.Serializer):
    """One waste code: opening + all that came = all that went + closing."""

    code, category, name = serializers.CharField(), serializers.CharField(), serializers.CharField()
    opening_kg, generated_kg, received_kg, returned_kg = Figure(), Figure(), Figure(), Figure()
    own, own_kg = OwnLine(many=True), Figure()
    outsourced, exported, outsourced_kg = OutsourcedLine(many=True), ExportedLine(many=True), Figure()
    lost_kg, adjusted_kg, countered_kg, closing_kg = Figure(), Figure(), Figure(), Figure()


class DeclaringSite(serializers.Serializer):
    id, name, enterprise = serializers.CharField(), serializers.CharField(), serializers.CharField()
    registration_no, region, address = serializers.CharField(), serializers.CharField(), serializers.CharField()
    management_class = serializers.CharField()


class Content(serializers.Serializer):
    """What is frozen when a declaration is confirmed."""

    facility = DeclaringSite()
    period, label, start, last_day = (serializers.CharField() for _name in range(4))
    wastes = WasteFigures(many=True)


class DeclarationRecord(Record):
    """What was confirmed. `content` is frozen; `digest` is its SHA-256 over canonical JSON (RFC 8785)."""

    facility = serializers.UUIDField(source="facility_id")
    delegation = serializers.UUIDField(source="delegation_id", allow_null=True)
    content = Content()

    class Meta:
        model = Declaration
        fields = [
            "id", "facility", "period", "start", "version", "management_class", "receipt_no", "content", "digest",
            "reason", "voluntary", "due_on", "confirmed_by_name", "on_behalf_of", "delegation", "confirmed_at",
        ]  # fmt: skip


class DeclarationFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    start = filters.DateFilter()

    class Meta:
        model = Declaration
        fields = ["facility", "start"]


class DueRecord(serializers.Serializer):
    """One declaration that a site owes. `changed` is true where a figure was changed since it was confirmed: of its
    days, or what lay there when they began."""

    facility = serializers.UUIDField()
    label = serializers.CharField()
    period = serializers.CharField()
    start = serializers.DateField()
    last_day = serializers.DateField()
    due_on = serializers.DateField()
    receipt_no = serializers.CharField()
    version = serializers.IntegerField()
    confirmed_at = Moment(allow_null=True)
    changed = serializers.BooleanField()
    late = serializers.BooleanField()


class FiguresRecord(serializers.Serializer):
    """The figures as the ledger has them now, and the digest to confirm them by."""

    digest = serializers.CharField()
    content = Content()


class ConfirmForm(Form):
    facility = serializers.UUIDField()
    label = serializers.CharField(max_length=8)
    digest = serializers.CharField(max_length=64)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ConfirmOne(ConfirmForm):
    """Its label is read as the stretch of days that it names."""

    def validate_label(self, text: str) -> Stretch:
        try:
            return read_stretch(text)
        except NotAPeriod:
            said = _("Write the period as 2026-11, 2026-Q4 or 2026.")
            raise serializers.ValidationError(said, code="period_invalid") from None


class ConfirmManyForm(Form):
    declarations = serializers.ListField(
        child=ConfirmOne(), min_length=1, max_length=MOST_AT_ONCE, help_text="Each as `confirm` takes it."
    )


class LeftRecord(serializers.Serializer):
    """A declaration that was not confirmed, and every reason why; `field` points into it."""

    facility = serializers.UUIDField()
    label = serializers.CharField()
    errors = ProblemReason(many=True)


class ConfirmedMany(serializers.Serializer):
    """What is declared now, the oldest period first, and what is not."""

    confirmed = DeclarationRecord(many=True)
    left = LeftRecord(many=True)


ONE = {"facility": "0195f3c2-0000-7000-8000-000000000000", "label": "2026-11", "digest": "9f86d081…"}
WHICH = [
    OpenApiParameter("facility", OpenApiTypes.UUID, required=True),
    OpenApiParameter("label", str, required=True, description="2026-11, 2026-Q4 or 2026"),
]


@extend_schema_view(
    list=extend_schema(summary="Confirmed declarations"), retrieve=extend_schema(summary="One confirmed declaration")
)
class Declarations(Shown):
    queryset = Declaration.objects.all()
    serializer_class = DeclarationRecord
    filterset_class = DeclarationFilter

    @extend_schema(summary="What the own sites owe", responses=DueRecord(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def due(self, request):
        """Every declaration whose period has ended, with the one that was confirmed; the oldest first."""
        sites = list(sites_of(request.user).order_by("pk")[:MOST_SITES])
        today = clock.today()
        rows = [
            {
                "facility": due.facility.pk,
                "label": due.stretch.label,
                "period": due.stretch.period.value,
                "start": due.stretch.start,
                "last_day": due.stretch.last_day,
                "due_on": due.due_on,
                "receipt_no": due.confirmed.receipt_no if due.confirmed else "",
                "version": due.confirmed.version if due.confirmed else 0,
                "confirmed_at": due.confirmed.confirmed_at if due.confirmed else None,
                "changed": bool(due.confirmed and due.confirmed.changed),
                "late": due.is_late(today),
            }
            for due in declarations_due(sites, today)
        ]
        return Response(DueRecord(rows, many=True).data)

    @extend_schema(summary="The figures of a period now", parameters=WHICH, responses=FiguresRecord, filters=False)
    @action(detail=False, pagination_class=None)
    def figures(self, request):
        """What would be declared as the ledger stands; nothing is kept."""
        asked = ConfirmForm(
            data={
                "facility": request.query_params.get("facility"),
                "label": request.query_params.get("label"),
                "digest": "-",
            }
        )
        asked.is_valid(raise_exception=True)
        site, stretch = self._which(asked.validated_data)
        content = content_of(site, stretch)
        return Response(FiguresRecord({"digest": digest_of(content), "content": content}).data)

    @extend_schema(
        summary="Confirm a declaration",
        request=ConfirmForm,
        responses={201: OpenApiResponse(DeclarationRecord, "Confirmed; also when it had been confirmed before.")},
        examples=[
            OpenApiExample(
                "Example",
                ONE,
                request_only=True,
            )
        ],
    )
    @action(detail=False, methods=["post"])
    def confirm(self, request):
        """Freeze the figures whose digest one has read. From the second version on, and for a period that
        is not owed, a reason is needed."""
        idempotency_key(request)  # none is needed, for confirming twice is one; one that is none is refused everywhere
        sent = ConfirmForm(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        site, stretch = self._which(said)
        row = confirm_declaration(
            by=request.user, facility=site, stretch=stretch, digest=said["digest"], reason=said.get("reason", "")
        )
        return Response(DeclarationRecord(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Confirm several declarations",
        description=f"Each as if it were confirmed alone, {MOST_AT_ONCE} at most. One that is refused does not hold up "
        "the others: it is in `left` with its reasons, such as `figures_changed` or `not_found`.",
        request=ConfirmManyForm,
        responses={200: OpenApiResponse(ConfirmedMany, "What was confirmed and what was left, also asked again.")},
        examples=[
            OpenApiExample("Two months", {"declarations": [ONE, {**ONE, "label": "2026-12"}]}, request_only=True)
        ],
    )
    @action(detail=False, methods=["post"])
    def confirm_many(self, request):
        sent = ConfirmManyForm(data=request.data)
        sent.is_valid(raise_exception=True)
        if not confirms_any(request.user):
            raise NotPermitted(_("Your role does not allow this."))
        said = sent.validated_data["declarations"]
        outcome, repeated = once(request, "confirm_many", {"declarations": said}, lambda: self._confirm(said))
        rows = {row.pk: row for row in Declaration.objects.visible_to(request.user).filter(pk__in=outcome["confirmed"])}
        # Asked again after a consent has ended, one of them may not be seen any more.
        body = {"confirmed": [rows[pk] for pk in outcome["confirmed"] if pk in rows], "left": outcome["left"]}
        return answered(ConfirmedMany(body).data, repeated, made=False)

    def _confirm(self, said: list[dict]) -> dict:
        """Keys of what was confirmed, and what was left as it is answered."""
        seen = sites_of(self.request.user).select_related("enterprise", "region")
        sites = seen.in_bulk({one["facility"] for one in said})
        wanted = [
            Wanted(sites[one["facility"]], one["label"], one["digest"], one.get("reason", ""))
            for one in said
            if one["facility"] in sites
        ]
        found = confirm_many(by=self.request.user, wanted=wanted)
        unseen = NotThere(_("Nothing is there, or it is not yours to see."), code="not_found", field="/facility")
        left = [_left(one.facility.pk, one.stretch, refusal) for one, refusal in found.left]
        left += [_left(one["facility"], one["label"], unseen) for one in said if one["facility"] not in sites]
        return {"confirmed": [row.pk for row in found.declared], "left": left}

    def _which(self, said: dict):
        try:
            stretch = read_stretch(said["label"])
        except NotAPeriod as error:
            raise Http404 from error
        site = sites_of(self.request.user).select_related("enterprise", "region").filter(pk=said["facility"]).first()
        if site is None:
            raise Http404
        return site, stretch


def _left(facility, stretch: Stretch, refusal) -> dict:
    errors = [entry(reason) for reason in refusal.all]
    return {"facility": str(facility), "label": stretch.label, "errors": errors}
