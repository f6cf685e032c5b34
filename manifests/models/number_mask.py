from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class NumberMaskQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NumberMaskQuerySet":
        """Officials see those of the province that their region lies in: they read its numbers."""
        found = Q(pk__in=[])
        for prefix in person.standing.region_prefixes:
            found |= Q(region__code__startswith=prefix[:2])
        return self.filter(found | in_regions(person.standing, "region"))

    def in_force(self, on, province: str) -> "NumberMaskQuerySet":
        """The one that a province's numbers follow on a day, if any is entered."""
        rows = self.filter(region__code__startswith=province[:2], valid_from__lte=on).exclude(valid_to__lt=on)
        return rows.order_by("-valid_from")


class NumberMask(models.Model):
    """How a province spells its manifest numbers from a day on: # a digit, @ a capital letter, else the sign itself.

    Rows are never rewritten: a new mask closes the one before it, and a number is read by the mask of its own day.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    region = models.ForeignKey("facilities.Region", models.PROTECT, related_name="+", verbose_name=_("province"))
    mask = models.CharField(_("mask"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    document = models.CharField(_("document number"), max_length=80)
    entered_by = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    objects = NumberMaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("mask of a province's numbers")
        verbose_name_plural = _("masks of provinces' numbers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(valid_to=None), name="numbermask_open_once"),
            models.UniqueConstraint(
                fields=["region", "valid_from"],
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="numbermask_starts_once",
            ),
        ]

    def __str__(self) -> str:
        return self.mask
