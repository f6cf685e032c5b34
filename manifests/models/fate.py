from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from manifests.fate import End, Kind

KINDS = {
    Kind.TREATED: pgettext_lazy("fate", "Treated"),
    Kind.EXPORTED: pgettext_lazy("fate", "Exported"),
    Kind.LOST: pgettext_lazy("fate", "Lost"),
    Kind.RETURNED: pgettext_lazy("fate", "Sent back elsewhere"),
    Kind.STORE: pgettext_lazy("fate", "In store"),
    Kind.SITE: pgettext_lazy("fate", "On site, not in a store"),
    Kind.TRANSIT: pgettext_lazy("fate", "On the road"),
    Kind.SCALE: pgettext_lazy("fate", "Scale difference"),
}


class FateQuerySet(models.QuerySet):
    def visible_to(self, person) -> "FateQuerySet":
        """The fate of what the person sees: whoever may open a batch may know where its kilograms went."""
        batches = apps.get_model("manifests.WasteBatch").objects.visible_to(person)
        return self.filter(origin__in=batches.values("pk"))


class Fate(models.Model):
    """Kilograms of a batch that arose somewhere, at one of the destinations where they ended or are now.

    A consequence of family tree and ledger, kept by `update_fate`: the rows of one origin add up to its declared
    weight to the gram. `day` (in the local calendar) is when it ended; what is still held has none.
    """

    id = models.BigAutoField(primary_key=True)
    origin = models.ForeignKey(
        "manifests.WasteBatch", models.PROTECT, related_name="fates", verbose_name=_("origin batch")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=[(kind.value, word) for kind, word in KINDS.items()])
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("site")
    )
    area = models.ForeignKey(
        "facilities.StorageArea",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("storage area"),
    )
    method = models.ForeignKey(
        "facilities.DisposalMethod",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("method"),
    )
    day = models.DateField(_("day"), null=True)
    kg = models.DecimalField(_("weight (kg)"), max_digits=15, decimal_places=3)

    objects = FateQuerySet.as_manager()

    class Meta:
        verbose_name = _("fate")
        verbose_name_plural = _("fates")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "kind", "facility", "area", "method", "day"],
                name="fate_destination_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kg__gt=0) | (Q(kind=Kind.SCALE.value) & ~Q(kg=0)), name="fate_negative_by_scale_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin}: {self.kg} kg {self.kind}"

    @property
    def end(self) -> End:
        """The destination, as the sums over the family tree name it."""
        return End(Kind(self.kind), self.facility_id, self.area_id, self.method_id, self.day)


class FateDue(models.Model):
    """A batch that a movement touched: the fates of all that is in it are to be worked out again.

    Written by a trigger in the transaction of the movement, taken off by `update_fate`. A batch may stand here more
    than once: whoever adds never waits for whoever works it off, and what comes in meanwhile stays for the next turn.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(
        "manifests.WasteBatch", models.PROTECT, db_index=False, related_name="+", verbose_name=_("batch")
    )

    class Meta:
        verbose_name = _("fate that is due")
        verbose_name_plural = _("fates that are due")

    def __str__(self) -> str:
        return str(self.batch)
