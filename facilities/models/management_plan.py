from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class ManagementPlanQuerySet(models.QuerySet):
    def visible_to(self, person) -> "ManagementPlanQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)

    def filed(self) -> "ManagementPlanQuerySet":
        """Plans with a number; a draft that was never filed counts for nothing."""
        return self.filter(filed_on__isnull=False)


class ManagementPlan(models.Model):
    """A site's plan for one calendar year (HJ 1259-2022): its number once filed, what is in force by code (`lines`),
    every filed version (`versions`), and a draft while somebody writes one (`draft_since`, the `Planned…` rows).

    A manifest may only be made against a filed plan (Order 23, Art. 14).
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="plans", verbose_name=_("facility")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    filing_no = models.CharField(_("filing number"), max_length=40, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    draft_since = models.DateTimeField(_("draft begun"), null=True, blank=True)

    objects = ManagementPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("management plan")
        verbose_name_plural = _("management plans")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "year"], name="plan_once_a_year"),
            models.CheckConstraint(
                condition=Q(filed_on=None, filing_no="") | Q(filed_on__isnull=False) & ~Q(filing_no=""),
                name="plan_numbered_when_filed",
            ),
        ]

    def __str__(self) -> str:
        return self.filing_no or str(self.year)


class PlanLine(models.Model):
    """How much of one waste the site plans to generate and hand over in the year, and how much is issued (kg)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    plan = models.ForeignKey(ManagementPlan, models.PROTECT, related_name="lines", verbose_name=_("management plan"))
    code = models.CharField(_("waste code"), max_length=11)
    generated_kg = models.DecimalField(_("planned generation (kg)"), max_digits=15, decimal_places=3)
    transferred_kg = models.DecimalField(_("planned transfer (kg)"), max_digits=15, decimal_places=3)
    issued_kg = models.DecimalField(_("issued so far (kg)"), max_digits=15, decimal_places=3, default=0)

    class Meta:
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="planline_code_once"),
            models.CheckConstraint(
                condition=Q(generated_kg__gte=0) & Q(transferred_kg__gte=0) & Q(issued_kg__gte=0),
                name="planline_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.code}"
