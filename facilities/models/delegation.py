from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.access import in_regions
from facilities.keys import new_key


class DelegationQuerySet(models.QuerySet):
    def visible_to(self, person) -> "DelegationQuerySet":
        """Both sides see theirs; officials those of the sites in their region."""
        standing = person.standing
        if standing.is_regulator:
            return self.filter(in_regions(standing, "facility__region"))
        desks = standing.desk_enterprise_ids
        return self.filter(Q(facility__enterprise__in=desks) | Q(delegate__in=desks))

    def in_force(self, day=None) -> "DelegationQuerySet":
        """Given for this day (today unless told), not revoked, and to a firm that is not closed."""
        day = day or clock.today()
        return self.filter(revoked_at=None, valid_from__lte=day, valid_to__gte=day, delegate__closed_on=None)


class Delegation(models.Model):
    """A small firm's dated consent: another firm's clerks declare, or fill in (反向填写), for one of its sites.

    History is kept: a consent that ends early is revoked, never changed or deleted, and the database holds to that. It
    names exactly what may be done; nothing else follows from it (HJ 1259-2022; 环固体〔2025〕10号).
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    facility = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="delegations", verbose_name=_("facility")
    )
    delegate = models.ForeignKey(
        "facilities.Enterprise", models.PROTECT, related_name="entrusted", verbose_name=_("entrusted to")
    )
    may_declare = models.BooleanField(_("confirms declarations"), default=False)
    may_fill = models.BooleanField(_("declares batches and fills in manifests"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    given_by = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_by_name = models.CharField(_("given by"), max_length=60)
    given_at = models.DateTimeField(_("given"))
    revoked_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(may_declare=True) | Q(may_fill=True), name="delegation_of_something"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="delegation_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="delegation_revoked_by_somebody",
            ),
        ]
        indexes = [
            # Asked with every request of somebody at a desk: what is in force for their enterprise.
            models.Index(fields=["delegate", "valid_to"], name="delegation_in_force", condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.facility} → {self.delegate}"

    def covers(self, day) -> bool:
        return self.revoked_at is None and self.valid_from <= day <= self.valid_to
