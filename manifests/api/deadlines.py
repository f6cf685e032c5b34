"""Deadlines: the clocks that the law has started for manifests."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from facilities.api.fields import Record
from facilities.api.reading import Listed
from manifests.filters import DeadlineFilter
from manifests.models import Deadline, Manifest


class DeadlineBrief(Record):
    """`assumed` is true where the span touches a year whose holidays are not published yet."""

    class Meta:
        model = Deadline
        fields = ["id", "kind", "started_at", "due_at", "assumed", "met_at"]


class DeadlineRecord(DeadlineBrief):
    manifest = serializers.UUIDField(source="manifest_id")
    manifest_number = serializers.CharField(source="manifest.number")

    class Meta(DeadlineBrief.Meta):
        fields = ["manifest", "manifest_number", *DeadlineBrief.Meta.fields]


@extend_schema_view(list=extend_schema(summary="Deadlines of the manifests one sees"))
class Deadlines(Listed):
    queryset = Deadline.objects.select_related("manifest")
    serializer_class = DeadlineRecord
    filterset_class = DeadlineFilter

    def seen(self, rows):
        return rows.filter(manifest__in=Manifest.objects.visible_to(self.request.user).values("pk"))
