from django.db import models
from django.utils.translation import gettext_lazy as _


class SolidWasteRange(models.Model):
    """A span of classes of the general solid waste catalogue (article 5), such as S01–S59 without S08."""

    class_from = models.CharField(_("from class"), max_length=3, unique=True)
    class_to = models.CharField(_("to class"), max_length=3)
    excluded = models.CharField(_("classes left out"), max_length=40, blank=True)
    first_level = models.CharField(_("kind of waste"), max_length=40)

    class Meta:
        verbose_name = _("solid waste class range")
        verbose_name_plural = _("solid waste class ranges")
        ordering = ["class_from"]

    def __str__(self) -> str:
        return f"{self.class_from}–{self.class_to} {self.first_level}"

    def holds(self, waste_class: str) -> bool:
        """True if a class such as S17 lies in the range and is not left out of it."""
        return self.class_from <= waste_class <= self.class_to and waste_class not in self.excluded.split(";")
