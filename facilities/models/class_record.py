from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key
from facilities.models.facility import Facility


class ClassRecordQuerySet(models.QuerySet):
    def visible_to(self, person) -> "ClassRecordQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)


class ClassRecord(models.Model):
    """From which day a site has which management class, and on which figures or whose word (HJ 1259-2022, 4).

    Append-only: a database trigger refuses changes. `Facility.management_class` repeats the one in force today.
    """

    class Basis(models.TextChoices):
        COMPUTED = "computed", _("computed from the amounts")
        AUTHORITY = "authority", _("set by the authority")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="classes", verbose_name=_("facility"))
    management_class = models.CharField(_("management class"), max_length=12, choices=Facility.ManagementClass)
    valid_from = models.DateField(_("valid from"))
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    # Years and kilograms as text, and the code of the rule that decided (facilities/site_class.py).
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    # What the facility held before; empty for the first row. The same again changes nothing and is told to nobody.
    previous = models.CharField(_("class before"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    set_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    objects = ClassRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("management class in history")
        verbose_name_plural = _("management classes in history")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(basis="authority") | ~models.Q(reason=""), name="classrecord_authority_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.management_class} · {self.valid_from}"

    @property
    def is_change(self) -> bool:
        return bool(self.previous) and self.previous != self.management_class
