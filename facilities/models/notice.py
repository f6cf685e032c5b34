from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.keys import new_key


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NoticeQuerySet":
        return self.filter(person=person)


class Notice(models.Model):
    """A message to one person: that something is due, late, or wants a word.

    What it says is put together for its reader from `kind` and `figures` (facilities/notices.py), so that it is read in
    the reader's language and no sentence is stored. `key` says what it is about: nobody is told twice.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(
        "facilities.Person", models.PROTECT, related_name="notices", verbose_name=_("person"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("about"), max_length=100)
    path = models.CharField(_("address"), max_length=200, blank=True)
    figures = models.JSONField(_("figures"), default=dict)
    sent_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # When it is to go out by mail next; empty when it is not to, or has.
    mail_at = models.DateTimeField(_("to be mailed"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(_("tries to mail"), default=0)
    mail_error = models.CharField(_("last mail error"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["mail_at"], name="notice_to_mail", condition=Q(mail_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_at:%Y-%m-%d}"
