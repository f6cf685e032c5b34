"""Photographs and scans that programs bring, attach, read and withdraw; by the actions of the pages."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from facilities.actions.attach_evidence import attach_evidence
from facilities.actions.put_evidence import put_evidence
from facilities.actions.withdraw_evidence import withdraw_evidence
from facilities.api.envelope import REPLAY, idempotency_key
from facilities.api.fields import Form, Record
from facilities.api.reading import Shown
from facilities.errors import BadInput, NotThere
from facilities.evidence.reading import too_large
from facilities.evidence.serving import guarded
from facilities.evidence.subjects import subject_named, uses_seen_by
from facilities.models import Evidence, EvidenceContent, EvidenceUse

FORM_BYTES = 64 * 1024  # what a form with one file may have beside it


class Use(Record):
    """To what it is attached; `step` is the action of a manifest that it came with."""

    class Meta:
        model = EvidenceUse
        fields = ["subject", "subject_id", "step", "recorded_at"]


class EvidenceRecord(Record):
    """`sha256` is the digest of the file's bytes, as custody events name it."""

    enterprise = serializers.UUIDField(source="enterprise_id")

    class Meta:
        model = Evidence
        fields = [
            "id", "enterprise", "kind", "words", "file_name", "media_type", "size", "pages", "sha256", "put_by_name",
            "put_at", "withdrawn_at", "withdrawn_reason",
        ]  # fmt: skip


class EvidenceDetail(EvidenceRecord):
    uses = serializers.SerializerMethodField()

    class Meta(EvidenceRecord.Meta):
        fields = [*EvidenceRecord.Meta.fields, "uses"]

    @extend_schema_field(Use(many=True))
    def get_uses(self, evidence):
        """Those that the reader may see."""
        person = self.context["request"].user
        return Use(evidence.uses.filter(pk__in=uses_seen_by(person)).order_by("pk"), many=True).data


class EvidenceUpload(Form):
    file = serializers.FileField(
        allow_empty_file=True, help_text="JPEG, PNG or PDF, told by its content; 12 MB at most. Kept byte for byte."
    )
    kind = serializers.ChoiceField(choices=Evidence.Kind.choices)
    words = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="What it shows.")
    enterprise = serializers.UUIDField(required=False, help_text="One of the own firms, where there are several.")


class EvidenceSubject(Form):
    subject = serializers.CharField(
        max_length=20,
        help_text="permit, licence, insurance, contract, approval, crossing, manifest, practice (a statement of the "
        "self-check), vehicle, driver or escort.",
    )
    id = serializers.UUIDField()


class EvidenceWithdrawal(Form):
    reason = serializers.CharField(max_length=200)


class EvidenceFilter(filters.FilterSet):
    class Meta:
        model = Evidence
        fields = ["kind", "sha256"]


