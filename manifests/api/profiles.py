"""Document profiles: what a manifest for each kind of waste asks, holds and leaves out. The same for every reader."""

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from facilities.api.schema import answer
from manifests.profiles import PROFILES
from manifests.rules.register import RULES


class DetailRecord(serializers.Serializer):
    """A field that only this profile's manifests have: a key of `details`."""

    name = serializers.CharField()
    label = serializers.CharField(help_text="In the reader's language.")
    reads = serializers.ChoiceField(
        choices=["text", "count", "percent"], help_text="count: a whole number above 0; percent: 0 to 100, one decimal."
    )
    needed_at = serializers.CharField(help_text="The action that is refused without it; empty where it may stay empty.")
    longest = serializers.IntegerField()


class ProfileRecord(serializers.Serializer):
    id = serializers.CharField(help_text="As in a manifest's `profile`.")
    title = serializers.CharField(help_text="In the reader's language.")
    law = serializers.CharField()
    hazardous = serializers.BooleanField()
    classes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Categories of waste that belong here; none: all of its side that no other profile names.",
    )
    mixes_with = serializers.ListField(child=serializers.CharField(), help_text="Profiles whose waste may ride along.")
    leaves_out = serializers.ListField(child=serializers.CharField(), help_text="Actions it does not know.")
    details = DetailRecord(many=True)
    counts_containers = serializers.BooleanField(help_text="Every line must name its containers.")
    has_national_number = serializers.BooleanField()
    rules = serializers.ListField(child=serializers.CharField(), help_text="Ids of the rules that are asked.")


# One answer and no bare list, in the shape of every other list.
ProfileRecords = extend_schema_serializer(many=False)(
    answer(
        "ProfileRecords",
        next=serializers.CharField(allow_null=True),
        previous=serializers.CharField(allow_null=True),
        results=ProfileRecord(many=True),
    )
)


def record_of(profile) -> dict:
    named = ("id", "title", "law", "hazardous", "classes", "mixes_with", "details", "counts_containers",
             "has_national_number")  # fmt: skip
    return {name: getattr(profile, name) for name in named} | {
        "leaves_out": sorted(profile.leaves_out),
        "rules": [rule.id for rule in RULES if profile.asks(rule.id)],
    }


class Profiles(ViewSet):
    @extend_schema(summary="Document profiles, all on one page", responses=ProfileRecords)
    def list(self, request):
        rows = [record_of(profile) for profile in PROFILES]
        return Response(ProfileRecords({"next": None, "previous": None, "results": rows}).data)
