from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class PhysicalState(models.Model):
    """Solid, semi-solid, liquid or gaseous. No national code list was found, so the letters are ours to keep."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=20)
    name_en = models.CharField(_("English name"), max_length=40)

    class Meta:
        verbose_name = _("physical state")
        verbose_name_plural = _("physical states")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.localised_name

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)
