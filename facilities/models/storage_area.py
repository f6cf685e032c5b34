from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class StorageAreaQuerySet(models.QuerySet):
    def visible_to(self, person) -> "StorageAreaQuerySet":
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        standing = person.standing
        seen = models.Q(facility__enterprise__in=standing.desk_enterprise_ids)
        if standing.fills_for:
            seen |= models.Q(facility__in=standing.fills_for)
        return self.filter(seen)


class StorageArea(models.Model):
    """A place to keep waste (GB 18597-2023): its kind, design capacity and the longest stay allowed."""

    class Kind(models.TextChoices):
        WAREHOUSE = "warehouse", _("storage house (贮存库)")
        YARD = "yard", _("storage yard (贮存场)")
        POOL = "pool", _("storage pool (贮存池)")
        TANK_FARM = "tank_farm", _("tank farm (贮存罐区)")
        POINT = "point", _("storage point (贮存点)")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="storage_areas", verbose_name=_("facility")
    )
    code = models.CharField(_("facility code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    capacity_kg = models.DecimalField(_("capacity (kg)"), max_digits=15, decimal_places=3)
    # Empty: as long as the law allows (clocks of storage). A site may set less; more counts for nothing.
    day_limit = models.PositiveSmallIntegerField(_("longest stay (days)"), null=True, blank=True)
    # For the sign on its door (HJ 1276-2022); empty where the site's technical lead answers for it.
    responsible_name = models.CharField(_("person in charge"), max_length=60, blank=True)
    responsible_phone = models.CharField(_("phone of the person in charge"), max_length=30, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = StorageAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("storage area")
        verbose_name_plural = _("storage areas")
        ordering = ["facility", "code"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "code"], name="storagearea_code_once"),
            models.CheckConstraint(condition=models.Q(capacity_kg__gt=0), name="storagearea_has_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
