from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class Scan(models.Model):
    """What a phone read, as it sent it, and what it turned out to be. Append-only evidence of presence."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    text = models.CharField(_("as read"), max_length=500)
    manifest = models.ForeignKey(
        "manifests.Manifest", models.PROTECT, null=True, related_name="scans", verbose_name=_("manifest")
    )
    device = models.CharField(_("device"), max_length=60, blank=True)
    happened_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text
