from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class WasteCategory(models.Model):
    """A category of one edition: HW08 in China's list, chapter 13 in the European one."""

    edition = models.ForeignKey(
        "facilities.CatalogueEdition",
        models.PROTECT,
        related_name="categories",
        verbose_name=_("edition"),
    )
    code = models.CharField(_("code"), max_length=4)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("waste category")
        verbose_name_plural = _("waste categories")
        ordering = ["edition", "code"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="wastecategory_once_an_edition")]

    def __str__(self) -> str:
        return f"{self.code} {self.localised_name}"

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name, self.name_en)
