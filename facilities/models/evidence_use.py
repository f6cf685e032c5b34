from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.keys import new_key


class EvidenceUse(models.Model):
    """What a photograph or scan belongs to: a permit, a contract, a manifest. Append-only.

    `subject` is a name of facilities/evidence/subjects.py, in which upper apps register what is theirs; `subject_id` is
    the row's key. `step` is the custody action it came with, empty elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    evidence = models.ForeignKey(
        "facilities.Evidence", models.PROTECT, related_name="uses", verbose_name=_("photograph or scan")
    )
    subject = models.CharField(pgettext_lazy("evidence", "attached to"), max_length=20)
    subject_id = models.UUIDField()
    step = models.CharField(pgettext_lazy("evidence", "with"), max_length=20, blank=True)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("attached by"))
    recorded_at = models.DateTimeField(_("attached"))

    class Meta:
        verbose_name = _("use of a photograph or scan")
        verbose_name_plural = _("uses of photographs and scans")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "evidence"], name="evidenceuse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"
