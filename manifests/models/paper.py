from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key
from manifests.numbers import spaced


class PaperBlockQuerySet(models.QuerySet):
    def visible_to(self, person) -> "PaperBlockQuerySet":
        """Those of the facilities that the person sees at a desk."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "facility__region"))
        return self.filter(facility__enterprise__in=standing.desk_enterprise_ids)


class PaperBlock(models.Model):
    """Blank manifests printed ahead for the hours without a system (Order 23, Art. 20): numbers for one site."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="paper_blocks", verbose_name=_("site")
    )
    count = models.PositiveSmallIntegerField(_("numbers"))
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("drawn by"))
    person_name = models.CharField(_("drawn by"), max_length=60)
    recorded_at = models.DateTimeField(_("drawn"))
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)

    objects = PaperBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of paper numbers")
        verbose_name_plural = _("blocks of paper numbers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="paperblock_holds_numbers"),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="paperblock_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} · {self.recorded_at:%Y-%m-%d} · {self.count}"


class PaperNumber(models.Model):
    """One number on a blank sheet: unused, entered as a manifest once, or declared spoiled with a reason."""

    number = models.CharField(_("number"), max_length=20, primary_key=True)
    block = models.ForeignKey(PaperBlock, models.PROTECT, related_name="numbers", verbose_name=_("block"))
    manifest = models.OneToOneField(
        "manifests.Manifest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="paper",
        verbose_name=_("entered as"),
    )
    spoiled_at = models.DateTimeField(_("spoiled"), null=True, blank=True)
    spoiled_by = models.CharField(_("declared by"), max_length=60, blank=True)
    spoiled_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("paper number")
        verbose_name_plural = _("paper numbers")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(manifest__isnull=True) | Q(spoiled_at__isnull=True), name="papernumber_used_or_spoiled"
            ),
            models.CheckConstraint(
                condition=Q(spoiled_at__isnull=True) | ~Q(spoiled_reason=""), name="papernumber_spoiled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return spaced(self.number)


class BackFill(models.Model):
    """A manifest entered after the fact (补录): what the paper said of itself, why, and by when it had to be entered.

    `due_at` is the end of the last working day of the term that began when the transfer ended (Order 23, Art. 20); late
    is recorded and flagged, never refused. The times on the paper are the events', `recorded_at` is the entry's.
    """

    manifest = models.OneToOneField(
        "manifests.Manifest", models.PROTECT, primary_key=True, related_name="back_fill", verbose_name=_("manifest")
    )
    paper_number = models.CharField(_("number on the paper"), max_length=40)
    # Of a paper that is not of this house: who printed its number, and which page of it this is.
    issued_by = models.CharField(_("number issued by"), max_length=80, blank=True)
    page = models.PositiveSmallIntegerField(_("page"), default=1)
    reason = models.CharField(_("reason"), max_length=200)
    transfer_ended_at = models.DateTimeField(_("transfer ended"))
    due_at = models.DateTimeField(_("to be entered by"))
    assumed = models.BooleanField(_("holidays not known yet"), default=False)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("back-fill")
        verbose_name_plural = _("back-fills")
        indexes = [models.Index(Upper("paper_number"), name="backfill_paper_number")]

    def __str__(self) -> str:
        return self.paper_number

    @property
    def is_late(self) -> bool:
        return self.recorded_at >= self.due_at
