from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.access import in_regions
from facilities.deadline_kinds import DeadlineKind
from facilities.keys import new_key
from facilities.models.credential import Credential, CredentialQuerySet, Registered


class ContractQuerySet(CredentialQuerySet):
    def visible_to(self, person) -> "ContractQuerySet":
        """The desks of both firms; officials of either's region."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "consignor__region") | in_regions(standing, "consignee__region"))
        desks = standing.desk_enterprise_ids
        return self.filter(Q(consignor__enterprise__in=desks) | Q(consignee__enterprise__in=desks))


class Contract(Registered):
    """The written contract between who hands waste over and who takes it (Order 23, Art. 10).

    `codes` and `agreed_kg` are what the paper says, for people to compare; empty where it names none. The consignor
    enters it; the consignee confirms it, or disputes it, and from that day on it holds no load any more.
    """

    renewal, owed_by = DeadlineKind.CONTRACT, "consignor"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    consignor = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="contracts_out", verbose_name=_("consignor")
    )
    consignee = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="contracts_in", verbose_name=_("consignee")
    )
    codes = ArrayField(models.CharField(max_length=11), verbose_name=_("wastes named"), default=list, blank=True)
    agreed_kg = models.DecimalField(
        _("amount agreed for the whole term (kg)"), max_digits=15, decimal_places=3, null=True, blank=True
    )
    confirmed_on = models.DateField(_("confirmed by the consignee on"), null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta(Registered.Meta):
        abstract = False
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-valid_to"]
        indexes = [models.Index(fields=["consignor", "consignee"], name="contract_between")]


class Approval(Credential):
    """A cross-province transfer decision (Order 23, Art. 21–28): one waste, one pair, one method, a tonnage."""

    renewal, owed_by = DeadlineKind.APPROVAL, "consignor"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    consignor = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="approvals_out", verbose_name=_("consignor")
    )
    consignee = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="approvals_in", verbose_name=_("consignee")
    )
    code = models.CharField(_("waste code"), max_length=11)
    method = models.CharField(_("method"), max_length=4)
    approved_kg = models.DecimalField(_("approved (kg)"), max_digits=15, decimal_places=3)
    used_kg = models.DecimalField(_("used (kg)"), max_digits=15, decimal_places=3, default=0)

    class Meta(Credential.Meta):
        abstract = False
        verbose_name = _("cross-province approval")
        verbose_name_plural = _("cross-province approvals")
        ordering = ["-valid_to"]
        constraints = [
            *Credential.Meta.constraints,
            models.CheckConstraint(condition=models.Q(used_kg__gte=0), name="approval_use_not_negative"),
        ]
