from enum import StrEnum

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.access import in_regions
from facilities.evidence.subjects import uses_seen_by
from facilities.keys import new_key


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, person) -> "EvidenceQuerySet":
        """The own firm's; for officials those of firms with a site in their charge; and what is attached to something
        whose papers the person may read (facilities/evidence/subjects.py)."""
        standing = person.standing
        if standing.is_regulator:
            sites = apps.get_model("facilities.Facility").objects.filter(in_regions(standing, "region"))
            own = Q(enterprise__in=sites.values("enterprise"))
        else:
            own = Q(enterprise__in=standing.desk_enterprise_ids)
            # A driver sees what they put themselves, and nothing else of their firm.
            own |= Q(put_by=person, enterprise__in=standing.enterprise_ids)
        return self.filter(own | Q(pk__in=uses_seen_by(person).values("evidence")))

    def standing(self) -> "EvidenceQuerySet":
        """Those that are not withdrawn."""
        return self.filter(withdrawn_at=None)


class Evidence(models.Model):
    """A photograph or a scan as it was put here. Its bytes lie in `EvidenceContent`; what it belongs to, in
    `EvidenceUse`.

    Never changed and never deleted, only withdrawn, once and with a reason (a trigger says so). The same bytes of the
    same firm are one row for as long as it stands.
    """

    class Kind(models.TextChoices):
        PERMIT = "permit", _("permit or licence")
        CONTRACT = "contract", _("contract")
        INSURANCE = "insurance", _("insurance policy")
        CERTIFICATE = "certificate", _("certificate of a vehicle, driver or escort")
        EXEMPTION = "exemption", _("statement of exemption")
        PAPER_MANIFEST = "paper_manifest", _("manifest on paper")
        WEIGHING_TICKET = "weighing_ticket", _("weighing ticket")
        DISCREPANCY = "discrepancy", _("photograph of a discrepancy")
        LOAD = "load", _("photograph of the load")
        TRAINING = "training", _("training record")
        EMERGENCY_PLAN = "emergency_plan", _("emergency plan or drill")
        APPLICATION = "application", _("paper of an application")
        OTHER = "other", pgettext_lazy("evidence", "something else")

    class MediaType(StrEnum):
        JPEG = "image/jpeg"
        PNG = "image/png"
        PDF = "application/pdf"

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    enterprise = models.ForeignKey(
        "facilities.Enterprise", models.PROTECT, related_name="evidence", verbose_name=pgettext_lazy("evidence", "of")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    words = models.CharField(pgettext_lazy("evidence", "what it shows"), max_length=200, blank=True)
    file_name = models.CharField(_("file"), max_length=120)
    media_type = models.CharField(
        _("media type"), max_length=20, choices=[(kind.value, kind.value) for kind in MediaType]
    )
    size = models.PositiveIntegerField(_("size (bytes)"))
    pages = models.PositiveSmallIntegerField(pgettext_lazy("evidence", "pages"), default=1)
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64)
    put_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("evidence", "put here by")
    )
    put_by_name = models.CharField(pgettext_lazy("evidence", "put here by"), max_length=60)
    put_at = models.DateTimeField(pgettext_lazy("evidence", "put here"))
    withdrawn_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("evidence", "withdrawn by"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(pgettext_lazy("evidence", "withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(pgettext_lazy("evidence", "why withdrawn"), max_length=200, blank=True)

    was_there = False  # on what `put_evidence` answers: true where the bytes had been put here before

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("photograph or scan")
        verbose_name_plural = _("photographs and scans")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "sha256"], condition=Q(withdrawn_at=None), name="evidence_once_while_it_stands"
            ),
            models.CheckConstraint(condition=Q(size__gt=0) & Q(pages__gt=0), name="evidence_of_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="evidence_withdrawn_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "kind", "-id"], name="evidence_of_enterprise")]

    def __str__(self) -> str:
        return self.words or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("facilities:evidence", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.media_type != self.MediaType.PDF

    @property
    def suffix(self) -> str:
        return {self.MediaType.JPEG: "jpg", self.MediaType.PNG: "png"}.get(self.media_type, "pdf")

    @property
    def download_name(self) -> str:
        """By its digest: what somebody once called the file says nothing that may be believed."""
        return f"{self.kind}-{self.sha256[:12]}.{self.suffix}"


class EvidenceContent(models.Model):
    """The bytes of a photograph or scan exactly as they came, apart from what lists read; and a small picture."""

    evidence = models.OneToOneField(
        Evidence, models.PROTECT, primary_key=True, related_name="content", verbose_name=_("photograph or scan")
    )
    content = models.BinaryField()
    small = models.BinaryField(null=True)  # a JPEG of some 480 pixels; none of a PDF

    class Meta:
        verbose_name = _("bytes of a photograph or scan")
        verbose_name_plural = _("bytes of photographs and scans")

    def __str__(self) -> str:
        return str(self.pk)
