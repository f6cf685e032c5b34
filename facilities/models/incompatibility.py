from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class Incompatibility(models.Model):
    """Two categories of waste that are kept apart, on a truck and in a store, and what happens where they meet."""

    first = models.CharField(_("category"), max_length=4)
    second = models.CharField(_("kept apart from"), max_length=4)
    consequence = models.CharField(_("consequence"), max_length=60)
    consequence_en = models.CharField(_("consequence, in English"), max_length=120)
    basis = models.CharField(_("basis"), max_length=160)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("incompatibility")
        verbose_name_plural = _("incompatible wastes")
        ordering = ["first", "second", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "valid_from"], name="incompatibility_starts_once")
        ]

    def __str__(self) -> str:
        return f"{self.first} × {self.second}"

    @property
    def localised_consequence(self) -> str:
        return in_reader_language(self.consequence, self.consequence_en)
