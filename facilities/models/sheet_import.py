from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.access import in_regions
from facilities.keys import new_key


class SheetImportQuerySet(models.QuerySet):
    def visible_to(self, person) -> "SheetImportQuerySet":
        """Those of own enterprises; for officials those of sites in their region."""
        if person.standing.is_regulator:
            return self.filter(in_regions(person.standing, "facility__region"))
        return self.filter(facility__enterprise__in=person.standing.desk_enterprise_ids)


class SheetImport(models.Model):
    """One spreadsheet that somebody brought: what it was, how far it is, and what became of its rows.

    The counts are kept with the rows, in the same transactions, so that a page never counts.
    """

    class State(models.TextChoices):
        CHECKING = "checking", pgettext_lazy("import", "being checked")
        CHECKED = "checked", pgettext_lazy("import", "checked, nothing imported yet")
        UNREADABLE = "unreadable", pgettext_lazy("import", "could not be read")
        TAKING = "taking", pgettext_lazy("import", "being imported")
        TAKEN = "taken", pgettext_lazy("import", "imported")
        CANCELLED = "cancelled", pgettext_lazy("import", "stopped")
        UNDOING = "undoing", pgettext_lazy("import", "being undone")
        UNDONE = "undone", pgettext_lazy("import", "undone")
        FAILED = "failed", pgettext_lazy("import", "could not be finished")

    WORKING = (State.CHECKING, State.TAKING, State.UNDOING)

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    facility = models.ForeignKey("facilities.Facility", models.PROTECT, related_name="+", verbose_name=_("facility"))
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    # Who had it imported or undone last, and in whose name its rows are written.
    acted_by = models.ForeignKey(
        "facilities.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("imported by")
    )
    file_name = models.CharField(_("file"), max_length=120)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("digest (SHA-256)"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    problems = models.JSONField(_("why it could not be read"), default=list, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)  # where in the file each column stands, from 0
    first_line = models.PositiveIntegerField(default=0)  # the first line with data, from 1
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    reached = models.PositiveIntegerField(default=0)  # the last line that was checked
    good_count = models.PositiveIntegerField(_("good rows"), default=0)
    bad_count = models.PositiveIntegerField(_("rows with errors"), default=0)
    known_count = models.PositiveIntegerField(_("imported before"), default=0)
    chosen_count = models.PositiveIntegerField(_("chosen rows"), default=0)
    taken_count = models.PositiveIntegerField(_("imported rows"), default=0)
    failed_count = models.PositiveIntegerField(_("refused rows"), default=0)
    undone_count = models.PositiveIntegerField(_("undone rows"), default=0)
    kept_count = models.PositiveIntegerField(_("rows that could not be undone"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)  # since it last got on
    failed_in = models.CharField(_("failed while"), max_length=10, choices=State, blank=True)
    # What a program may send again: its upload, and what it asked for afterwards (person and key → what).
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)
    asked = models.JSONField(default=dict, blank=True)
    stop_asked = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField(_("uploaded"))
    beat_at = models.DateTimeField()  # the last sign of life of who works on it
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="sheetimport_idempotency_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "-id"], name="sheetimport_by_site"),
            models.Index(
                fields=["beat_at"],
                name="sheetimport_working",
                condition=models.Q(state__in=("checking", "taking", "undoing")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING
