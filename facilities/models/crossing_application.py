from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.keys import new_key


class CrossingApplicationQuerySet(models.QuerySet):
    def visible_to(self, person) -> "CrossingApplicationQuerySet":
        """The firm that applies; officials of the place of origin, and once it was handed in those of the receiving
        place too."""
        standing = person.standing
        if standing.is_regulator:
            handed_in = ~Q(number="")
            from_here, to_here = (in_regions(standing, f"{side}__region") for side in ("consignor", "consignee"))
            return self.filter(handed_in & (from_here | to_here))
        return self.filter(consignor__enterprise__in=standing.desk_enterprise_ids)

    def with_filed(self) -> "CrossingApplicationQuerySet":
        """With what was handed in last, of whatever the firm is changing since: `filed_consignor`, `filed_consignee`,
        `filed_method` (code), `filed_from` and `filed_to` (text); None of a draft that was never handed in."""
        versions = apps.get_model("facilities.CrossingVersion").objects
        last = versions.filter(application=OuterRef("pk")).order_by("-number")
        return self.annotate(
            **{f"filed_{name}": Subquery(last.values(said=KT(f"content__{path}"))[:1]) for name, path in FILED.items()}
        )


FILED = {
    "consignor": "consignor__facility",
    "consignee": "consignee__facility",
    "method": "method__code",
    "from": "period__0",
    "to": "period__1",
}


class CrossingApplication(models.Model):
    """An application to move hazardous waste to another province (Order 23 of 2022, Art. 21–28).

    A draft until it is handed in; each handing in freezes a version. What authorities did with it are its steps, and
    `state` is the last of them. A grant makes one `Approval` for each waste code.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        HANDED_IN = "handed_in", _("handed in")
        RETURNED = "returned", _("returned: incomplete")
        ACCEPTED = "accepted", _("accepted as complete")
        CONSULTED = "consulted", _("reviewed, receiving province asked")
        REPLIED = "replied", _("receiving province has answered")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the applicant")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    number = models.CharField(_("number"), max_length=24, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    consignor = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="crossings_out", verbose_name=_("consignor")
    )
    consignee = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="crossings_in", verbose_name=_("consignee")
    )
    method = models.ForeignKey("facilities.DisposalMethod", models.PROTECT, related_name="+", verbose_name=_("method"))
    valid_from = models.DateField(_("period asked for, from"))
    valid_to = models.DateField(_("period asked for, to"))
    treatment = models.CharField(_("how the receiver treats it"), max_length=600, blank=True)
    begun_by = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("begun by"))
    begun_at = models.DateTimeField(_("begun"))

    objects = CrossingApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cross-province application")
        verbose_name_plural = _("cross-province applications")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="crossing_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="draft", number="") | ~Q(state="draft") & ~Q(number=""),
                name="crossing_numbered_once_handed_in",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="crossing_number_once"),
        ]

    def __str__(self) -> str:
        return self.number or str(_("draft"))

    def get_absolute_url(self) -> str:
        return reverse("facilities:crossing", args=[self.pk])

    @property
    def filed(self) -> "FiledCrossing":
        """What a list says of it; of rows read by `with_filed`."""
        if self.filed_method is None:
            method, first, last = self.method.code, self.valid_from, self.valid_to
            return FiledCrossing(str(self.consignor), str(self.consignee), method, first, last)
        first, last = (date.fromisoformat(day) for day in (self.filed_from, self.filed_to))
        return FiledCrossing(self.filed_consignor, self.filed_consignee, self.filed_method, first, last)

    @property
    def is_open_to_its_firm(self) -> bool:
        """True while the firm may change it: a draft, or what came back as incomplete."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def may_be_withdrawn(self) -> bool:
        """True from the first handing in until the decision."""
        over = (self.State.DRAFT, self.State.GRANTED, self.State.REFUSED, self.State.WITHDRAWN)
        return self.state not in over


@dataclass(frozen=True)
class FiledCrossing:
    """An application as it was handed in last; a draft, as it stands."""

    consignor: str
    consignee: str
    method: str
    valid_from: date
    valid_to: date


class CrossingLine(models.Model):
    """One waste of an application and how much of it (kg). By code, as an approval is."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    application = models.ForeignKey(
        CrossingApplication, models.PROTECT, related_name="lines", verbose_name=_("application")
    )
    code = models.CharField(_("waste code"), max_length=11)
    kg = models.DecimalField(_("asked for (kg)"), max_digits=15, decimal_places=3)

    class Meta:
        verbose_name = _("waste of an application")
        verbose_name_plural = _("wastes of an application")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="crossingline_code_once"),
            models.CheckConstraint(condition=Q(kg__gt=0), name="crossingline_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.code}"