@extend_schema_view(
    list=extend_schema(summary="Photographs and scans that one may see"),
    retrieve=extend_schema(summary="One of them, with what it belongs to"),
)
class EvidenceFiles(Shown):
    """Photographs and scans: put here once, attached to what they are about, never changed and never deleted."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceRecord
    detailed_class = EvidenceDetail
    filterset_class = EvidenceFilter

    def get_parsers(self):
        request = getattr(self, "request", None)
        if request is not None and getattr(self, "action_map", {}).get(request.method.lower()) == "create":
            # What is no form finds its missing fields named, like every other body.
            return [MultiPartParser(), *super().get_parsers()]
        return super().get_parsers()

    def perform_content_negotiation(self, request, force=False):
        """A file is given whatever is accepted; a refusal is a problem all the same."""
        return super().perform_content_negotiation(request, force=force or self.action == "file")

    @extend_schema(
        summary="Put one here",
        description="The same bytes of the same firm are one row, so sending again is safe. Refused, by content and "
        "never by name: `file_empty`, `file_too_large`, `file_type_unknown`, `file_heic`, `image_damaged`, "
        "`image_too_large`, `pdf_damaged`, `pdf_encrypted`, `pdf_too_long`. It belongs to nothing yet: attach it, or "
        "name it in an action of a manifest (`evidence`), whose event then keeps its digest.",
        request={"multipart/form-data": EvidenceUpload},
        responses={
            201: OpenApiResponse(EvidenceRecord, "Kept."),
            200: OpenApiResponse(EvidenceRecord, "These bytes were here already."),
        },
    )
    def create(self, request):
        key = idempotency_key(request)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.EVIDENCE_MOST_BYTES + FORM_BYTES:
            raise too_large()
        sent = EvidenceUpload(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        row = put_evidence(
            by=request.user,
            enterprise=data.get("enterprise") or self._own_firm(request),
            kind=data["kind"],
            words=data.get("words", ""),
            name=data["file"].name or "",
            chunks=data["file"].chunks(),
        )
        code = status.HTTP_200_OK if row.was_there else status.HTTP_201_CREATED
        return Response(self._told(row), status=code, headers={REPLAY: "true"} if row.was_there and key else {})

    @extend_schema(
        summary="Attach it to something",
        description="To a manifest it is attached by an event of the manifest (POST /api/manifests/{id}/attach/ does "
        "the same). Attaching again changes nothing, except that a manifest says `evidence_attached`.",
        request=EvidenceSubject,
        responses={200: OpenApiResponse(EvidenceDetail, "Attached.")},
        examples=[
            OpenApiExample(
                "Example", {"subject": "permit", "id": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"}, request_only=True
            )
        ],
    )
    @action(detail=True, methods=["post"])
    def attach(self, request, pk):
        row = self.get_object()
        sent = EvidenceSubject(data=request.data)
        sent.is_valid(raise_exception=True)
        what = subject_named(sent.validated_data["subject"])
        if what is None:
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field="/subject")
        subject = what.seen(request.user).filter(pk=sent.validated_data["id"]).first()
        if subject is None:
            raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found", field="/id")
        if row.enterprise_id not in request.user.standing.enterprise_ids:
            self.permission_denied(request)
        key = idempotency_key(request)
        attach_evidence(by=request.user, subject=what, row=subject, evidence=[row], idempotency_key=key)
        return Response(EvidenceDetail(row, context=self.get_serializer_context()).data)

    @extend_schema(
        summary="Withdraw it",
        description="Once, and with a reason; it stays readable and named where it was signed.",
        request=EvidenceWithdrawal,
        responses={200: OpenApiResponse(EvidenceRecord, "Withdrawn.")},
        examples=[OpenApiExample("Example", {"reason": "The wrong permit."}, request_only=True)],
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk):
        sent = EvidenceWithdrawal(data=request.data)
        sent.is_valid(raise_exception=True)
        idempotency_key(request)
        row = withdraw_evidence(Evidence(pk=pk), by=request.user, reason=sent.validated_data["reason"])
        return Response(self._told(row))

    @extend_schema(
        summary="Its bytes",
        responses={
            (200, kind.value): OpenApiResponse(OpenApiTypes.BINARY, "As they came.") for kind in Evidence.MediaType
        },
    )
    @action(detail=True)
    def file(self, request, pk):
        row = self.get_object()
        held = get_object_or_404(EvidenceContent.objects.only("content"), pk=row.pk)
        response = guarded(HttpResponse(bytes(held.content), content_type=row.media_type))
        response.headers["Content-Disposition"] = content_disposition_header(True, row.download_name)
        return response

    def _own_firm(self, request):
        own = sorted(request.user.standing.enterprise_ids)
        if not own:
            self.permission_denied(request)
        if len(own) > 1:
            raise BadInput(_("Say whose it is: you work for several firms."), code="required", field="/enterprise")
        return own[0]

    def _told(self, row) -> dict:
        return EvidenceRecord(row, context=self.get_serializer_context()).data
