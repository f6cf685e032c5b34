"""Send by mail what was delivered in the house and is to go out. A failure is kept and tried again, never lost."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from facilities import clock
from facilities.models import Notice
from facilities.notices import words

TOGETHER = 50  # a transaction, so that a crash repeats few
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)


def mail_notices() -> int:
    """Send what is due; returns how many went out. Safe beside others that do the same: each takes its own rows.

    Nothing is tried twice in one run. A crash between the post office and our note of it sends a message again: at
    least once, as mail is. Without EMAIL_HOST nothing is sent, and what waits goes on waiting.
    """
    if not settings.EMAIL_HOST:
        return 0
    sent, now = 0, clock.now()
    while (done := _send_some(now)) is not None:
        sent += done
    return sent


def _send_some(now: datetime) -> int | None:
    with transaction.atomic():
        due = list(
            Notice.objects.filter(mail_at__lte=now)
            .select_related("person")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("mail_at")[:TOGETHER]
        )
        if not due:
            return None
        connection = get_connection()
        sent = sum(_send(notice, connection, now) for notice in due)
        Notice.objects.bulk_update(due, ["mail_at", "mailed_at", "mail_tries", "mail_error"])
        return sent


def _send(notice: Notice, connection, now: datetime) -> bool:
    person = notice.person
    if not (person.email and person.mail_notices and person.is_active):
        notice.mail_at = None  # they no longer want it, or no longer work here
        return False
    notice.mail_tries += 1
    try:
        letter(notice, connection).send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors; a broken address is a ValueError
        notice.mail_error = f"{type(error).__name__}: {error}"[:200]
        notice.mail_at = now + min(FIRST_WAIT * 2 ** min(notice.mail_tries - 1, 10), LONGEST_WAIT)
        return False
    notice.mail_at, notice.mailed_at, notice.mail_error = None, now, ""
    return True


def letter(notice: Notice, connection=None) -> EmailMessage:
    """One sentence, where to look, and how to have it end; nothing about people."""
    with override(notice.person.language or settings.LANGUAGE_CODE):
        said = words(notice)
        lines = [said, ""]
        if notice.path:
            lines += [f"{settings.PUBLIC_URL}{notice.path}", ""]
        lines.append(_("You get this because you work with Liandan. The page “Notices” has a switch for mail."))
        return EmailMessage(
            subject=" ".join(said.split())[:120],
            body="\n".join(lines),
            to=[notice.person.email],
            connection=connection,
        )
