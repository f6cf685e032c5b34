from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key
from manifests.models.print_run import PrintRun


def standing(way: str = "") -> Q:
    """Of a print: its run, if it has one, was neither cancelled nor did it fail."""
    return ~Q(**{f"{way}run__state__in": PrintRun.FRUITLESS})


class LabelPrintQuerySet(models.QuerySet):
    def visible_to(self, person) -> "LabelPrintQuerySet":
        """Those of the facilities that the person sees at a desk."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "facility__region"))
        return self.filter(facility__enterprise__in=standing.desk_enterprise_ids)

    def standing(self) -> "LabelPrintQuerySet":
        """Without those whose run was cancelled or failed: nobody ever had their file."""
        return self.filter(standing())


class LabelPrint(models.Model):
    """One file of labels as it was asked for: who, when, which codes, in which layout; and why again.

    The first print of a code needs no reason; a second label of one code may stand on a second drum, so it needs one
    and is counted (`reprints`). Written once. What a `run` prints is recorded when it is asked for, a print for each
    site; where it is cancelled or fails, its prints are on record and count for nothing.
    """

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("damaged or unreadable")
        LOST = "lost", _("lost")
        WRONG_PRINTER = "printer", _("wrong printer or paper")
        FILLED_IN = "filled_in", _("was printed ahead, now with its weight")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="label_prints", verbose_name=_("site")
    )
    layout = models.CharField(_("layout"), max_length=12)
    start = models.PositiveSmallIntegerField(_("first place"), default=1)
    count = models.PositiveIntegerField(_("number of labels"))
    reprints = models.PositiveIntegerField(_("of them printed before"), default=0)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.CharField(_("in words"), max_length=200, blank=True)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("printed by"))
    person_name = models.CharField(_("printed by"), max_length=60)
    recorded_at = models.DateTimeField(_("printed"))
    run = models.ForeignKey(
        "manifests.PrintRun", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("print run")
    )
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)

    objects = LabelPrintQuerySet.as_manager()

    class Meta:
        verbose_name = _("print of labels")
        verbose_name_plural = _("prints of labels")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="labelprint_holds_labels"),
            models.CheckConstraint(condition=Q(reprints=0) | ~Q(reason=""), name="labelprint_again_with_reason"),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(note=""), name="labelprint_other_in_words"),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="labelprint_idempotency_key_once",
            ),
        ]
        indexes = [models.Index(fields=["facility", "-id"], name="labelprint_by_site")]

    def __str__(self) -> str:
        return f"{self.facility} · {self.recorded_at:%Y-%m-%d %H:%M} · {self.count}"

    @property
    def layout_shown(self) -> str:
        """The paper in words: A4, a roll's width, or one label a page."""
        if self.layout.startswith("roll-"):
            return _("roll of %(wide)s mm") % {"wide": self.layout.removeprefix("roll-")}
        return _("one a page") if self.layout == "exact" else self.layout.upper()


class PrintedLabelQuerySet(models.QuerySet):
    def standing(self) -> "PrintedLabelQuerySet":
        return self.filter(standing("print__"))


class PrintedLabel(models.Model):
    """One code in a print; `copy` counts the prints of the code, so that two at once cannot both be the first."""

    id = models.BigAutoField(primary_key=True)
    print = models.ForeignKey(LabelPrint, models.PROTECT, related_name="labels", verbose_name=_("print"))
    digital_id = models.CharField(_("digital identification code"), max_length=37)
    copy = models.PositiveSmallIntegerField(_("copy"))

    objects = PrintedLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed label")
        verbose_name_plural = _("printed labels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["digital_id", "copy"], name="printedlabel_copy_once"),
            models.CheckConstraint(condition=Q(copy__gt=0), name="printedlabel_copies_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.digital_id} · {self.copy}"
