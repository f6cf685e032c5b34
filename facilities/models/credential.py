from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.deadline_kinds import DeadlineKind


class CredentialQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> "CredentialQuerySet":
        return self.filter(valid_from__lte=day, valid_to__gte=day, revoked_on=None)


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

    def days_left(self, day: date) -> int:
        """Whole days after `day` on which it is still valid; negative once it has lapsed."""
        return (self.valid_to - day).days
