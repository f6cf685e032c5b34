from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.duties import Period
from facilities.keys import new_key
from facilities.models.facility import Facility

PERIOD_NAMES = {
    Period.MONTH: _("month (C.1)"),
    Period.QUARTER: _("quarter (C.2)"),
    Period.YEAR: _("year (C.3)"),
}
PERIODS = [(period.value, word) for period, word in PERIOD_NAMES.items()]


class DeclarationQuerySet(models.QuerySet):
    def visible_to(self, person) -> "DeclarationQuerySet":
        """The site's own firm, whom it has entrusted with declaring, and officials of its region."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "facility__region"))
        seen = Q(facility__enterprise__in=standing.desk_enterprise_ids)
        if standing.declares_for:
            seen |= Q(facility__in=standing.declares_for)
        return self.filter(seen)


class Declaration(models.Model):
    """What a site declared for a month, quarter or year (HJ 1259-2022, annex C), as it was confirmed. Append-only.

    `content` is frozen and `digest` is its SHA-256 over canonical JSON. A correction is a new version with a reason.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="declarations", verbose_name=_("facility")
    )
    period = models.CharField(_("period"), max_length=8, choices=PERIODS)
    start = models.DateField(_("first day"))
    version = models.PositiveSmallIntegerField(_("version"))
    management_class = models.CharField(_("management class"), max_length=12, choices=Facility.ManagementClass.choices)
    receipt_no = models.CharField(_("receipt number"), max_length=40, unique=True)
    content = models.JSONField(_("as confirmed"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)
    # Declared though the site did not owe it; the reason says why.
    voluntary = models.BooleanField(_("voluntary"), default=False)
    due_on = models.DateField(_("due"))
    confirmed_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_by_name = models.CharField(_("confirmed by"), max_length=60)
    on_behalf_of = models.CharField(_("for"), max_length=120)
    delegation = models.ForeignKey(
        "facilities.Delegation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declarations",
        verbose_name=_("under the consent"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"))

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "period", "start", "version"], name="declaration_version_once"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="declaration_corrected_for_a_reason"),
            models.CheckConstraint(
                condition=Q(voluntary=False) | ~Q(reason=""), name="declaration_voluntary_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_no


class DeclarationDraft(models.Model):
    """What a site would declare as its ledger stands, worked out by a job when the period is over, until confirmed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="declaration_drafts", verbose_name=_("facility")
    )
    period = models.CharField(_("period"), max_length=8, choices=PERIODS)
    start = models.DateField(_("first day"))
    content = models.JSONField(_("as drafted"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)
    # How many things there are to know of the days it is about (manifests/ledger/gaps.py).
    differences = models.PositiveSmallIntegerField(_("differences"), default=0)
    drafted_at = models.DateTimeField(_("drafted"))

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a declaration")
        verbose_name_plural = _("drafts of declarations")
        constraints = [models.UniqueConstraint(fields=["facility", "period", "start"], name="declarationdraft_once")]

    def __str__(self) -> str:
        return f"{self.facility} {self.start} {self.period}"
