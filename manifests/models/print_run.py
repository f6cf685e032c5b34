from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from facilities.keys import new_key


class PrintRunQuerySet(models.QuerySet):
    def visible_to(self, person) -> "PrintRunQuerySet":
        """Only who asked for it may have it: it holds what that person could see."""
        return self.filter(person=person)

    def told(self) -> "PrintRunQuerySet":
        """What a page says of a run; its thousand keys are read when they are needed."""
        return self.defer("parts", "drawn", "printed")

    def working(self) -> "PrintRunQuerySet":
        return self.filter(state__in=PrintRun.WORKING)


class PrintRun(models.Model):
    """Many documents in one file: drawn by a job, fetched once printed, deleted after a week.

    What is printed and in which order is fixed when it is asked for: `parts` is a list of parts, each drawn at one go
    and kept when it is done, each a list of `[key, file, papers]`, and of labels their digital codes. A worker that is
    killed loses the part it drew.
    """

    class Subject(models.TextChoices):
        MANIFESTS = "manifests", _("Manifests")
        LABELS = "labels", _("Container labels")

    class Form(models.TextChoices):
        PDF = "pdf", _("one PDF")
        ZIP = "zip", _("single PDFs in a zip file")

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("print run", "waits for its turn")
        STARTED = "started", pgettext_lazy("print run", "being printed")
        PRINTED = "printed", pgettext_lazy("print run", "printed")
        CANCELLED = "cancelled", pgettext_lazy("print run", "cancelled")
        FAILED = "failed", pgettext_lazy("print run", "could not be printed")
        DELETED = "deleted", pgettext_lazy("print run", "deleted")

    WORKING = (State.REQUESTED, State.STARTED)
    FRUITLESS = (State.CANCELLED, State.FAILED)  # nobody ever had its file

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey("facilities.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    subject = models.CharField(_("what is printed"), max_length=9, choices=Subject)
    form = models.CharField(_("file type"), max_length=3, choices=Form)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REQUESTED)
    parts = models.JSONField(encoder=DjangoJSONEncoder)
    # Number of each part that is done → title and first page of its documents, where the file is one PDF.
    drawn = models.JSONField(default=dict)
    # Keys of what is in the file, in whole or in part; None where no part was noted yet.
    printed = models.JSONField(null=True, editable=False)
    # [{key, name, code}]: what was chosen and is not in the file, and why.
    left_out = models.JSONField(_("left out"), default=list, encoder=DjangoJSONEncoder)
    total = models.PositiveIntegerField(_("papers"))
    done = models.PositiveIntegerField(_("done"), default=0)
    requested_at = models.DateTimeField(_("asked for"))
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # Which worker has it; a second one that takes it over makes the first stop.
    worker = models.UUIDField(null=True, editable=False)
    taken_count = models.PositiveSmallIntegerField(default=0)
    idempotency_key = models.CharField(_("idempotency key"), max_length=80, null=True, blank=True)

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("print run")
        verbose_name_plural = _("print runs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="print_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["requested", "started"]),
                name="print_one_running",
            ),
            models.UniqueConstraint(
                fields=["person", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="print_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} ({self.total})"

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    @property
    def keys(self) -> list[str]:
        """Everything that was chosen, in order, each once."""
        return list(dict.fromkeys(key for part in self.parts for key, *_rest in part))

    @property
    def printed_keys(self) -> list[str]:
        """What stands in the file, if only in one of its several files or in part."""
        return self.keys if self.printed is None else self.printed
