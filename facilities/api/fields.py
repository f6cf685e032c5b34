"""Values as the API spells them: kilograms exact and as text, times in UTC with a Z, bodies without unknown names."""

from datetime import UTC, datetime

from django.db import models
from django.utils import dateparse, timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LARGEST_INT = 2**31 - 1
# A wrong year is a typing error; nothing this service keeps is older.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@extend_schema_field(
    {"type": "string", "format": "decimal", "pattern": r"^\d{1,12}(\.\d{1,3})?$", "examples": ["1250.500"]}
)
class Kg(serializers.DecimalField):
    """Kilograms as text with three decimals. A JSON number is read too, exactly as written."""

    default_error_messages = {"kg_invalid": _("Give a weight in kilograms above 0, with at most 3 decimals.")}

    def __init__(self, **options):
        super().__init__(**{"max_digits": 15, "decimal_places": 3, **options})

    def to_internal_value(self, data):
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError:
            self.fail("kg_invalid")


class Moment(serializers.DateTimeField):
    """A time with its offset; answered in UTC with a Z."""

    default_error_messages = {
        "offset_missing": _("Give the time with its offset from UTC, such as 2026-03-01T08:30:00+08:00."),
        "too_early": _("Give a time after 1999."),
    }

    def __init__(self, **options):
        super().__init__(**{"default_timezone": UTC, **options})

    def to_internal_value(self, value):
        moment = super().to_internal_value(value)
        if isinstance(value, str) and timezone.is_naive(dateparse.parse_datetime(value)):
            self.fail("offset_missing")
        if moment < EARLIEST:
            self.fail("too_early")
        return moment


class Form(serializers.Serializer):
    """What is sent. Names that mean nothing here are refused, so that a misspelt one is not silently dropped."""

    default_error_messages = {"unknown_field": _("There is no such field.")}

    def to_internal_value(self, data):
        try:
            value = super().to_internal_value(data)
            problems = {}
        except serializers.ValidationError as error:
            problems = error.detail
        if isinstance(data, dict):
            unknown = [str(name) for name in data if name not in self.fields]
            problems |= {
                name: [serializers.ErrorDetail(self.error_messages["unknown_field"], code="unknown_field")]
                for name in unknown
            }
        if problems:
            raise serializers.ValidationError(problems)
        return value


class Record(serializers.ModelSerializer):
    """What is answered: a row's fields in the API's spelling. Rows are written by actions, never from here."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Moment,
    }

    def build_standard_field(self, field_name, model_field):
        field, options = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, models.DecimalField) and field_name.endswith("kg"):
            return Kg, {}
        return field, options
