from django.db import models
from django.utils.translation import gettext_lazy as _


class UnNumber(models.Model):
    """An entry of ADR 2025, chapter 3.2, table A. One UN number has a row for each packing group or variant."""

    un_no = models.CharField(_("UN number"), max_length=4)
    proper_shipping_name = models.CharField(_("proper shipping name"), max_length=400)
    un_class = models.CharField(_("class"), max_length=3)
    classification_code = models.CharField(_("classification code"), max_length=12, blank=True)
    packing_group = models.CharField(_("packing group"), max_length=3, blank=True)
    labels = models.CharField(_("labels"), max_length=20, blank=True)
    restriction = models.CharField(_("restriction"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("UN number")
        verbose_name_plural = _("UN numbers")
        ordering = ["un_no", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "un_no",
                    "proper_shipping_name",
                    "un_class",
                    "classification_code",
                    "packing_group",
                ],
                name="unnumber_variant_once",
            )
        ]

    def __str__(self) -> str:
        return f"UN {self.un_no} {self.proper_shipping_name}"
