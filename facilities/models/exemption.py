from django.db import models
from django.utils.translation import gettext_lazy as _


class Exemption(models.Model):
    """One row of the exemption list (豁免管理清单): at this stage, under this condition, this much is exempt.

    `code_text` is as printed: codes joined by ";", a category, or a description in words.
    """

    edition = models.ForeignKey(
        "facilities.CatalogueEdition",
        models.PROTECT,
        related_name="exemptions",
        verbose_name=_("edition"),
    )
    serial = models.PositiveSmallIntegerField(_("serial"))
    code_text = models.CharField(_("codes as printed"), max_length=80)
    name = models.CharField(_("waste"), max_length=240)
    stage = models.CharField(_("stage"), max_length=20)
    condition = models.CharField(_("condition"), max_length=300)
    exempt_content = models.CharField(_("what is exempt"), max_length=120)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["edition", "serial", "id"]
        constraints = [
            # One waste may have two conditions at one stage, so the condition belongs to the key.
            models.UniqueConstraint(
                fields=["edition", "serial", "code_text", "name", "stage", "condition"],
                name="exemption_once_an_edition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.name} ({self.stage})"
