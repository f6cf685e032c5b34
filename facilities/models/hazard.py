from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class Hazard(models.Model):
    """A hazard characteristic: T, C, I, R, In (article 5 of the 2021 catalogue)."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_zh = models.CharField(_("Chinese name"), max_length=20)
    name_en = models.CharField(_("English name"), max_length=40)

    class Meta:
        verbose_name = _("hazard characteristic")
        verbose_name_plural = _("hazard characteristics")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.localised_name}"

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)
