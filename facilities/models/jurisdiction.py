from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class Jurisdiction(models.Model):
    """An official's region: a city sees all its districts, a district its own (by the region code's prefix)."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(
        "facilities.Person", models.CASCADE, related_name="jurisdictions", verbose_name=_("person")
    )
    region = models.ForeignKey("facilities.Region", models.PROTECT, verbose_name=_("region"))
    office = models.CharField(_("office"), max_length=80)

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [models.UniqueConstraint(fields=["person", "region"], name="jurisdiction_held_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.office}"
