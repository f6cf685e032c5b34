from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.keys import new_key


class ExportQuerySet(models.QuerySet):
    def visible_to(self, person) -> "ExportQuerySet":
        """Only who asked for a file may have it: it holds what that person could see."""
        return self.filter(person=person)


class Export(models.Model):
    """A long list that somebody wants as a spreadsheet: written by a job, fetched once ready, deleted after a week."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("export", "waits for its turn")
        WRITING = "writing", pgettext_lazy("export", "being written")
        READY = "ready", pgettext_lazy("export", "ready")
        FAILED = "failed", pgettext_lazy("export", "could not be written")
        GONE = "gone", pgettext_lazy("export", "deleted")

    WORKING = (State.WAITING, State.WRITING)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    listing = models.CharField(_("list"), max_length=40)
    params = models.TextField(_("filters"), blank=True)
    form = models.CharField(_("file type"), max_length=4)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    asked_at = models.DateTimeField(_("asked for"))
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="export_by_person")]

    def __str__(self) -> str:
        return f"{self.listing}.{self.form}"

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING
