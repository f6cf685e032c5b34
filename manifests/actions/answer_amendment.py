"""Agree to a correction, decline it, or take it back. One refusal ends it; the last agreement applies it, once."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from manifests.actions.amend import ended
from manifests.actions.propose_amendment import agree_for, apply_if_agreed, locked
from manifests.actions.reading import read_reason, read_text
from manifests.actions.tell_of_amendments import tell_of_the_end
from manifests.models import Amendment, AmendmentVote

State = Amendment.State


def agree(amendment, *, by, reason: str = "") -> tuple[Amendment, bool]:
    """(the correction, whether these parties had agreed before). A repeated answer is no second vote."""
    with transaction.atomic():
        found = _locked(amendment.pk, by)
        own = _own(found, by)
        answered = {voter.pk: voter.vote.agrees for voter in own if hasattr(voter, "vote")}
        if len(answered) == len(own) and all(answered.values()):
            return found, True
        _still_open(found)
        agree_for(found, by, read_text(reason, "/reason"))
        apply_if_agreed(found, by)
        found.refresh_from_db()
    return found, False


def decline(amendment, *, by, reason: str) -> tuple[Amendment, bool]:
    """The same for a refusal, which needs a reason and ends the correction for everybody."""
    with transaction.atomic():
        found = _locked(amendment.pk, by)
        own = _own(found, by)
        if found.state == State.DECLINED and any(hasattr(voter, "vote") and not voter.vote.agrees for voter in own):
            return found, True
        _still_open(found)
        why, now = read_reason({"reason": reason}), clock.now()
        waiting = [voter for voter in own if not hasattr(voter, "vote")]
        if not waiting:
            raise NotPermitted(_("You have agreed to this correction already."), code="amendment_answered")
        AmendmentVote.objects.bulk_create(
            AmendmentVote(voter=voter, agrees=False, person=by, person_name=str(by), reason=why, recorded_at=now)
            for voter in waiting
        )
        _end(found, State.DECLINED, by, why, who=waiting[0].enterprise.name)
    return found, False


def withdraw(amendment, *, by, reason: str = "") -> tuple[Amendment, bool]:
    """Taken back by the enterprise that proposed it, as long as it is not answered by everybody."""
    with transaction.atomic():
        found = _locked(amendment.pk, by)
        own = _own(found, by)
        if not any(voter.enterprise_id == found.enterprise_id for voter in own):
            raise NotPermitted(_("Only who proposed it may take it back."), code="not_permitted")
        if found.state == State.WITHDRAWN:
            return found, True
        _still_open(found)
        _end(found, State.WITHDRAWN, by, read_text(reason, "/reason"))
    return found, False


def may_answer(person, amendment: Amendment) -> bool:
    """Whether a party waits for this person's answer. One statement."""
    if amendment.state_at(clock.now()) != State.PROPOSED:
        return False
    return amendment.voters.unanswered().may_be_cast_by(person).exists()


def _locked(pk, by) -> Amendment:
    """Under the manifest's lock first and its own second: two last answers at one moment take turns."""
    seen = Amendment.objects.visible_to(by).filter(pk=pk).first()
    if seen is None:
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    manifest = locked(seen.manifest_id, by)
    found = Amendment.objects.select_for_update().get(pk=pk)
    found.manifest = manifest
    return found


def _own(amendment: Amendment, by) -> list:
    """The parties that the person may sign for; a reader, a driver or a stranger to it signs for none."""
    own = list(amendment.voters.may_be_cast_by(by).select_related("vote", "enterprise"))
    if not own:
        raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
    return own


def _still_open(amendment: Amendment) -> None:
    state = amendment.state_at(clock.now())
    if state == State.LAPSED:
        raise Refusal(
            _("Nobody answered in time: this correction has lapsed."), code="amendment_lapsed", field="/amendment"
        )
    if state != State.PROPOSED:
        raise ended(amendment)
    if amendment.manifest.is_frozen:
        raise Refusal(_("An authority has frozen this manifest."), code="manifest_frozen")


def _end(amendment: Amendment, state: str, by, reason: str, *, who: str = "") -> None:
    amendment.state, amendment.ended_at = state, clock.now()
    amendment.ended_by, amendment.ended_reason = str(by), reason
    amendment.save(update_fields=["state", "ended_at", "ended_by", "ended_reason"])
    tell_of_the_end(amendment, state, by=by, who=who, why=reason)
