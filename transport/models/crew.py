from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key
from facilities.models.credential import Credential
from transport.querysets import FleetQuerySet


class CrewMember(Credential):
    """Somebody on board, with a qualification certificate for dangerous goods (MOT Order 29 of 2019)."""

    renewal, owed_by = DeadlineKind.CREW, "carrier"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    carrier = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="%(class)ss", verbose_name=_("carrier")
    )
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30)

    objects = FleetQuerySet.as_manager()

    class Meta(Credential.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Driver(CrewMember):
    """A driver. `person` is set once a phone is enrolled or an account made; the driver then sees the own trips."""

    person = models.OneToOneField(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="driver", verbose_name=_("account")
    )

    class Meta(CrewMember.Meta):
        abstract = False
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")


class Escort(CrewMember):
    """An escort (押运员): rides along, does not drive."""

    class Meta(CrewMember.Meta):
        abstract = False
        verbose_name = _("escort")
        verbose_name_plural = _("escorts")
