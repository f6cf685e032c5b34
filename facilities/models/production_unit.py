from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class ProductionUnitQuerySet(models.QuerySet):
    def visible_to(self, person) -> "ProductionUnitQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)


class ProductionUnit(models.Model):
    """A facility of production in which waste arises: a row of the plan's table A.2, kept from year to year.

    Its code is the one in the pollutant permit, or MF and a serial by HJ 608.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="production_units", verbose_name=_("facility")
    )
    unit = models.CharField(_("production unit"), max_length=60)
    process = models.CharField(_("process"), max_length=60, blank=True)
    name = models.CharField(_("facility name"), max_length=60)
    code = models.CharField(_("facility code"), max_length=20)
    parameters = models.CharField(_("parameters (name, design value, unit)"), max_length=200, blank=True)
    capacity = models.CharField(_("capacity"), max_length=60, blank=True)
    products = models.CharField(_("intermediate and final products"), max_length=200, blank=True)
    materials = models.CharField(_("raw and auxiliary materials"), max_length=200, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ProductionUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("production facility")
        verbose_name_plural = _("production facilities")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="productionunit_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
