from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class DriverPhone(models.Model):
    """A phone a driver works with. The dispatcher shows a QR code once; the phone that scans it is enrolled.

    Only a hash of the one-time code is kept. Revoking the row signs the phone out at its next request.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    driver = models.ForeignKey("transport.Driver", models.PROTECT, related_name="phones", verbose_name=_("driver"))
    code_hash = models.CharField(_("hash of the one-time code"), max_length=64, unique=True)
    offered_by = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("offered by"))
    offered_at = models.DateTimeField(_("offered"))
    expires_at = models.DateTimeField(_("code expires"))
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, blank=True)
    label = models.CharField(_("phone"), max_length=120, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("driver's phone")
        verbose_name_plural = _("drivers' phones")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.driver} · {self.label}"
