from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class ContainerQuerySet(models.QuerySet):
    def full(self) -> "ContainerQuerySet":
        """Those that still hold what they were filled with."""
        return self.filter(emptied_at=None)


class Container(models.Model):
    """One drum, bag, box or tank of a batch, with its 37-character digital identification code (HJ 1276-2022).

    It goes where its contents go: with the part it is split off with, with the whole it is regrouped into. Repacked, it
    stays with its batch as history, with the time it was emptied (UTC).
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    batch = models.ForeignKey(
        "manifests.WasteBatch", models.PROTECT, related_name="containers", verbose_name=_("batch")
    )
    serial = models.PositiveSmallIntegerField(_("serial"))
    # Empty for general solid waste, which HJ 1276 does not cover.
    digital_id = models.CharField(_("digital identification code"), max_length=37, unique=True, null=True, blank=True)
    litres = models.DecimalField(_("volume (L)"), max_digits=9, decimal_places=1)
    kg = models.DecimalField(_("weight (kg)"), max_digits=15, decimal_places=3)
    emptied_at = models.DateTimeField(_("emptied"), null=True, blank=True)

    objects = ContainerQuerySet.as_manager()

    class Meta:
        verbose_name = _("container")
        verbose_name_plural = _("containers")
        ordering = ["batch", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "serial"], name="container_serial_once"),
            models.CheckConstraint(condition=Q(kg__gt=0) & Q(litres__gt=0), name="container_holds_something"),
        ]

    def __str__(self) -> str:
        return self.digital_id or f"{self.batch} · {self.serial}"

    @property
    def label_mm(self) -> int:
        """Edge of the square label by volume: ≤ 50 L 100 mm, ≤ 450 L 150 mm, above 200 mm (HJ 1276-2022)."""
        if self.litres <= 50:
            return 100
        return 150 if self.litres <= 450 else 200

    @property
    def label_sides(self) -> int:
        """Above 450 L the label stands on two opposite sides."""
        return 2 if self.litres > 450 else 1
