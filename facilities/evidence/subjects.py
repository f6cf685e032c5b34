"""What photographs and scans may be attached to. Each app registers its own: who reads them there, and who adds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Subject:
    """One kind of thing with papers.

    `seen(person)`: the rows whose papers the person may read. `owner(person, row)`: the id of the enterprise in whose
    name the person may add one, None where they may not. `attach(row, by=, evidence=)`: how it is added, where that is
    more than a row of `EvidenceUse` (a manifest signs an event). `kinds`: what is usual here, the first one proposed.
    `url(row)`: its page; `opens(person, row)`: who opens that, where fewer do than read the papers.
    """

    name: str
    label: str | Promise
    seen: Callable[[Any], QuerySet]
    owner: Callable[[Any, Any], UUID | None]
    kinds: tuple[str, ...]
    url: Callable[[Any], str]
    attach: Callable | None = None
    opens: Callable[[Any, Any], bool] | None = None

    def page(self, person, row) -> str:
        """The address of its page; empty where the person may not open it."""
        if self.opens is None or self.owner(person, row) is not None or self.opens(person, row):
            return self.url(row)
        return ""


_subjects: dict[str, Subject] = {}


def take(subject: Subject) -> None:
    """Register a subject."""
    _subjects[subject.name] = subject


def subject_named(name: str) -> Subject | None:
    return _subjects.get(name)


def subjects() -> list[Subject]:
    return list(_subjects.values())


def uses_seen_by(person) -> QuerySet:
    """Every use in something whose papers the person may read; of a signed-in person, as part of a larger question."""
    seen = Q(pk__in=[])
    for subject in _subjects.values():
        seen |= Q(subject=subject.name, subject_id__in=subject.seen(person).order_by().values("pk"))
    return apps.get_model("facilities.EvidenceUse").objects.filter(seen).order_by()


def of(name: str, keys: Iterable) -> Q:
    """The uses in these rows of one subject. `keys`: ids, or a question for them."""
    return Q(subject=name, subject_id__in=keys)
