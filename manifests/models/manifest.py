from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from manifests.models.stateful import STATE_NAMES, Stateful, with_transitions
from manifests.numbers import spaced
from manifests.profiles import BY_ID, CHOICES, PROFILES, Profile, named
from manifests.querysets import ManifestQuerySet, sites_with_enterprises
from manifests.states import ManifestState


@with_transitions
class Manifest(Stateful):
    """The document for one move of waste from a consignor to a consignee (危险废物转移联单, MEE/MPS/MOT Order 23).

    It does not know a truck: the carrier's particulars are frozen in the custody events, as signed.
    `carrier` is who has or will have custody now; hand-overs change it.
    """

    SUBJECT = "manifest"

    class Kind(models.TextChoices):
        NORMAL = "normal", _("normal")
        CARRIED_ON = "carried_on", _("carried on from a refused or part-accepted load")
        # Entered after the fact, from paper: 补录. The words are those of deployed systems.
        BACK_FILLED = "backfilled", _("entered from paper")
        EMERGENCY = "emergency", _("entered from paper: the system was down")
        SPECIAL = "special", _("entered from paper: special case")
        CROSS_BORDER = "cross_border", _("entered from paper: across the border")
        TRANSFER_IN = "transfer_in", _("entered from paper: came from another province")
        # Another platform's manifest, entered by the receiver: who handed the waste over has no account here.
        INBOUND = "inbound", _("from elsewhere: entered by the receiver")

    number = models.CharField(_("manifest number"), max_length=20, unique=True, null=True, blank=True)
    # What others call it, once they have said so: the nation's 14 digits (Order 23, Art. 15), the province's number.
    national_no = models.CharField(_("national number"), max_length=14, blank=True)
    provincial_no = models.CharField(_("provincial number"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NORMAL)
    profile = models.CharField(_("profile"), max_length=12, choices=CHOICES, default=PROFILES[0].id)
    # What only its profile asks for, by name (manifests/profiles): the building site, the number of pieces.
    details = models.JSONField(_("particulars of its profile"), default=dict, blank=True)
    state = FSMField(
        _("state"),
        default=ManifestState.DRAFT,
        protected=True,
        choices=[(state.value, STATE_NAMES[state]) for state in ManifestState],
    )
    consignor = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="manifests_out", verbose_name=_("consignor")
    )
    consignee = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="manifests_in", verbose_name=_("consignee")
    )
    carrier = models.ForeignKey(
        "facilities.Facility", models.PROTECT, related_name="manifests_carried", verbose_name=_("carrier")
    )
    origin_region = models.ForeignKey(
        "facilities.Region", models.PROTECT, related_name="+", verbose_name=_("district of origin")
    )
    destination_region = models.ForeignKey(
        "facilities.Region", models.PROTECT, related_name="+", verbose_name=_("district of destination")
    )
    method = models.ForeignKey(
        "facilities.DisposalMethod", models.PROTECT, related_name="+", verbose_name=_("planned method")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("continues manifest"),
    )
    # Rows of the exemption list that the consignor claims, as they read when claimed, each with the reason given.
    exemptions = models.JSONField(_("exemptions claimed"), default=list, blank=True)
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)
    declared_kg = models.DecimalField(_("declared (kg)"), max_digits=15, decimal_places=3)
    received_kg = models.DecimalField(_("accepted (kg)"), max_digits=15, decimal_places=3, null=True, blank=True)
    recorded_at = models.DateTimeField(_("drawn up"))
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    departed_at = models.DateTimeField(_("departed"), null=True, blank=True)
    laid_over_at = models.DateTimeField(_("stands still since"), null=True, blank=True)
    laid_over_place = models.CharField(_("where it stands"), max_length=200, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    # The receipt found something otherwise than the manifest says; the consignor has seen it. See discrepancies.py.
    discrepancy_at = models.DateTimeField(_("discrepancy told"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("discrepancy seen by the consignor"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)

    objects = ManifestQuerySet.as_manager()

    class Meta:
        verbose_name = _("manifest")
        verbose_name_plural = _("manifests")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ManifestState]), name="manifest_state_known"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(state__in=("draft", "cancelled")),
                name="manifest_numbered_once_issued",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | ~Q(kind="carried_on"), name="manifest_carries_on_a_parent"
            ),
            models.CheckConstraint(
                condition=Q(state="laid_over", laid_over_at__isnull=False) & ~Q(laid_over_place="")
                | ~Q(state="laid_over") & Q(laid_over_at__isnull=True, laid_over_place=""),
                name="manifest_stands_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(discrepancy_at__isnull=False),
                name="manifest_acknowledges_a_discrepancy",
            ),
            models.CheckConstraint(
                condition=Q(national_no="") | Q(national_no__regex=r"^[0-9]{14}$"), name="manifest_national_no_shape"
            ),
            models.UniqueConstraint(
                fields=["national_no"], condition=~Q(national_no=""), name="manifest_national_no_once"
            ),
            models.UniqueConstraint(
                Left("origin_region", 2),
                "provincial_no",
                condition=~Q(provincial_no=""),
                name="manifest_provincial_no_once",
            ),
            models.CheckConstraint(condition=Q(profile__in=list(BY_ID)), name="manifest_profile_known"),
            models.CheckConstraint(
                condition=~Q(kind="inbound") | ~Q(national_no="") | Q(state__in=("cancelled", "voided")),
                name="manifest_from_elsewhere_is_numbered",
            ),
        ]
        indexes = [
            # Each party's list, newest first (UUIDv7 keys are in time order).
            models.Index(fields=["consignor", "-id"], name="manifest_by_consignor"),
            models.Index(fields=["consignee", "-id"], name="manifest_by_consignee"),
            models.Index(fields=["carrier", "-id"], name="manifest_by_carrier"),
            # A regulator's list: their region's, newest first.
            models.Index(fields=["origin_region", "-id"], name="manifest_by_origin"),
            models.Index(fields=["destination_region", "-id"], name="manifest_by_destination"),
            # Discrepancies that no consignor has seen yet: few, and looked for every day.
            models.Index(
                fields=["discrepancy_at"],
                name="manifest_discrepancy_unseen",
                condition=Q(discrepancy_at__isnull=False, acknowledged_at=None),
            ),
            # Claims of the exemption list: few, and looked at one by one.
            models.Index(fields=["-id"], name="manifest_exempt", condition=~Q(exemptions=[])),
        ]

    def __str__(self) -> str:
        return spaced(self.number) if self.number else str(_("draft"))

    def get_absolute_url(self) -> str:
        return reverse("manifests:manifest", args=[self.pk])

    def load_parties(self) -> None:
        """Fetch the three sites and their enterprises in one statement, which joins less than `with_parties`."""
        names = ("consignor", "consignee", "carrier")
        keys = {getattr(self, f"{name}_id") for name in names}
        found = {site.pk: site for site in sites_with_enterprises(keys)}
        for name in names:
            setattr(self, name, found[getattr(self, f"{name}_id")])

    def keep(self, name: str, rows: list) -> None:
        """These are all the rows of a relation: `lines.all()` answers with them from now on, as after a prefetch."""
        relation = getattr(self, name)
        for row in rows:
            setattr(row, relation.field.name, self)
        kept = relation.all()
        kept._result_cache, kept._prefetch_done = rows, True
        self._prefetched_objects_cache = {**getattr(self, "_prefetched_objects_cache", {}), name: kept}

    def keeps(self, name: str) -> bool:
        return name in getattr(self, "_prefetched_objects_cache", {})

    @property
    def form(self) -> Profile:
        """The profile it was drawn up under: what it asks, prints and leaves out."""
        return named(self.profile)

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_back_filled(self) -> bool:
        """Entered after the fact from paper (Order 23, Art. 20): every event tells what had happened."""
        return self.kind not in (self.Kind.NORMAL, self.Kind.CARRIED_ON, self.Kind.INBOUND)

    @property
    def is_inbound(self) -> bool:
        """Drawn up on another platform and entered by its receiver, whose signature stands under all of it."""
        return self.kind == self.Kind.INBOUND

    @property
    def goes_home(self) -> bool:
        """What a gate did not take, on its way back to where it came from: no move in the law's sense, so no figure."""
        return self.kind == self.Kind.CARRIED_ON and self.consignee_id == self.consignor_id
