from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from manifests.models.stateful import STATE_NAMES, Stateful, with_transitions
from manifests.querysets import BatchQuerySet
from manifests.states import BatchState


@with_transitions
class WasteBatch(Stateful):
    """One lot of one waste stream at one place.

    `kg` is what the batch weighs now; it changes only when a scale says so at a gate. Splitting and regrouping close
    the parents and open children (`BatchLink`).
    """

    SUBJECT = "batch"

    number = models.CharField(_("batch number"), max_length=20)
    stream = models.ForeignKey(
        "facilities.WasteStream", models.PROTECT, related_name="batches", verbose_name=_("waste stream")
    )
    waste_code = models.ForeignKey("facilities.WasteCode", models.PROTECT, verbose_name=_("waste code"))
    generator = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="generated_batches", verbose_name=_("generator")
    )
    holder = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="held_batches", verbose_name=_("held by")
    )
    area = models.ForeignKey(
        "facilities.StorageArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("storage area"),
    )
    state = FSMField(
        _("state"),
        default=BatchState.GENERATED,
        protected=True,
        choices=[(state.value, STATE_NAMES[state]) for state in BatchState],
    )
    kg = models.DecimalField(_("weight (kg)"), max_digits=15, decimal_places=3)
    original_quantity = models.DecimalField(
        _("quantity as declared"), max_digits=15, decimal_places=3, null=True, blank=True
    )
    original_unit = models.CharField(_("unit as declared"), max_length=12, blank=True)
    kg_per_unit = models.DecimalField(_("kilograms a unit"), max_digits=15, decimal_places=6, null=True, blank=True)
    generated_at = models.DateTimeField(_("generated"))
    held_since = models.DateTimeField(_("held here since"))
    recorded_at = models.DateTimeField(_("recorded"))
    treated_by = models.ForeignKey(
        "facilities.DisposalMethod", models.PROTECT, null=True, blank=True, verbose_name=_("treated by")
    )
    treated_at = models.DateTimeField(_("treated"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="batch_weighs_something"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in BatchState]), name="batch_state_known"
            ),
        ]
        indexes = [
            # A store's stock, oldest first: what a keeper and the pick list ask for.
            models.Index(fields=["holder", "state", "held_since"], name="batch_stock"),
            models.Index(fields=["generator", "-id"], name="batch_by_generator"),
        ]

    def __str__(self) -> str:
        return self.number


class BatchLink(models.Model):
    """How many kilograms of a parent went into a child: the edges of the waste's family tree."""

    id = models.BigAutoField(primary_key=True)
    parent = models.ForeignKey(WasteBatch, models.PROTECT, related_name="links_down", verbose_name=_("parent"))
    child = models.ForeignKey(WasteBatch, models.PROTECT, related_name="links_up", verbose_name=_("child"))
    kg = models.DecimalField(_("weight (kg)"), max_digits=15, decimal_places=3)

    class Meta:
        verbose_name = _("batch link")
        verbose_name_plural = _("batch links")
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], name="batchlink_once"),
            models.CheckConstraint(condition=Q(kg__gt=0), name="batchlink_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"
