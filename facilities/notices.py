"""What a notice says: each kind's words are registered by the app it comes from, and put together for the reader."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from facilities import clock
from facilities.models import Notice, Person

Words = Callable[[dict], str]
_words: dict[str, Words] = {}


@dataclass(frozen=True)
class Letter:
    """One message before it is anybody's. `key` says what it is about; nobody gets the same key twice."""

    kind: str
    key: str
    path: str
    figures: dict


def say(kind: str, words: Words) -> None:
    """Register `words(figures)`: one sentence in the active language."""
    _words[kind] = words


def words(notice: Notice) -> str:
    """The sentence in the reader's language; a kind that no app knows any more is named, not hidden."""
    speak = _words.get(notice.kind)
    return speak(notice.figures) if speak else _("Message of kind %(kind)s") % {"kind": notice.kind}


def deliver(letters: Iterable[tuple[UUID, Letter]]) -> int:
    """Give (person, letter) pairs; who has had one of the same key gets none. Returns how many were tried.

    Call it in the transaction of what is told about. Mail goes out later, by a job, to those who want it.
    """
    now, letters = clock.now(), list(letters)
    by_mail = _wanting_mail({person for person, _letter in letters})
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=person,
                kind=letter.kind,
                key=letter.key,
                path=letter.path,
                figures=letter.figures,
                sent_at=now,
                mail_at=now if person in by_mail else None,
            )
            for person, letter in letters
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return len(letters)


def _wanting_mail(people: set[UUID]) -> set[UUID]:
    if not settings.EMAIL_HOST or not people:
        return set()
    wanting = Person.objects.filter(pk__in=people, mail_notices=True, is_active=True).exclude(email="")
    return set(wanting.values_list("pk", flat=True))
