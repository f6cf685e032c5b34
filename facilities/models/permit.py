from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key
from facilities.models.credential import CredentialQuerySet, Registered


class PermitQuerySet(CredentialQuerySet):
    def visible_to(self, person) -> "PermitQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.enterprise_ids)


class Permit(Registered):
    """A hazardous-waste operating permit (经营许可证, State Council Order 408) of one facility."""

    renewal = DeadlineKind.PERMIT

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive", _("comprehensive operation (5 years)")
        COLLECTION = "collection", _("collection (3 years)")
        MEDICAL = "medical", _("medical waste")
        EXEMPT = "exempt", _("exempt use or disposal (豁免)")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="permits", verbose_name=_("facility")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)

    objects = PermitQuerySet.as_manager()

    class Meta(Registered.Meta):
        abstract = False
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ["-valid_to"]


class PermitItem(models.Model):
    """One line of a permit: which codes, by which methods, how many kilograms a calendar year.

    `codes` holds full codes (900-249-08) or whole categories (HW08); `methods` holds method codes (R9).
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    permit = models.ForeignKey(Permit, models.PROTECT, related_name="items", verbose_name=_("permit"))
    codes = ArrayField(models.CharField(max_length=11), verbose_name=_("waste codes or categories"))
    methods = ArrayField(models.CharField(max_length=4), verbose_name=_("methods"))
    annual_kg = models.DecimalField(_("annual scale (kg)"), max_digits=15, decimal_places=3)

    class Meta:
        verbose_name = _("permit item")
        verbose_name_plural = _("permit items")
        constraints = [models.CheckConstraint(condition=Q(annual_kg__gt=0), name="permititem_scale_positive")]

    def __str__(self) -> str:
        return f"{'、'.join(self.codes)} · {'、'.join(self.methods)}"

    def covers(self, code: str, category: str, method: str) -> bool:
        return method in self.methods and (code in self.codes or (bool(category) and category in self.codes))


class PermitUsage(models.Model):
    """How much of a permit item's scale a calendar year has used: the running sum behind the 80/100/120 % steps.

    Written in the same transaction as the manifests it counts: `committed_kg` is issued and not yet weighed in,
    `received_kg` is accepted. No scan of history is ever needed to know the balance.
    """

    item = models.ForeignKey(PermitItem, models.PROTECT, related_name="usages", verbose_name=_("permit item"))
    year = models.PositiveSmallIntegerField(_("year"))
    committed_kg = models.DecimalField(_("committed (kg)"), max_digits=15, decimal_places=3, default=0)
    received_kg = models.DecimalField(_("received (kg)"), max_digits=15, decimal_places=3, default=0)

    class Meta:
        verbose_name = _("use of a permit")
        verbose_name_plural = _("use of permits")
        constraints = [
            models.UniqueConstraint(fields=["item", "year"], name="permitusage_once_a_year"),
            models.CheckConstraint(
                condition=Q(committed_kg__gte=0) & Q(received_kg__gte=0), name="permitusage_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.year}"
