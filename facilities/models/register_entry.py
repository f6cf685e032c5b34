from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key

SUBJECTS = ("enterprise", "facility", "permit", "licence", "insurance", "contract")


def _of_one() -> Q:
    """Exactly one of the subjects is named."""
    return reduce(or_, (Q(**{f"{name}__isnull": name != one for name in SUBJECTS}) for one in SUBJECTS))


class RegisterEntry(models.Model):
    """One step in the life of a firm, a site or a paper: what was done, from which day, why, by whom, in which office.

    Only ever added to; a database trigger refuses changes, and what has an entry can neither vanish nor come to say
    something else (sql/register.sql). `changes` holds {field, before, after} as text, for steps that
    change words; of a permit's line also which {line}, as it was named until then.
    """

    class Deed(models.TextChoices):
        ENTERED = "entered", _("entered")
        REVISED = "revised", _("particulars changed")
        MANAGER = "manager", _("first manager appointed")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")
        ITEM = "item", _("permit item changed")
        RENEWED = "renewed", _("renewed by a newer one")
        REVOKED = "revoked", _("revoked")
        SUSPENDED = "suspended", _("suspended")
        RESUMED = "resumed", _("suspension lifted")
        ENDED = "ended", _("ended early")
        CONFIRMED = "confirmed", _("confirmed by the other party")
        DISPUTED = "disputed", _("disputed by the other party")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    enterprise = models.ForeignKey(
        "facilities.Enterprise", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    facility = models.ForeignKey("facilities.Facility", models.PROTECT, null=True, blank=True, related_name="entries")
    permit = models.ForeignKey("facilities.Permit", models.PROTECT, null=True, blank=True, related_name="entries")
    licence = models.ForeignKey(
        "facilities.CarrierLicence", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    insurance = models.ForeignKey("facilities.Insurance", models.PROTECT, null=True, blank=True, related_name="entries")
    contract = models.ForeignKey("facilities.Contract", models.PROTECT, null=True, blank=True, related_name="entries")
    deed = models.CharField(_("what was done"), max_length=10, choices=Deed)
    day = models.DateField(_("counts from"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    changes = models.JSONField(_("changes"), default=list, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_by_name = models.CharField(_("recorded by"), max_length=150)
    office = models.CharField(_("office or firm"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("entries of the register")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=_of_one(), name="registerentry_of_one_subject")]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} · {self.day}"
