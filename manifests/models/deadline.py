from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key

# Whom a clock has told so far, in this order; each is told once.
WARNED, OVERDUE, DISTRICT, CITY = 1, 2, 3, 4


class DeadlineQuerySet(models.QuerySet):
    def visible_to(self, person) -> "DeadlineQuerySet":
        """Those of sites one works for at a desk; officials those of their region's sites."""
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)

    def running(self) -> "DeadlineQuerySet":
        return self.filter(met_at=None)

    def overdue(self, now: datetime) -> "DeadlineQuerySet":
        return self.filter(met_at=None, due_at__lte=now)

    def due_soon(self, now: datetime) -> "DeadlineQuerySet":
        """Not late yet, and its warning is out."""
        return self.filter(met_at=None, warn_at__lte=now, due_at__gt=now)

    def met_late(self) -> "DeadlineQuerySet":
        return self.filter(met_at__gt=F("due_at"), fell_away=False)


def last_day(due_at: datetime) -> date:
    """The day on which it can still be met: `due_at` is the moment after."""
    return localdate(due_at - timedelta(microseconds=1))


class Deadline(models.Model):
    """A clock of the law: whose it is, what it is about, when it runs out, when it was met.

    Overdue is computed from `due_at` and `met_at`, never set by hand. `subject_id` is the key of what it is about: a
    manifest, a batch, a paper (permit, vehicle, …) or, with a `period`, the site itself. One runs for a subject at a
    time; those that were met stay as they were.
    """

    Kind = DeadlineKind

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=DeadlineKind)
    # The site that owes it.
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="deadlines", verbose_name=_("facility")
    )
    subject_id = models.UUIDField(_("subject"))
    manifest = models.ForeignKey(
        "manifests.Manifest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("manifest"),
    )
    batch = models.ForeignKey(
        "manifests.WasteBatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name=_("batch"),
    )
    # 2026, 2026-Q3 or 2026-09, for what is owed by year, quarter or month.
    period = models.CharField(_("period"), max_length=7, blank=True)
    # What people call the subject: a number, a plate, a site's name.
    label = models.CharField(_("subject"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    warn_at = models.DateTimeField(_("warned from"))
    # True when the span touches a year whose holidays the State Council had not published to us.
    assumed = models.BooleanField(_("holidays not known yet"), default=False)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)
    # It ended without being met: the manifest was voided, the site closed, the paper given up.
    fell_away = models.BooleanField(_("fell away"), default=False)
    told = models.PositiveSmallIntegerField(_("told so far"), default=0)
    tell_at = models.DateTimeField(_("tell the next"), null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "facility", "period"], condition=Q(met_at=None), name="deadline_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(fell_away=False) | Q(met_at__isnull=False), name="deadline_fell_away_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="deadline_running", condition=Q(met_at=None)),
            models.Index(fields=["tell_at"], name="deadline_to_tell", condition=Q(met_at=None, tell_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.due_at:%Y-%m-%d}"
