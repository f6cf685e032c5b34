from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from manifests.accounts import GOALS, HOLDING, Account

ACCOUNTS = [
    (Account.SOURCE.value, _("source")),  # waste arises
    (Account.OUTSIDE.value, _("elsewhere")),  # drawn up on another platform
    (Account.SITE.value, _("on site, not in a store")),
    (Account.STORE.value, _("in store")),
    (Account.TRANSIT.value, _("on the road")),
    (Account.PROCESS.value, _("treated")),
    (Account.LOSS.value, _("lost")),  # evaporated or spilled, with the reason in the event
    (Account.EXPORT.value, _("exported")),
    (Account.ADJUSTMENT.value, _("adjustment")),  # a scale or a count disagreed, with the reason in the event
]


def _follows() -> Q:
    """Which account may follow which (manifests/accounts.py)."""
    rows = [Q(from_account=origin.value, to_account__in=_values(goals)) for origin, goals in GOALS.items() if goals]
    return reduce(or_, rows)


def _names_its_place(prefix: str = "") -> Q:
    """A site names its facility, a store its area too, a treatment the facility; the others are nowhere."""

    def named(accounts, *, facility: bool, area: bool) -> Q:
        names = {f"{prefix}facility__isnull": not facility, f"{prefix}area__isnull": not area}
        return Q(**{f"{prefix}account__in": _values(accounts)}, **names)

    at_facility, in_area = (Account.SITE, Account.PROCESS), (Account.STORE,)
    nowhere = [account for account in Account if account not in at_facility + in_area]
    return (
        named(at_facility, facility=True, area=False)
        | named(in_area, facility=True, area=True)
        | named(nowhere, facility=False, area=False)
    )


def _values(accounts) -> list[str]:
    return [account.value for account in accounts]


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
        "facilities.Facility",
        models.PROTECT,
        null=True,
        db_index=False,  # the site's ledger below begins with it
        related_name="+",
        verbose_name=_("from facility"),
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
        "facilities.Facility",
        models.PROTECT,
        null=True,
        db_index=False,  # the site's ledger below begins with it
        related_name="+",
        verbose_name=_("to facility"),
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
        indexes = [
            # A site's ledger of a month: what came, what went, in the order in which it happened.
            models.Index(
                fields=["to_facility", "happened_at"], name="movement_comes", condition=Q(to_facility__isnull=False)
            ),
            models.Index(
                fields=["from_facility", "happened_at"], name="movement_goes", condition=Q(from_facility__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="movement_weighs_something"),
            models.CheckConstraint(
                condition=~Q(from_account__in=_values(HOLDING)) | Q(from_batch__isnull=False),
                name="movement_from_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(to_account__in=_values(HOLDING)) | Q(to_batch__isnull=False), name="movement_to_a_batch"
            ),
            models.CheckConstraint(condition=_follows(), name="movement_accounts_follow"),
            models.CheckConstraint(
                condition=_names_its_place("from_") & _names_its_place("to_"), name="movement_names_its_places"
            ),
            # A treatment happens where the waste lies, and yields there.
            models.CheckConstraint(
                condition=~(Q(from_account="process") | Q(to_account="process")) | Q(from_facility=F("to_facility")),
                name="movement_treats_where_it_lies",
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
            models.CheckConstraint(condition=Q(account__in=_values(HOLDING)), name="stock_lies_somewhere"),
            models.CheckConstraint(condition=_names_its_place(), name="stock_names_its_place"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.kg} kg"
