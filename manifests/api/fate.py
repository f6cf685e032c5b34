"""Where waste went, and what is in a batch, as the API tells it. Weights of one answer add up to its `kg` exactly."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from facilities.api.fields import Kg, Moment
from manifests.fate import End, Kind
from manifests.models.stateful import STATE_NAMES
from manifests.quantities import ZERO
from manifests.states import BatchState
from manifests.whereabouts import told


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^-?\d{1,12}\.\d{3}$", "examples": ["-3.500"]})
class SignedKg(Kg):
    """Kilograms that may be negative: what a scale found more than was declared."""


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^-?\d{1,9}\.\d{2}$", "examples": ["31.64"]})
class Percent(serializers.DecimalField):
    """A share to a hundredth of a percent; the shares of one answer add up to 100.00."""

    def __init__(self, **options):
        super().__init__(**{"max_digits": 11, "decimal_places": 2, **options})


class WhereaboutRecord(serializers.Serializer):
    """Where a part of the waste ended, or is now (`store`, `site`, `transit`).

    `scale` is what scales and stock-taking said otherwise: positive where there was less, negative where more.
    """

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind], source="end.kind")
    facility = serializers.UUIDField(source="end.facility", allow_null=True)
    facility_name = serializers.CharField(source="facility")
    area = serializers.UUIDField(source="end.area", allow_null=True)
    area_name = serializers.CharField(source="area")
    method = serializers.CharField(help_text="Code and name; empty where nothing was treated.")
    since = serializers.DateField(allow_null=True, help_text="The first day on which some of it ended there …")
    until = serializers.DateField(allow_null=True, help_text="… and the last; null for what is still held.")
    kg = SignedKg()
    percent = Percent()


class FateRecord(serializers.Serializer):
    """Where all of it went: the rows add up to `kg` and to 100 %."""

    kg = Kg(help_text="What the batch was made with; of a manifest, what was declared.")
    rows = WhereaboutRecord(many=True)


class SourceRecord(serializers.Serializer):
    """Waste that arose as one batch and is now in the traced one."""

    batch = serializers.UUIDField(source="key")
    number = serializers.CharField()
    generator = serializers.CharField()
    waste = serializers.CharField()
    code = serializers.CharField()
    generated_at = Moment()
    kg = Kg()
    percent = Percent()


class NodeRecord(serializers.Serializer):
    """A batch of the family. `kg` is of the traced one: of an earlier batch what is in it, of a later what is of it.

    `generation` is below 0 before the traced batch and above 0 after it; `opens` says whether the reader may open it.
    """

    batch = serializers.UUIDField(source="key")
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=[(state.value, STATE_NAMES[state]) for state in BatchState])
    generation = serializers.IntegerField()
    site = serializers.CharField()
    code = serializers.CharField()
    kg = Kg()
    opens = serializers.BooleanField()


class EdgeRecord(serializers.Serializer):
    """`kg` of the traced batch went from one batch into the other."""

    source = serializers.UUIDField()
    target = serializers.UUIDField()
    kg = Kg()


class TraceRecord(serializers.Serializer):
    """The family of a batch as a graph; what it is made of; where it went."""

    nodes = NodeRecord(many=True, source="members")
    edges = EdgeRecord(many=True, source="steps")
    sources = SourceRecord(many=True)
    fate = FateRecord()


def fate_record(rows: dict[End, Decimal]) -> dict:
    """The answer about a fate, a row for each day."""
    return FateRecord({"kg": sum(rows.values(), ZERO), "rows": told(rows, by_day=True) if rows else []}).data
