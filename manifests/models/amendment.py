from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.keys import new_key


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, person) -> "AmendmentQuerySet":
        """Those of the manifests that the person sees at a desk; who only drives signs no correction."""
        standing = person.standing
        if not (standing.is_regulator or standing.desk_enterprise_ids):
            return self.none()
        manifests = self.model.manifest.field.related_model.objects.visible_to(person)
        return self.filter(manifest__in=manifests.values("pk"))

    def running(self, now: datetime) -> "AmendmentQuerySet":
        """Still to be answered: proposed and not lapsed, whether or not the job has marked that yet."""
        return self.filter(state=Amendment.State.PROPOSED, lapses_at__gt=now)


class Amendment(models.Model):
    """A correction of what a signature sealed: proposed by one party, agreed to by everybody who signed it.

    `changes` is a list of {field, before, after}; a field is a pointer by the numbers on the paper
    (`/lines/2/accepted_kg`, `/legs/1/plate`), values are text, kilograms as decimals, times in UTC. What is proposed
    never changes afterwards, only how it ended; the database refuses the rest. `event` is the one that applied it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("amendment", "proposed")
        AGREED = "agreed", pgettext_lazy("amendment", "agreed and applied")
        DECLINED = "declined", pgettext_lazy("amendment", "declined")
        LAPSED = "lapsed", pgettext_lazy("amendment", "lapsed")
        WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "withdrawn")
        MOOT = "moot", pgettext_lazy("amendment", "moot: the manifest is void or cancelled")
        OVERRIDDEN = "overridden", pgettext_lazy("amendment", "imposed by the authority")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    manifest = models.ForeignKey(
        "manifests.Manifest", models.PROTECT, related_name="amendments", verbose_name=_("manifest")
    )
    changes = models.JSONField(_("changes"), encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    person_name = models.CharField(_("proposed by"), max_length=60)
    enterprise = models.ForeignKey(
        "facilities.Enterprise", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("signature", "for")
    )
    recorded_at = models.DateTimeField(_("proposed"))
    lapses_at = models.DateTimeField(_("lapses"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=60, blank=True)
    ended_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    event = models.OneToOneField(
        "manifests.CustodyEvent", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("event")
    )
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)
    request_digest = models.CharField(_("digest of the request"), max_length=64, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-id"]
        constraints = [
            # Two open ones could each be agreed to on the strength of a value that the other changes.
            models.UniqueConstraint(
                fields=["manifest"], condition=Q(state="proposed"), name="amendment_one_open_a_manifest"
            ),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="amendment_idempotency_key_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", ended_at__isnull=True) | ~Q(state="proposed") & Q(ended_at__isnull=False),
                name="amendment_ends_with_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("agreed", "overridden"), event__isnull=False)
                | ~Q(state__in=("agreed", "overridden")) & Q(event__isnull=True),
                name="amendment_applied_by_an_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manifest} · {self.recorded_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("manifests:amendment", args=[self.pk])

    def state_at(self, now: datetime) -> str:
        """How it stands: what nobody answered in time has lapsed, even before a job has written that down."""
        if self.state == self.State.PROPOSED and now >= self.lapses_at:
            return self.State.LAPSED
        return self.State(self.state)


class AmendmentVoterQuerySet(models.QuerySet):
    def unanswered(self) -> "AmendmentVoterQuerySet":
        return self.filter(~Exists(AmendmentVote.objects.filter(voter=OuterRef("pk"))))

    def may_be_cast_by(self, person) -> "AmendmentVoterQuerySet":
        """Those for whom the person may sign: the desk that signs such a part for that enterprise, or its manager."""
        mine = Q(pk__in=[])
        for role in self.model.Desk:
            enterprises = person.standing.enterprises_where(role.value)
            if enterprises:
                mine |= Q(role=role, enterprise__in=enterprises)
        return self.filter(mine)


class AmendmentVoter(models.Model):
    """Whose consent a correction needs: an enterprise in the capacity in which it signed. Append-only."""

    class Party(models.TextChoices):
        CONSIGNOR = "consignor", _("consignor")
        CARRIER = "carrier", _("carrier")
        CONSIGNEE = "consignee", _("consignee")

    class Desk(models.TextChoices):
        """The role that signs for it; a manager may too, drivers and readers never."""

        CLERK = "clerk", _("clerk")
        DISPATCHER = "dispatcher", _("dispatcher")
        RECEIVER = "receiver", _("receiver")

    id = models.BigAutoField(primary_key=True)
    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="voters", verbose_name=_("correction"))
    party = models.CharField(_("as"), max_length=12, choices=Party)
    enterprise = models.ForeignKey(
        "facilities.Enterprise", models.PROTECT, related_name="+", verbose_name=_("enterprise")
    )
    role = models.CharField(_("role"), max_length=12, choices=Desk)

    objects = AmendmentVoterQuerySet.as_manager()

    class Meta:
        verbose_name = _("party that must agree")
        verbose_name_plural = _("parties that must agree")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "party", "enterprise"], name="amendmentvoter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} · {self.enterprise}"


class AmendmentVote(models.Model):
    """One party's answer, by the person who gave it. Append-only; a party answers once."""

    id = models.BigAutoField(primary_key=True)
    voter = models.OneToOneField(AmendmentVoter, models.PROTECT, related_name="vote", verbose_name=_("party"))
    agrees = models.BooleanField(_("agrees"))
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    person_name = models.CharField(_("signed by"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("answer to a correction")
        verbose_name_plural = _("answers to corrections")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.voter}: {self.agrees}"
