"""Tell of corrections by consent: whom is asked, the proposer of every answer, everybody of the end; each once.

In the transaction of what is told about, so that a message and what it says are there together or not at all.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from facilities import clock
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import rule_for
from facilities.models import Membership
from facilities.notices import deliver
from facilities.roles import Role
from manifests.amendment_letters import AGREED, ASKED, ENDED, REMINDED, letter
from manifests.models import Amendment, AmendmentVote, AmendmentVoter

NAMED = ("manifest", "enterprise")
State = Amendment.State


def ask_for_answers(amendment: Amendment) -> None:
    """Whoever must agree and has not: the desk that signs such a part, and the manager. Two statements."""
    message = letter(amendment, ASKED)
    deliver((person, message) for person in _people(amendment.voters.unanswered()))


def tell_of_answers(amendment: Amendment, answers: Iterable[AmendmentVote], by) -> None:
    """The proposer, of each party that agreed. The proposer's own agreement is no news."""
    who = amendment.person_id
    deliver(
        (who, letter(amendment, AGREED, str(answer.voter_id), who=answer.voter.enterprise.name))
        for answer in answers
        if by.pk != who
    )


def tell_of_the_end(amendment: Amendment, state: str, *, by=None, who: str = "", why: str = "") -> None:
    """The proposer, and every other firm that had been asked; not whoever ended it. Three statements at most."""
    people = _people(amendment.voters.exclude(enterprise=amendment.enterprise_id)) | {amendment.person_id}
    people.discard(by.pk if by else None)
    message = letter(amendment, ENDED, state, state=str(state), who=who, why=why)
    deliver((person, message) for person in people)


def remind_of_amendments() -> int:
    """Those who have not answered, once the warning of the rule of where it left is out; how many messages."""
    now, post = clock.now(), []
    for amendment in Amendment.objects.running(now).select_related(*NAMED).order_by("lapses_at"):
        rule = rule_for(DeadlineKind.AMENDMENT, localdate(now), amendment.manifest.origin_region_id)
        if now >= amendment.lapses_at - timedelta(days=rule.warn):
            message = letter(amendment, REMINDED, amendment.lapses_at.date().isoformat())
            post += [(person, message) for person in _people(amendment.voters.unanswered(), rule.role)]
    return deliver(post) if post else 0


def end_as_moot(deed) -> None:
    """A manifest that is voided or cancelled leaves nothing to correct: what was asked of it ends with it."""
    manifest = deed.subject
    if not manifest.number:
        return
    for amendment in Amendment.objects.filter(manifest=manifest, state=State.PROPOSED).select_related(*NAMED):
        why = str(deed.particulars.get("reason", ""))[:200]
        amendment.state, amendment.ended_at = State.MOOT, deed.recorded_at
        amendment.ended_by, amendment.ended_reason = str(deed.by), why
        amendment.save(update_fields=["state", "ended_at", "ended_by", "ended_reason"])
        tell_of_the_end(amendment, State.MOOT, by=deed.by, why=why)


def _people(voters: Iterable[AmendmentVoter], *further: str) -> set[UUID]:
    seats = Q(pk__in=[])
    for enterprise, role in voters.values_list("enterprise", "role"):
        seats |= Q(enterprise=enterprise, role__in={role, Role.MANAGER, *further})
    members = Membership.objects.filter(seats, person__is_active=True)
    return set(members.values_list("person", flat=True))
