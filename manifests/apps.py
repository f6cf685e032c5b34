from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ManifestsConfig(AppConfig):
    """What moves, and the one door through which its state changes."""

    name = "manifests"
    verbose_name = _("Batches and manifests")

    def ready(self):
        from manifests import actions  # noqa: F401 - each action registers itself with the door
