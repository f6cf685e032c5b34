from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key

ACCOUNTS = [
    ("source", _("source")),  # waste arises
    ("site", _("on site, not in a store")),
    ("store", _("in store")),
    ("transit", _("on the road")),
    ("process", _("treated")),
    ("adjustment", _("adjustment")),  # a scale disagreed with a declaration, with the reason in the event
]
# Accounts that hold stock; the others are where mass comes from and ends.
HOLDING = ("site", "store", "transit")


class Movement(models.Model):
    """One row of the mass ledger: kilograms from one account to another, so that mass cannot appear or vanish.

    Append-only. A database trigger keeps `Stock` as the running balance and refuses to overdraw it.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    event = models.ForeignKey(
        "manifests.CustodyEvent", models.PROTECT, related_name="movements", verbose_name=_("event")
    )
    kg = models.DecimalField(_("weight (kg)"), max_digits=15, decimal_places=3)
    from_account = models.CharField(_("from"), max_length=10, choices=ACCOUNTS)
    from_facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, null=True, related_name="+", verbose_name=_("from facility")
    )
    from_area = models.ForeignKey(
        "facilities.StorageArea", models.PROTECT, null=True, related_name="+", verbose_name=_("from area")
    )
    from_batch = models.ForeignKey(
        "manifests.WasteBatch",
        models.PROTECT,
        null=True,
        related_name="movements_out",
        verbose_name=_("from batch"),
    )
    to_account = models.CharField(_("to"), max_length=10, choices=ACCOUNTS)
    to_facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, null=True, related_name="+", verbose_name=_("to facility")
    )
    to_area = models.ForeignKey(
        "facilities.StorageArea", models.PROTECT, null=True, related_name="+", verbose_name=_("to area")
    )
    to_batch = models.ForeignKey(
        "manifests.WasteBatch",
        models.PROTECT,
        null=True,
        related_name="movements_in",
        verbose_name=_("to batch"),
    )
    happened_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="movement_weighs_something"),
            models.CheckConstraint(
                condition=~Q(from_account__in=HOLDING) | Q(from_batch__isnull=False),
                name="movement_from_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(to_account__in=HOLDING) | Q(to_batch__isnull=False), name="movement_to_a_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kg} kg {self.from_account} → {self.to_account}"


class Stock(models.Model):
    """What lies where now: the running balance of the movements, kept by a database trigger and never negative (kg)."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey("manifests.WasteBatch", models.PROTECT, related_name="stock", verbose_name=_("batch"))
    account = models.CharField(_("account"), max_length=10, choices=ACCOUNTS)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, null=True, related_name="stock", verbose_name=_("facility")
    )
    area = models.ForeignKey(
        "facilities.StorageArea",
        models.PROTECT,
        null=True,
        related_name="stock",
        verbose_name=_("storage area"),
    )
    kg = models.DecimalField(_("weight (kg)"), max_digits=15, decimal_places=3)

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "account", "facility", "area"], name="stock_place_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(kg__gte=0), name="stock_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.kg} kg"
