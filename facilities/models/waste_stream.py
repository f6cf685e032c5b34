from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class WasteStreamQuerySet(models.QuerySet):
    def visible_to(self, person) -> "WasteStreamQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        standing = person.standing
        seen = models.Q(facility__enterprise__in=standing.desk_enterprise_ids)
        if standing.fills_for:
            seen |= models.Q(facility__in=standing.fills_for)
        return self.filter(seen)


class WasteStream(models.Model):
    """A site's own profile of one waste, declared once and reused by every batch, label and manifest."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="waste_streams", verbose_name=_("facility")
    )
    alias = models.CharField(_("what you call it"), max_length=60)
    waste_code = models.ForeignKey("facilities.WasteCode", models.PROTECT, verbose_name=_("waste code"))
    official_name = models.CharField(_("waste name"), max_length=120)
    physical_state = models.ForeignKey("facilities.PhysicalState", models.PROTECT, verbose_name=_("physical state"))
    hazards = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("hazard characteristics")
    )
    main_components = models.CharField(_("main components"), max_length=200, blank=True)
    harmful_components = models.CharField(_("harmful components"), max_length=200, blank=True)
    precautions = models.CharField(_("precautions"), max_length=200, blank=True)
    packaging = models.ForeignKey(
        "facilities.Packaging", models.PROTECT, null=True, blank=True, verbose_name=_("packaging")
    )
    process = models.CharField(_("process it comes from"), max_length=120, blank=True)
    default_consignee = models.ForeignKey(
        "facilities.Facility",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usual receiver"),
    )
    default_method = models.ForeignKey(
        "facilities.DisposalMethod", models.PROTECT, null=True, blank=True, verbose_name=_("usual method")
    )
    retired_on = models.DateField(_("no longer arises since"), null=True, blank=True)

    objects = WasteStreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("waste stream")
        verbose_name_plural = _("waste streams")
        ordering = ["alias"]
        constraints = [models.UniqueConstraint(fields=["facility", "alias"], name="wastestream_alias_once")]

    def __str__(self) -> str:
        return self.alias
