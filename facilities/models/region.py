from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.access import region_prefix
from facilities.languages import in_reader_language


class Region(models.Model):
    """A province, prefecture or county by its six-digit code (GB/T 2260; for zones the statistics bureau's)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture")
        COUNTY = "county", _("county")

    class SourceKind(models.TextChoices):
        GB = "GB", _("administrative division")
        NBS = "NBS", _("statistical zone")

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    source_kind = models.CharField(_("kind of code"), max_length=3, choices=SourceKind)
    # Empty means not known: the list read is a picture of one day (2023-06-30), not a history.
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.localised_name}"

    @property
    def prefix(self) -> str:
        """The digits all its places share: 320400 → 3204, 320000 → 32."""
        return region_prefix(self.code)

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name, self.name_en)
