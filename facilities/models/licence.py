from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key
from facilities.models.credential import OfSite, Registered


class CarrierLicence(Registered):
    """A carrier's road transport licence for dangerous goods (道路运输经营许可证, MOT Order 29 of 2019)."""

    renewal = DeadlineKind.LICENCE

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="carrier_licences", verbose_name=_("carrier")
    )
    scope = models.CharField(_("licensed scope"), max_length=120, default="危险货物运输（危险废物）")

    objects = OfSite.as_manager()

    class Meta(Registered.Meta):
        abstract = False
        verbose_name = _("carrier licence")
        verbose_name_plural = _("carrier licences")
        ordering = ["-valid_to"]


class Insurance(Registered):
    """Environmental liability insurance (Environmental Code, Art. 484) of a facility."""

    renewal = DeadlineKind.INSURANCE

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="insurances", verbose_name=_("facility")
    )
    insured_yuan = models.DecimalField(_("sum insured (yuan)"), max_digits=15, decimal_places=2, null=True, blank=True)
    covers = models.CharField(_("what it covers"), max_length=200, blank=True)

    objects = OfSite.as_manager()

    class Meta(Registered.Meta):
        abstract = False
        verbose_name = _("insurance")
        verbose_name_plural = _("insurances")
        ordering = ["-valid_to"]
