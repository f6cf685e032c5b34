from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class ManifestLine(models.Model):
    """One batch on a manifest: declared and loaded, weighed at the gate, decided by the consignee (all kg)."""

    class Opinion(models.TextChoices):
        ACCEPT = "accept", _("accept")
        PART = "part", _("accept in part")
        REFUSE = "refuse", _("refuse")

    class Rest(models.TextChoices):
        """Why something of the line stays on the truck."""

        REFUSED = "refused", _("refused")
        RESIDUE = "residue", _("residue that could not be emptied")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    manifest = models.ForeignKey("manifests.Manifest", models.PROTECT, related_name="lines", verbose_name=_("manifest"))
    position = models.PositiveSmallIntegerField(_("no."))
    batch = models.ForeignKey("manifests.WasteBatch", models.PROTECT, related_name="lines", verbose_name=_("batch"))
    waste_code = models.ForeignKey("facilities.WasteCode", models.PROTECT, verbose_name=_("waste code"))
    container_count = models.PositiveIntegerField(_("containers"), default=0)
    declared_kg = models.DecimalField(_("declared (kg)"), max_digits=15, decimal_places=3)
    weighed_kg = models.DecimalField(_("weighed (kg)"), max_digits=15, decimal_places=3, null=True, blank=True)
    accepted_kg = models.DecimalField(_("accepted (kg)"), max_digits=15, decimal_places=3, null=True, blank=True)
    opinion = models.CharField(_("opinion"), max_length=6, choices=Opinion, blank=True)
    rest = models.CharField(_("what stays on the truck"), max_length=8, choices=Rest, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    significant_difference = models.CharField(_("significant difference"), max_length=200, blank=True)
    method = models.ForeignKey(
        "facilities.DisposalMethod", models.PROTECT, null=True, blank=True, verbose_name=_("method")
    )

    class Meta:
        verbose_name = _("manifest line")
        verbose_name_plural = _("manifest lines")
        ordering = ["manifest", "position"]
        constraints = [
            models.UniqueConstraint(fields=["manifest", "position"], name="line_position_once"),
            models.UniqueConstraint(fields=["manifest", "batch"], name="line_batch_once"),
            models.CheckConstraint(condition=Q(declared_kg__gt=0), name="line_declares_something"),
            models.CheckConstraint(
                condition=Q(accepted_kg__isnull=True) | (Q(accepted_kg__gte=0) & (Q(accepted_kg__lte=F("weighed_kg")))),
                name="line_accepts_no_more_than_weighed",
            ),
            models.CheckConstraint(
                condition=~Q(opinion__in=("part", "refuse")) | ~Q(reason=""), name="line_refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(rest="residue") | Q(opinion="accept", accepted_kg__lt=F("weighed_kg")),
                name="line_residue_of_an_accepted_load",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manifest} · {self.position}"

    @property
    def residue_kg(self):
        """What could not be emptied (kg); None where nothing stayed for that reason."""
        return self.weighed_kg - self.accepted_kg if self.rest == self.Rest.RESIDUE else None
