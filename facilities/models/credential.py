from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.access import in_regions
from facilities.deadline_kinds import DeadlineKind


class CredentialQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "CredentialQuerySet":
        """As `is_valid_on`: a day from which it is revoked later on changes nothing yet."""
        stands = Q(revoked_on=None) | Q(revoked_on__gt=day)
        return self.filter(stands, valid_from__lte=day, valid_to__gte=day)


class OfSite(CredentialQuerySet):
    """Credentials of one site, its `facility`."""

    def visible_to(self, person) -> "OfSite":
        """The desks of its own firm; officials of its region."""
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)


class Credential(models.Model):
    """What permits, licences, contracts and insurances share: a number, an issuer, a first and a last valid day.

    `renewal` is the clock that runs until it is renewed; `owed_by` names the field of the site that renews it.
    """

    renewal: DeadlineKind
    owed_by = "facility"

    number = models.CharField(_("number"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="%(class)s_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, day: date) -> bool:
        """Both ends count; a credential revoked on a day is no longer valid on that day."""
        return self.valid_from <= day <= self.valid_to and not (self.revoked_on and self.revoked_on <= day)

    @property
    def last_day(self) -> date:
        """The last day on which it counts: its own last, or the eve of the day from which it is revoked."""
        return min(self.valid_to, self.revoked_on - timedelta(days=1)) if self.revoked_on else self.valid_to

    def days_left(self, day: date) -> int:
        """Whole days after `day` on which it is still valid; negative once it has lapsed."""
        return (self.valid_to - day).days


class Registered(Credential):
    """A credential of the register: entered and ended by actions, each step with who, when and why (`RegisterEntry`).

    What it says never changes once it is entered. It may only end before its last day: `revoked_on` is the first day
    on which it does not count any more, `ended_as` says how that came.
    """

    class Ending(models.TextChoices):
        REVOKED = "revoked", pgettext_lazy("credential", "revoked")
        SUSPENDED = "suspended", pgettext_lazy("credential", "suspended")
        REPLACED = "replaced", pgettext_lazy("credential", "replaced by a newer one")
        ENDED = "ended", pgettext_lazy("credential", "ended early")
        DISPUTED = "disputed", pgettext_lazy("credential", "disputed by the other party")

    ended_as = models.CharField(_("ended as"), max_length=10, choices=Ending, blank=True)

    class Meta(Credential.Meta):
        abstract = True
