"""A whole list as csv, for programs: streamed, however long it is."""

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.views import APIView

from facilities.sheets.listings import listing_named
from facilities.sheets.writing import TYPES, csv_pieces

NAME = OpenApiParameter(
    "name",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description=(
        "The list: batches, stock, manifests, events, streams, areas, plans, people, vehicles, drivers, escorts, "
        "trips; for officials flows, admin-manifests, admin-batches, admin-facilities and admin-permits, too."
    ),
)


class Exports(APIView):
    def perform_content_negotiation(self, request, force=False):
        """Whatever is accepted: the answer is csv, a refusal a problem."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="exports_retrieve",
        summary="A whole list as csv",
        description=(
            "Every row the reader sees, newest first. Query parameters narrow it as they do on the list's own page. "
            "The head is in the language asked for; weights are kilograms, times have their offset; text that a "
            "spreadsheet program could compute begins with an apostrophe."
        ),
        parameters=[NAME],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "The list in UTF-8 with a byte order mark.")},
    )
    def get(self, request, name):
        listing = listing_named(name)
        if listing is None or not listing.may(request.user):
            raise NotFound(_("Nothing is there, or it is not yours to see."))
        rows = listing.rows(request.user, request.query_params)
        return StreamingHttpResponse(csv_pieces(listing, rows), content_type=TYPES["csv"])
