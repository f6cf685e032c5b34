from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key
from facilities.models.credential import Credential
from transport.querysets import FleetQuerySet


class Vehicle(Credential):
    """A truck or trailer with its road transport certificate (道路运输证; number and term are the certificate's)."""

    renewal, owed_by = DeadlineKind.VEHICLE, "carrier"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    carrier = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="vehicles", verbose_name=_("carrier")
    )
    plate = models.CharField(_("plate"), max_length=12)
    max_kg = models.DecimalField(_("may carry (kg)"), max_digits=15, decimal_places=3)
    kind = models.CharField(_("kind"), max_length=40, blank=True)

    objects = FleetQuerySet.as_manager()

    class Meta(Credential.Meta):
        abstract = False
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        ordering = ["plate"]
        constraints = [
            *Credential.Meta.constraints,
            models.UniqueConstraint(fields=["carrier", "plate"], name="vehicle_plate_once"),
            models.CheckConstraint(condition=models.Q(max_kg__gt=0), name="vehicle_carries_something"),
        ]

    def __str__(self) -> str:
        return self.plate
