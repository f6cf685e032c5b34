import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class WasteCode(models.Model):
    """One waste of one edition.

    Forms: hazardous 900-249-08, general solid 900-001-S17, European 130205. `description` is in the edition's own
    language, as printed. `hazards` is as printed too: a comma means the first letter is certain and the others
    possible, a slash means one or more of them (note 1 of the 2021 catalogue).
    """

    edition = models.ForeignKey(
        "facilities.CatalogueEdition",
        models.PROTECT,
        related_name="waste_codes",
        verbose_name=_("edition"),
    )
    category = models.ForeignKey(
        "facilities.WasteCategory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waste_codes",
        verbose_name=_("category"),
    )
    code = models.CharField(_("code"), max_length=11)
    industry_source = models.CharField(_("industry it comes from"), max_length=240, blank=True)
    description = models.CharField(_("description"), max_length=400, blank=True)
    description_en = models.CharField(_("English description"), max_length=400, blank=True)
    hazards = models.CharField(_("hazards as printed"), max_length=20, blank=True)
    hazardous = models.BooleanField(_("hazardous"))
    # General solid waste only: the table itself is not loaded, so the code was accepted by its form (see
    # facilities/catalogue/solid_waste.py).
    by_pattern = models.BooleanField(_("accepted by its form"), default=False)

    class Meta:
        verbose_name = _("waste code")
        verbose_name_plural = _("waste codes")
        ordering = ["edition", "code"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="wastecode_once_an_edition")]

    def __str__(self) -> str:
        return self.code

    @property
    def localised_description(self) -> str:
        return in_reader_language(self.description, self.description_en)

    @property
    def hazard_list(self) -> list[str]:
        """The hazard letters in printed order: "T, I" and "T/I" both give ["T", "I"]."""
        return [letter for letter in re.split(r"[,/\s]+", self.hazards) if letter]

    @property
    def category_code(self) -> str:
        """The category read off the code itself, without a query: HW08, S17, 13."""
        ending = self.code.rpartition("-")[2]
        if "-" not in self.code:
            return self.code[:2]
        return ending if ending.startswith("S") else f"HW{ending}"
