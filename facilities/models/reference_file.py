from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceFile(models.Model):
    """What was last loaded from a reference file, so that an unchanged file is not loaded again."""

    name = models.CharField(_("file"), max_length=80, primary_key=True)
    sha256 = models.CharField(_("checksum"), max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)

    class Meta:
        verbose_name = _("reference file")
        verbose_name_plural = _("reference files")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
