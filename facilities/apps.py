from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FacilitiesConfig(AppConfig):
    """Who may handle what, and where."""

    name = "facilities"
    verbose_name = _("Enterprises and facilities")
