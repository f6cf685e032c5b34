"""What the catalogues hold, the same for every reader: waste codes and methods."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from facilities import clock
from facilities.api.fields import Record
from facilities.api.reading import Listed, Shown
from facilities.catalogue.search import CHINESE_SYSTEMS, search_codes
from facilities.models import CatalogueEdition, DisposalMethod, WasteCode

MOST_FOUND = 50
LONGEST_SEARCH = 80  # characters; each pair of Chinese characters costs a comparison with every row


class WasteCodeRecord(Record):
    edition = serializers.CharField(source="edition_id")
    category = serializers.CharField(source="category_code", help_text="HW08, S17.")
    category_name = serializers.CharField(source="category.localised_name", allow_null=True, default=None)
    description = serializers.CharField(source="localised_description", help_text="In the reader's language.")
    hazards = serializers.ListField(
        source="hazard_list", child=serializers.CharField(), help_text="T, I, C, R, In in the order printed."
    )

    class Meta:
        model = WasteCode
        fields = [
            "id", "code", "edition", "category", "category_name", "industry_source", "description", "hazards",
            "hazardous",
        ]  # fmt: skip


class WasteCodeFilter(filters.FilterSet):
    code = filters.CharFilter()
    edition = filters.CharFilter()

    class Meta:
        model = WasteCode
        fields = ["hazardous"]


class SearchText(serializers.Serializer):
    search = serializers.CharField(max_length=LONGEST_SEARCH, required=False, allow_blank=True)


class WasteCodes(Shown):
    """Codes of the Chinese editions in force."""

    lookup_value_converter = "int"
    queryset = WasteCode.objects.select_related("category")
    serializer_class = WasteCodeRecord
    filterset_class = WasteCodeFilter

    def seen(self, rows):
        if self.action == "retrieve" or "edition" in self.request.query_params:
            return rows
        editions = CatalogueEdition.objects.filter(system__in=CHINESE_SYSTEMS).current_first(clock.today())
        return rows.filter(edition__in=editions.distinct("system").values("pk"))

    @extend_schema(
        summary="Waste codes, listed or searched",
        parameters=[
            OpenApiParameter(
                "search",
                {"type": "string", "maxLength": LONGEST_SEARCH},
                description="Digits of a code, words of a description or a process, Chinese or English. "
                f"Answers the {MOST_FOUND} best, best first, on one page; other parameters do not count then.",
            )
        ],
    )
    def list(self, request, *args, **kwargs):
        sent = SearchText(data=request.query_params)
        sent.is_valid(raise_exception=True)
        if not sent.validated_data.get("search"):
            return super().list(request, *args, **kwargs)
        found = search_codes(sent.validated_data["search"], on=clock.today(), limit=MOST_FOUND)
        rows = self.get_serializer(found, many=True).data
        return Response({"next": None, "previous": None, "results": rows})

    @extend_schema(summary="One waste code, of any edition")
    def retrieve(self, request, *args, **kwargs):
        return super().retrieve(request, *args, **kwargs)


class MethodRecord(Record):
    name = serializers.CharField(source="localised_name", help_text="In the reader's language.")

    class Meta:
        model = DisposalMethod
        fields = ["code", "kind", "name"]


class MethodFilter(filters.FilterSet):
    class Meta:
        model = DisposalMethod
        fields = ["kind"]


@extend_schema_view(list=extend_schema(summary="Methods that a Chinese manifest may name: R9, D10, C1, Y10"))
class Methods(Listed):
    queryset = DisposalMethod.objects.chinese()
    serializer_class = MethodRecord
    filterset_class = MethodFilter

    def seen(self, rows):
        return rows
