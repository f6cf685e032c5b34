from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key
from facilities.models.crossing_application import CrossingApplication


class OfApplication(models.QuerySet):
    def visible_to(self, person) -> "OfApplication":
        seen = CrossingApplication.objects.visible_to(person)
        return self.filter(application__in=seen.values("pk"))


class CrossingVersion(models.Model):
    """An application as it was handed in, whole and for good. A database trigger refuses changes.

    `content` says it all in words and figures (facilities/crossing/content.py); `digest` is the SHA-256 of its
    canonical JSON and stands on the paper.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    application = models.ForeignKey(
        CrossingApplication, models.PROTECT, related_name="versions", verbose_name=_("application")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    handed_in_at = models.DateTimeField(_("handed in"))
    handed_in_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="+", verbose_name=_("handed in by")
    )
    handed_in_by_name = models.CharField(_("handed in by"), max_length=60)

    objects = OfApplication.as_manager()

    class Meta:
        verbose_name = _("version of a cross-province application")
        verbose_name_plural = _("versions of cross-province applications")
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="crossingversion_numbered_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="crossingversion_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.number}"


class CrossingStep(models.Model):
    """What happened to an application on which day: handed in, returned, accepted, consulted, replied, decided.

    Only ever added to; a database trigger refuses changes. `due_at` is when it had to happen, by the rule in force when
    the step before it did (DeadlineRule); empty for what no clock asks for.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    application = models.ForeignKey(
        CrossingApplication, models.PROTECT, related_name="steps", verbose_name=_("application")
    )
    number = models.PositiveSmallIntegerField(_("step"))
    kind = models.CharField(_("what happened"), max_length=10, choices=CrossingApplication.State)
    happened_on = models.DateField(_("on"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_by_name = models.CharField(_("recorded by"), max_length=60)
    office = models.CharField(_("office"), max_length=80, blank=True)
    # Of a reply: whether the receiving province agrees.
    agrees = models.BooleanField(_("agrees"), null=True, blank=True)
    document_no = models.CharField(_("number of the letter or decision"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    due_at = models.DateTimeField(_("was due"), null=True, blank=True)

    objects = OfApplication.as_manager()

    class Meta:
        verbose_name = _("step of a cross-province application")
        verbose_name_plural = _("steps of cross-province applications")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="crossingstep_numbered_once"),
            models.CheckConstraint(
                condition=Q(kind="replied", agrees__isnull=False) | ~Q(kind="replied") & Q(agrees=None),
                name="crossingstep_a_reply_says_yes_or_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_kind_display()}"
