from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from facilities.languages import in_reader_language


class Limit(models.Model):
    """A number that a decree can change, in force from a day to a day, for the country or for one region.

    Rows are never rewritten: a new value closes the row before it and opens its own (`actions/set_limit.py`), so that
    what was decided in 2025 is judged by 2025's number for ever. A row that was replaced before its first day has a
    last day before it and was never in force.
    """

    class Source(models.TextChoices):
        REFERENCE = "reference", _("supplied with the system")
        EDITED = "edited", _("entered by hand")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("code"), max_length=40)
    # Empty for the whole country; a more specific region's row goes before a wider one's.
    region = models.ForeignKey(
        "facilities.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=12)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    law = models.CharField(_("law and article"), max_length=160)
    law_en = models.CharField(_("law and article, in English"), max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.REFERENCE)
    entered_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ["code", "region", "-valid_from"]
        constraints = [
            # Together with set_limit, which closes the open row on the day before, no two terms can overlap.
            models.UniqueConstraint(
                fields=["code", "region"], condition=Q(valid_to=None), nulls_distinct=False, name="limit_open_once"
            ),
            models.UniqueConstraint(
                fields=["code", "region", "valid_from"],
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                nulls_distinct=False,
                name="limit_starts_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"

    @property
    def localised_law(self) -> str:
        return in_reader_language(self.law, self.law_en)

    @property
    def was_withdrawn(self) -> bool:
        """Replaced before its first day."""
        return self.valid_to is not None and self.valid_to < self.valid_from
