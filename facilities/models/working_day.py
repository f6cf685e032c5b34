from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.languages import in_reader_language


class WorkingDay(models.Model):
    """A day that breaks the Monday-to-Friday rule: a public holiday, or a weekend day worked in its place."""

    class Source(models.TextChoices):
        STATE_COUNCIL = "state_council", _("State Council notice")
        EDITED = "edited", _("entered by hand")

    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, default="CN")
    date = models.DateField(_("date"))
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=40, blank=True)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    # Until a year's days are all here its due days are only assumed (calendars.py): published ones come whole, a person
    # says so with the last one.
    completes_year = models.BooleanField(
        _("with it the year is complete"),
        default=False,
        help_text=_("Tick it when all holidays and make-up days of that year are entered."),
    )
    # A row entered by hand is never overwritten by a later load.
    source = models.CharField(_("source"), max_length=13, choices=Source, default=Source.EDITED)

    class Meta:
        verbose_name = _("holiday or make-up day")
        verbose_name_plural = _("holidays and make-up days")
        ordering = ["jurisdiction", "date"]
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "date"], name="workingday_once_a_date")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.localised_name}"

    @property
    def localised_name(self) -> str:
        return in_reader_language(self.name, self.name_en)
