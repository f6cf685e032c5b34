from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from manifests.ledger.kinds import Ledger

LEDGER_NAMES = {
    Ledger.GENERATED: _("B.1 Generated"),
    Ledger.RECEIVED: _("Received"),
    Ledger.STORED: _("B.2 Put into store"),
    Ledger.TAKEN_OUT: _("B.3 Taken out of store"),
    Ledger.TREATED: _("B.4 Used or disposed of here"),
    Ledger.HANDED_OVER: _("B.5 Handed over"),
    Ledger.ADJUSTED: _("Adjustments and losses"),
    Ledger.COUNTERED: _("Counter-entries of voided manifests"),
}


class LedgerCode(models.Model):
    """The batch code of one entry of a site's ledger (HJ 1259-2022, annex B), given once and never changed.

    The entry itself is the movement: nothing of it is copied but what the code is made of.
    """

    id = models.BigAutoField(primary_key=True)
    movement = models.ForeignKey(
        "manifests.Movement", models.PROTECT, db_index=False, related_name="codes", verbose_name=_("movement")
    )
    ledger = models.CharField(
        _("ledger"), max_length=2, choices=[(kind.value, word) for kind, word in LEDGER_NAMES.items()]
    )
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, db_index=False, related_name="+", verbose_name=_("facility")
    )
    batch = models.ForeignKey(
        "manifests.WasteBatch", models.PROTECT, db_index=False, related_name="+", verbose_name=_("batch")
    )
    day = models.DateField(_("day"))
    serial = models.PositiveIntegerField(_("no."))  # 0: the code is the batch's own number
    code = models.CharField(_("batch code"), max_length=28)

    class Meta:
        verbose_name = _("code of a ledger entry")
        verbose_name_plural = _("codes of ledger entries")
        constraints = [
            models.UniqueConstraint(fields=["movement", "ledger", "facility"], name="ledgercode_once"),
            # What is generated bears its batch's number; the additives of a treatment are entries of the same batch.
            models.UniqueConstraint(fields=["facility", "code"], name="ledgercode_own", condition=~Q(ledger="CS")),
        ]
        indexes = [models.Index(fields=["batch", "facility", "ledger"], name="ledgercode_of_batch")]

    def __str__(self) -> str:
        return self.code


class LedgerDue(models.Model):
    """A movement whose entries have no codes yet; put here by the ledger's trigger, taken off by `number_ledger`."""

    id = models.BigAutoField(primary_key=True)
    movement = models.ForeignKey(
        "manifests.Movement",
        models.PROTECT,
        db_index=False,
        db_constraint=False,  # written with every movement, which nobody deletes
        related_name="+",
        verbose_name=_("movement"),
    )

    class Meta:
        verbose_name = _("movement to be numbered")
        verbose_name_plural = _("movements to be numbered")

    def __str__(self) -> str:
        return str(self.movement_id)
