"""Deadlines: the clocks of the law, of manifests, batches, papers, plans and declarations."""

from django.db.models import Q
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.fields import Record
from facilities.api.reading import Listed
from manifests.filters import DeadlineFilter
from manifests.models import Deadline, Manifest


class DeadlineBrief(Record):
    """A clock of the law. It is overdue when `due_at` has passed and `met_at` is empty.

    `assumed` is true where the span touches a year whose holidays are not published yet; `fell_away` where it ended
    without being met, as with a voided manifest.
    """

    class Meta:
        model = Deadline
        fields = ["id", "kind", "started_at", "warn_at", "due_at", "assumed", "met_at", "fell_away"]


class DeadlineRecord(DeadlineBrief):
    """`facility` owes it. `subject` is the key of what it is about, `label` what people call that, `period` the year,
    quarter or month of what is owed by time."""

    facility = serializers.UUIDField(source="facility_id")
    subject = serializers.UUIDField(source="subject_id")
    manifest = serializers.UUIDField(source="manifest_id", allow_null=True)
    manifest_number = serializers.CharField(source="manifest.number", allow_null=True)
    batch = serializers.UUIDField(source="batch_id", allow_null=True)

    class Meta(DeadlineBrief.Meta):
        fields = [
            "facility",
            "subject",
            "manifest",
            "manifest_number",
            "batch",
            "label",
            "period",
            *DeadlineBrief.Meta.fields,
        ]


@extend_schema_view(list=extend_schema(summary="Deadlines of one's own sites, and of the manifests one sees"))
class Deadlines(Listed):
    queryset = Deadline.objects.select_related("manifest")
    serializer_class = DeadlineRecord
    filterset_class = DeadlineFilter

    def seen(self, rows):
        own = Deadline.objects.visible_to(self.request.user)
        manifests = Manifest.objects.visible_to(self.request.user)
        return rows.filter(Q(pk__in=own.values("pk")) | Q(manifest__in=manifests.values("pk")))
