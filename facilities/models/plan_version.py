from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key
from facilities.models.management_plan import ManagementPlan


class PlanVersionQuerySet(models.QuerySet):
    def visible_to(self, person) -> "PlanVersionQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "plan__facility__region"))
        return self.filter(plan__facility__enterprise__in=person.standing.desk_enterprise_ids)


class PlanVersion(models.Model):
    """A plan as it was filed: all its tables, whole and for good. A database trigger refuses changes.

    `content` is {"A.1": {field: text}, "A.3": [{column: text}], …}, kilograms as text (facilities/planning/columns.py
    names the columns). `digest` is the SHA-256 of its canonical JSON, and stands on the receipt.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    plan = models.ForeignKey(ManagementPlan, models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("version"))
    receipt_no = models.CharField(_("receipt number"), max_length=48, unique=True)
    management_class = models.CharField(_("management class"), max_length=12)
    filed_at = models.DateTimeField(_("filed"))
    filed_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    note = models.CharField(_("what was changed, and why"), max_length=200, blank=True)
    content = models.JSONField(_("tables"))
    digest = models.CharField(_("SHA-256"), max_length=64)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("filed version of a plan")
        verbose_name_plural = _("filed versions of plans")
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="planversion_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="planversion_counts_from_one"),
        ]

    def __str__(self) -> str:
        return self.receipt_no
