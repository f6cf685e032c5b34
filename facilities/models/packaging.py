from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class Packaging(models.Model):
    """A kind of packaging: a UN code (1A2) or one of the plain Chinese words (袋 桶 罐 箱) where no code is known."""

    scheme = models.CharField(_("scheme"), max_length=12)
    code = models.CharField(_("code"), max_length=6)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=30)
    material = models.CharField(_("material"), max_length=60, blank=True)
    detail = models.CharField(_("detail"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("packaging")
        verbose_name_plural = _("packaging")
        # The plain words first: they are what a clerk looks for.
        ordering = ["scheme", "id"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="packaging_once_a_scheme")]

    def __str__(self) -> str:
        return self.localised_name if self.code == self.name_zh else f"{self.code} {self.localised_name}"

    @property
    def localised_name(self) -> str:
        english = ", ".join(part for part in (self.kind, self.material, self.detail) if part)
        return in_reader_language(self.name_zh, english)
