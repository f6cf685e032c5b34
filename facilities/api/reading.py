"""What every noun's address can do: list what the reader may see, and show one of them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView


class Rows(viewsets.GenericViewSet):
    """Rows of `queryset` that the reader may see; `detailed_class` is what one of them looks like on its own."""

    lookup_value_converter = "uuid"
    detailed_class = None

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):  # the schema is drawn without a reader
            return self.queryset.none()
        return self.seen(self.queryset.all())

    def seen(self, rows):
        return rows.visible_to(self.request.user)

    def get_serializer_class(self):
        if self.detailed_class is not None and self.action == "retrieve":
            return self.detailed_class
        return self.serializer_class


class Listed(mixins.ListModelMixin, Rows):
    """A list, and no address of its own for each row."""


class Shown(mixins.ListModelMixin, mixins.RetrieveModelMixin, Rows):
    """A list, and each row at its own address."""


class Nothing(APIView):
    """Every address under /api/ that is none: a problem document, not a page."""

    permission_classes = [AllowAny]
    authentication_classes = []
    schema = None

    def initial(self, request, *args, **kwargs):
        raise NotFound(_("There is nothing at this address. Addresses end with a slash."))
