"""Corrections that wait for one's consent, in one statement."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.enumerating import enumerated
from manifests.amended_words import field_label
from manifests.models import Amendment, AmendmentVoter
from manifests.numbers import spaced
from manifests.waiting.group import LIMIT, Group, Item


def amendments_waiting(person, now: datetime) -> Iterable[Group]:
    """Each correction once, the one that lapses first on top."""
    if not person.standing.desk_enterprise_ids:
        return []
    voters = (
        AmendmentVoter.objects.may_be_cast_by(person)
        .unanswered()
        .filter(amendment__state=Amendment.State.PROPOSED, amendment__lapses_at__gt=now)
        .select_related("amendment__manifest", "amendment__enterprise")
        .order_by("amendment__lapses_at", "amendment", "pk")[: LIMIT + 1]
    )
    found = {voter.amendment_id: voter.amendment for voter in voters}
    group = Group(16, gettext_lazy("Corrections to answer"))
    for amendment in found.values():
        labels = enumerated(field_label(change["field"]) for change in amendment.changes)
        group.items.append(
            Item(
                title=f"{spaced(amendment.manifest.number)} {amendment.enterprise}",
                url=reverse("manifests:amendment", args=[amendment.pk]),
                note=_("Asks to correct: %(fields)s") % {"fields": labels},
                due_at=amendment.lapses_at,
            )
        )
    return [group]
