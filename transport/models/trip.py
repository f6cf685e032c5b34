from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from transport.querysets import TripQuerySet


class Trip(models.Model):
    """One vehicle, one crew, one tour; it may carry manifests of several shippers (milk run, Order 23, Art. 16)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    carrier = models.ForeignKey("facilities.Facility", models.PROTECT, related_name="trips", verbose_name=_("carrier"))
    vehicle = models.ForeignKey("transport.Vehicle", models.PROTECT, related_name="trips", verbose_name=_("vehicle"))
    driver = models.ForeignKey("transport.Driver", models.PROTECT, related_name="trips", verbose_name=_("driver"))
    escort = models.ForeignKey(
        "transport.Escort", models.PROTECT, null=True, blank=True, related_name="trips", verbose_name=_("escort")
    )
    planned_for = models.DateField(_("planned for"))
    planned_by = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("planned by"))
    recorded_at = models.DateTimeField(_("recorded"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = TripQuerySet.as_manager()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering = ["-id"]
        indexes = [models.Index(fields=["carrier", "-id"], name="trip_by_carrier")]

    def __str__(self) -> str:
        return f"{self.planned_for:%Y-%m-%d} {self.vehicle}"


class Leg(models.Model):
    """One carrier's stretch of a manifest's way, in order. Without a trip the carrier has not named a truck yet."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    manifest = models.ForeignKey("manifests.Manifest", models.PROTECT, related_name="legs", verbose_name=_("manifest"))
    position = models.PositiveSmallIntegerField(_("no."))
    carrier = models.ForeignKey("facilities.Facility", models.PROTECT, related_name="legs", verbose_name=_("carrier"))
    trip = models.ForeignKey(Trip, models.PROTECT, null=True, blank=True, related_name="legs", verbose_name=_("trip"))
    taken_over_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ["manifest", "position"]
        constraints = [
            models.UniqueConstraint(fields=["manifest", "position"], name="leg_position_once"),
            models.CheckConstraint(
                condition=models.Q(taken_over_at__isnull=True) | models.Q(trip__isnull=False),
                name="leg_taken_over_by_a_trip",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manifest} · {self.position}"
