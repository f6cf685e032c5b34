"""Self-checks: how a site stands now, and what was kept."""

import re
from datetime import date

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from facilities import clock
from facilities.api.fields import Form, Record
from facilities.api.reading import Shown
from facilities.errors import BadInput
from manifests.actions.keep_assessment import check_span
from manifests.assessment.asked import Asked, whole_months
from manifests.assessment.content import content_of
from manifests.assessment.result import assess
from manifests.assessment.sites import sites_assessed
from manifests.models import Assessment


class Text(serializers.Serializer):
    """A text in both languages, as it was frozen."""

    zh, en = serializers.CharField(), serializers.CharField()


class UnfitRow(serializers.Serializer):
    """One row that does not fit: its number or name, what is wrong, the day, the page."""

    title = Text()
    figures, day, url = serializers.CharField(), serializers.CharField(), serializers.CharField()


class Statement(serializers.Serializer):
    """What the firm says of a point that no record shows."""

    text, day, by = serializers.CharField(), serializers.CharField(), serializers.CharField()


class PointResult(serializers.Serializer):
    """One point: how many rows were looked at and how many do not fit, the first 20 of these by name.

    `verdict` is unfit, partly, not_judged, fits or nothing (there was nothing to look at).
    """

    id, group = serializers.CharField(), serializers.CharField()
    group_name, title, law = Text(), Text(), Text()
    major = serializers.BooleanField()
    verdict = serializers.CharField()
    total, unfit = serializers.IntegerField(), serializers.IntegerField()
    rows = UnfitRow(many=True)
    statement = Statement(allow_null=True)


class AssessedSite(serializers.Serializer):
    id, name, enterprise = serializers.CharField(), serializers.CharField(), serializers.CharField()
    registration_no, region, address = serializers.CharField(), serializers.CharField(), serializers.CharField()
    management_class = serializers.CharField()


class AssessmentContent(serializers.Serializer):
    """A whole self-check. `grade` is reached, nearly, missed or none; `score` is the fitting share of the weighed
    points, 0 to 1, as text."""

    facility = AssessedSite()
    kinds = serializers.ListField(child=serializers.CharField())
    edition, start, last_day = serializers.CharField(), serializers.CharField(), serializers.CharField()
    grade = serializers.CharField()
    score = serializers.CharField()
    failing, judged = serializers.IntegerField(), serializers.IntegerField()
    checks = PointResult(many=True)


class AssessmentRecord(Record):
    """What was kept. `content` is frozen; `digest` is its SHA-256 over canonical JSON (RFC 8785)."""

    facility = serializers.UUIDField(source="facility_id")
    content = AssessmentContent()

    class Meta:
        model = Assessment
        fields = [
            "id", "facility", "number", "start", "last_day", "edition", "grade", "score", "failing", "judged",
            "content", "digest", "made_by_name", "made_at",
        ]  # fmt: skip


class AssessmentBrief(AssessmentRecord):
    """The same without its content."""

    content = None

    class Meta(AssessmentRecord.Meta):
        fields = [name for name in AssessmentRecord.Meta.fields if name != "content"]


class AssessmentFilter(filters.FilterSet):
    facility = filters.UUIDFilter()
    latest = filters.BooleanFilter(method="last_of_each", label="Of each site the last one only.")

    class Meta:
        model = Assessment
        fields = ["grade"]

    def last_of_each(self, rows, _name, wanted):
        return rows.latest() if wanted else rows


class MonthText(serializers.CharField):
    """A calendar month such as 2026-01; its first day."""

    default_error_messages = {"month_invalid": _("Write the month as 2026-11.")}

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", text, re.ASCII):
            self.fail("month_invalid")
        return date(int(text[:4]), int(text[5:]), 1)


class WhichForm(Form):
    """Which site, and from which month to which; this year to date unless told."""

    facility = serializers.UUIDField()
    since, until = MonthText(required=False), MonthText(required=False)

    def validate(self, attrs):
        today = clock.today()
        attrs["span"] = whole_months(attrs.get("since", today.replace(month=1)), attrs.get("until", today))
        try:
            check_span(*attrs["span"])
        except BadInput as refusal:
            said = [serializers.ErrorDetail(refusal.message, code=refusal.code)]
            raise serializers.ValidationError({refusal.field.strip("/"): said}) from refusal
        return attrs


WHICH = [
    OpenApiParameter("facility", OpenApiTypes.UUID, required=True),
    OpenApiParameter("since", str, description="The first month, such as 2026-01; January of this year unless told."),
    OpenApiParameter("until", str, description="The last month; this month unless told. 12 months at most."),
]


@extend_schema_view(
    list=extend_schema(summary="Self-checks that were kept"),
    retrieve=extend_schema(summary="One self-check that was kept"),
)
class Assessments(Shown):
    queryset = Assessment.objects.all()
    serializer_class = AssessmentBrief
    detailed_class = AssessmentRecord
    filterset_class = AssessmentFilter

    def seen(self, rows):
        rows = super().seen(rows)
        return rows if self.action == "retrieve" else rows.defer("content")

    @extend_schema(
        summary="A site's self-check as it stands now", parameters=WHICH, responses=AssessmentContent, filters=False
    )
    @action(detail=False, pagination_class=None)
    def current(self, request):
        """Judged on the records of this moment; nothing is kept."""
        asked = WhichForm(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        sites = sites_assessed(request.user).select_related("enterprise", "region")
        site = sites.filter(pk=said["facility"]).first()
        if site is None:
            raise Http404
        return Response(AssessmentContent(content_of(assess(Asked(site, *said["span"], clock.now())))).data)
