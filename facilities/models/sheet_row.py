from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SheetRow(models.Model):
    """One row of an imported sheet: what was read, what is wrong with it, what it became.

    `key` is the sender's own name for the row. At one site a key is taken once a kind: the database sees to it, so
    that neither a repeated file nor two workers can import a row twice.
    """

    class State(models.TextChoices):
        GOOD = "good", pgettext_lazy("row", "good")
        BAD = "bad", pgettext_lazy("row", "has errors")
        KNOWN = "known", pgettext_lazy("row", "imported before")
        CHOSEN = "chosen", pgettext_lazy("row", "waits to be imported")
        TAKEN = "taken", pgettext_lazy("row", "imported")
        FAILED = "failed", pgettext_lazy("row", "refused")
        UNDONE = "undone", pgettext_lazy("row", "undone")
        KEPT = "kept", pgettext_lazy("row", "could not be undone")

    id = models.BigAutoField(primary_key=True)
    sheet = models.ForeignKey("facilities.SheetImport", models.PROTECT, related_name="rows", verbose_name=_("import"))
    facility = models.ForeignKey("facilities.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    kind = models.CharField(_("kind"), max_length=20)
    line = models.PositiveIntegerField(_("line"))
    key = models.CharField(_("row key"), max_length=60, blank=True)
    digest = models.CharField(_("digest of the values"), max_length=64, blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State)
    made = models.CharField(_("record"), max_length=40, blank=True)
    made_name = models.CharField(_("name of the record"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["sheet", "line"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "line"], name="sheetrow_line_once"),
            models.UniqueConstraint(
                fields=["facility", "kind", "key"],
                condition=models.Q(state__in=("taken", "kept")),
                name="sheetrow_key_taken_once",
            ),
        ]
        indexes = [models.Index(fields=["sheet", "state", "line"], name="sheetrow_by_state")]

    def __str__(self) -> str:
        return f"{self.line} · {self.key}"
