"""Page through lists by key, so that page ten thousand costs what page one costs and nothing is ever counted."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class NewestFirst(CursorPagination):
    """`next` and `previous` are addresses to follow as they are; `page_size` is at most 200."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    page_size_query_description = _("Rows on a page: 50 unless told, at most 200.")
    cursor_query_description = _("Where the page begins; taken from `next` or `previous`.")

    def paginate_queryset(self, queryset, request, view=None):
        self.key = queryset.model._meta.get_field(self.ordering.lstrip("-"))
        return super().paginate_queryset(queryset, request, view)

    def decode_cursor(self, request):
        """A position that is no key of these rows is an invalid cursor; the database must not meet it."""
        cursor = super().decode_cursor(request)
        if cursor is None or cursor.position is None:
            return cursor
        if "\x00" in cursor.position:  # of a key that is text
            raise NotFound(_("Invalid cursor"), code="cursor_invalid")
        try:
            return cursor._replace(position=self.key.to_python(cursor.position))
        except (ValidationError, ValueError, OverflowError):
            raise NotFound(_("Invalid cursor"), code="cursor_invalid") from None

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page, null on the last one."},
                "previous": {**link, "description": "The page before, null on the first one."},
                "results": schema,
            },
        }


class InOrder(NewestFirst):
    """A subject's events, first to last."""

    ordering = "sequence"
