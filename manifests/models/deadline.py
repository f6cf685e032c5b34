from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class Deadline(models.Model):
    """A clock that the law started: when it runs out, when it was met. Overdue is computed, never set by hand."""

    class Kind(models.TextChoices):
        CLOSE = "close", _("receiver confirms within 5 working days (Order 23, Art. 18)")

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    manifest = models.ForeignKey(
        "manifests.Manifest", models.PROTECT, related_name="deadlines", verbose_name=_("manifest")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    # True when the span touches a year whose holidays the State Council had not published to us.
    assumed = models.BooleanField(_("holidays not known yet"), default=False)
    met_at = models.DateTimeField(_("met"), null=True, blank=True)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [models.UniqueConstraint(fields=["manifest", "kind"], name="deadline_once")]
        indexes = [models.Index(fields=["due_at"], name="deadline_running", condition=models.Q(met_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.due_at:%Y-%m-%d}"
