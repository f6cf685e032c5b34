from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key
from facilities.languages import in_reader_language
from facilities.models.membership import ROLE_NAMES


class DeadlineRule(models.Model):
    """How long a clock of the law runs and who is told of it, from a day to a day, for the country or one region.

    Rows are never rewritten: a new one ends the one before it on the eve (`actions/set_deadline_rule.py`).
    """

    class Start(models.TextChoices):
        DEPARTED = "departed", _("the load departs")
        RECEIVED = "received", _("the load is received")
        TRANSFER_ENDED = "transfer_ended", _("the transfer ends")
        PROPOSED = "proposed", _("the correction is asked for")
        YEAR = "year", _("the year begins")
        MONTH_ENDED = "month_ended", _("the month ends")
        QUARTER_ENDED = "quarter_ended", _("the quarter ends")
        YEAR_ENDED = "year_ended", _("the year ends")
        HELD = "held", _("the waste comes to the site")
        VALID_TO = "valid_to", _("the paper's last valid day")
        STEP_BEFORE = "step_before", _("the step before it is taken")

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", _("working days")
        DAYS = "days", _("calendar days, to the end of the last")
        FULL_DAYS = "full_days", _("days of 24 hours, to the minute")
        DATE = "date", _("a date of the year")
        MONTH_DAY = "month_day", _("a day of the month")

    class Source(models.TextChoices):
        REFERENCE = "reference", _("supplied with the system")
        EDITED = "edited", _("entered by hand")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("kind"), max_length=20, choices=DeadlineKind)
    # Empty for the whole country; a more specific region's row goes before a wider one's.
    region = models.ForeignKey(
        "facilities.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    starts = models.CharField(_("runs from when"), max_length=14, choices=Start)
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit)
    # Where `limit` names a dated limit (facilities.Limit), the number is that limit's and this one stays empty.
    length = models.PositiveSmallIntegerField(_("length"), null=True, blank=True)
    limit = models.CharField(_("length is the limit"), max_length=40, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    # Before it runs out: working days where it counts in those, calendar days everywhere else.
    warn = models.PositiveSmallIntegerField(_("warn so many days before"), default=0)
    role = models.CharField(_("who is told first"), max_length=12, choices=ROLE_NAMES.items())
    district_days = models.PositiveSmallIntegerField(_("district told so many days after"), null=True, blank=True)
    city_days = models.PositiveSmallIntegerField(_("city told so many days after"), null=True, blank=True)
    closes = models.CharField(_("what closes it"), max_length=80)
    closes_en = models.CharField(_("what closes it, in English"), max_length=120, blank=True)
    law = models.CharField(_("law and article"), max_length=160)
    law_en = models.CharField(_("law and article, in English"), max_length=160, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.REFERENCE)
    entered_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["code", "region", "-valid_from"]
        constraints = [
            # Together with set_deadline_rule, which ends the open row on the eve, no two terms can overlap.
            models.UniqueConstraint(
                fields=["code", "region"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="deadlinerule_open_once",
            ),
            models.UniqueConstraint(
                fields=["code", "region", "valid_from"],
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                nulls_distinct=False,
                name="deadlinerule_starts_once",
            ),
            models.CheckConstraint(
                condition=Q(unit="date", month__range=(1, 12), day__range=(1, 31))
                | Q(unit="month_day", day__range=(1, 28))
                | (Q(unit__in=["working_days", "days", "full_days"]) & (~Q(limit="") | Q(length__isnull=False))),
                name="deadlinerule_says_how_long",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.valid_from:%Y-%m-%d}"

    @property
    def localised_law(self) -> str:
        return in_reader_language(self.law, self.law_en)

    @property
    def localised_closes(self) -> str:
        return in_reader_language(self.closes, self.closes_en)

    @property
    def was_withdrawn(self) -> bool:
        """Replaced before its first day."""
        return self.valid_to is not None and self.valid_to < self.valid_from
