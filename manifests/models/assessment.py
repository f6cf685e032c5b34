from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.access import in_regions
from facilities.keys import new_key

GRADES = [
    ("reached", pgettext_lazy("assessment", "reached")),
    ("nearly", pgettext_lazy("assessment", "nearly reached")),
    ("missed", pgettext_lazy("assessment", "not reached")),
    ("none", pgettext_lazy("assessment", "nothing to judge")),
]


class _OfSites(models.QuerySet):
    def visible_to(self, person):
        """Those of sites one works for at a desk; officials those of their region's sites."""
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)


class AssessmentQuerySet(_OfSites):
    def latest(self) -> "AssessmentQuerySet":
        """Of each site the last one that was kept."""
        later = self.model._default_manager.filter(facility=OuterRef("facility"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class Assessment(models.Model):
    """A site's self-check as it was kept (规范化环境管理自评): every check with its figures, frozen. Append-only.

    `content` holds texts in both languages and figures (manifests/assessment/content.py); `digest` is its SHA-256 over
    canonical JSON; `edition` is the catalogue of checks it was made by. `score` is a share, 0 to 1.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, db_index=False, related_name="assessments", verbose_name=_("facility")
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    start = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    edition = models.CharField(pgettext_lazy("assessment", "catalogue of checks"), max_length=10)
    grade = models.CharField(pgettext_lazy("assessment", "result"), max_length=8, choices=GRADES)
    score = models.DecimalField(pgettext_lazy("assessment", "share that fits"), max_digits=4, decimal_places=3)
    failing = models.PositiveSmallIntegerField(pgettext_lazy("assessment", "points that do not fit"))
    judged = models.PositiveSmallIntegerField(pgettext_lazy("assessment", "points judged"))
    content = models.JSONField(_("as kept"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)
    made_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("assessment", "by")
    )
    made_by_name = models.CharField(pgettext_lazy("assessment", "by"), max_length=60, blank=True)
    made_at = models.DateTimeField(pgettext_lazy("assessment", "kept"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("start")), name="assessment_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(score__gte=0) & Q(score__lte=1), name="assessment_score_is_a_share"),
        ]
        indexes = [models.Index(fields=["facility", "-id"], name="assessment_of_facility")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("manifests:assessment", args=[self.pk])


class PracticeStatementQuerySet(_OfSites):
    def latest_of(self, facility) -> dict[str, "PracticeStatement"]:
        """{point: what the firm said last}; one statement."""
        rows = self.filter(facility=facility).order_by("point", "-pk").distinct("point")
        return {row.point: row for row in rows}


class PracticeStatement(models.Model):
    """What a firm says of a point that our records cannot judge: a training, a plan, a sign. Append-only; the last
    one counts. `day` is the day it is about."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, db_index=False, related_name="+", verbose_name=_("facility")
    )
    point = models.CharField(pgettext_lazy("assessment", "point"), max_length=20)
    text = models.CharField(pgettext_lazy("assessment", "statement"), max_length=500)
    day = models.DateField(_("day"))
    person = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("assessment", "by")
    )
    person_name = models.CharField(pgettext_lazy("assessment", "by"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded"))

    objects = PracticeStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of a firm")
        verbose_name_plural = _("statements of firms")
        ordering = ["-id"]
        indexes = [models.Index(fields=["facility", "point", "-id"], name="practicestatement_of_point")]

    def __str__(self) -> str:
        return f"{self.facility} · {self.point} · {self.day}"

    @property
    def as_said(self) -> dict[str, str]:
        """As pages and kept results have it."""
        return {"text": self.text, "day": self.day.isoformat(), "by": self.person_name}
