"""Propose a correction of what is sealed: one party asks, everybody whose signature stands under it must agree."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import due_after
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import Enterprise
from manifests.actions.correcting import check_times, read_changes, with_followers
from manifests.actions.lapse_amendments import lapse
from manifests.actions.reading import read_reason
from manifests.actions.recounting import Recount
from manifests.actions.tell_of_amendments import tell_of_answers
from manifests.amendable import Sealed, Seat, read_events, sealed_fields
from manifests.custody import perform
from manifests.custody.chain import digest
from manifests.custody.deed import Deed
from manifests.custody.door import read_key
from manifests.models import Amendment, AmendmentVote, AmendmentVoter, Manifest
from manifests.states import BY_ACTION, SEALED

_listeners: list[Callable[[Amendment], None]] = []


def hear_proposals(listener: Callable[[Amendment], None]) -> None:
    """Register `listener(amendment)`, told in the same transaction that its voters have something to answer."""
    _listeners.append(listener)


def propose(manifest, *, by, changes, reason, idempotency_key: str | None = None) -> tuple[Amendment, bool]:
    """(the correction, whether it had been proposed before with this key). `changes`: a list of {field, value}.

    Whoever proposes has agreed; where nobody else signed, it is applied at once. Raises a Refusal: `field_sealed` for
    what no correction may name, `amendment_open` while another one waits for answers.
    """
    key = read_key(idempotency_key)
    content = digest({"subject": str(manifest.pk), "changes": changes, "reason": reason})
    with transaction.atomic():
        manifest = locked(manifest.pk, by)
        first = Amendment.objects.filter(person=by, idempotency_key=key).first() if key else None
        if first is not None:
            if first.request_digest != content:
                raise Refusal(
                    _("This key has been used for another request."),
                    code="idempotency_key_reused",
                    field="/idempotency_key",
                )
            return first, True
        fields, wanted, followed = _judged(manifest, by, changes)
        seats = seats_of(fields, wanted)
        own = next(seat for seat in seats if seat.is_of(by))
        amendment = Amendment.objects.create(
            manifest=manifest,
            changes=followed,
            reason=read_reason({"reason": reason}),
            person=by,
            person_name=str(by),
            enterprise=Enterprise.objects.get(pk=own.enterprise),
            recorded_at=clock.now(),
            lapses_at=due_after(clock.now(), manifest.origin_region_id, DeadlineKind.AMENDMENT)[0].due_at,
            idempotency_key=key,
            request_digest=content if key else "",
        )
        voters = [
            AmendmentVoter(amendment=amendment, party=seat.party, enterprise_id=seat.enterprise, role=seat.role)
            for seat in seats
        ]
        AmendmentVoter.objects.bulk_create(voters)
        agree_for(amendment, by)
        for listener in _listeners:
            listener(amendment)
        apply_if_agreed(amendment, by)
        amendment.refresh_from_db()
    return amendment, False


def check_proposal(manifest: Manifest, *, by, changes) -> list[dict]:
    """Before and after of what would be proposed, followers included, without doing anything. Raises as `propose`."""
    with transaction.atomic():
        return _judged(locked(manifest.pk, by), by, changes)[2]


def may_propose(person, fields: dict[str, Sealed]) -> dict[str, Sealed]:
    """The fields of which the person's own desk must be asked: only those it may ask to correct."""
    return {pointer: sealed for pointer, sealed in fields.items() if any(seat.is_of(person) for seat in sealed.seats)}


def seats_of(fields: dict[str, Sealed], wanted) -> list[Seat]:
    """Everybody whose consent these changes need, each once, in the order of the form's parts."""
    return list(dict.fromkeys(seat for pointer in wanted for seat in fields[pointer].seats))


def locked(pk, by) -> Manifest:
    """The manifest under its row lock, if the person may know of it."""
    manifest = Manifest.objects.locked(pk)
    if manifest is None or not Manifest.objects.visible_to(by).filter(pk=pk).exists():
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    manifest.load_parties()
    return manifest


def agree_for(amendment: Amendment, by, reason: str = "") -> int:
    """The person's agreement for every party that they may sign for and that has not answered; how many these were."""
    voters = amendment.voters.unanswered().may_be_cast_by(by).select_related("enterprise")
    votes = [
        AmendmentVote(voter=voter, agrees=True, person=by, person_name=str(by), reason=reason, recorded_at=clock.now())
        for voter in voters
    ]
    AmendmentVote.objects.bulk_create(votes)
    tell_of_answers(amendment, votes, by)
    return len(votes)


def apply_if_agreed(amendment: Amendment, by) -> None:
    """The last answer carries it through the custody door. The caller holds the manifest's lock: nobody else is it."""
    if not amendment.voters.exclude(vote__agrees=True).exists():
        perform(amendment.manifest, "amend", by=by, data={"amendment": amendment.pk})


def _judged(manifest: Manifest, by, changes):
    """(correctable fields, {pointer: new value}, before and after with followers), or every reason against it."""
    events = read_events(manifest)
    fields = sealed_fields(manifest, events) if manifest.state in SEALED else {}
    own = may_propose(by, fields)
    if manifest.state not in SEALED:
        raise Refusal(
            _("This cannot be done while it is “%(state)s”.") % {"state": manifest.get_state_display()},
            code="transition_not_allowed",
        )
    if not own:
        raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
    if manifest.is_frozen:
        raise Refusal(_("An authority has frozen this manifest."), code="manifest_frozen")
    _one_at_a_time(manifest)
    wanted = read_changes(changes, fields, manifest)
    foreign = [pointer for pointer in wanted if pointer not in own]
    if foreign:
        raise NotPermitted(
            _("Only who signed it may ask to correct it: %(field)s") % {"field": foreign[0]}, code="not_permitted"
        )
    check_times(manifest, events, wanted)
    weighed = dict(manifest.lines.values_list("position", "weighed_kg"))
    followed = with_followers(fields, wanted, weighed, manifest.received_kg)
    deed = Deed(BY_ACTION["manifest", "amend"], by, {}, clock.now(), clock.now(), subject=manifest)
    blocks = [finding.as_refusal() for finding in Recount(deed, list(manifest.lines.all()), followed).blocks()]
    if blocks:
        raise Refusal.of(blocks)
    return fields, wanted, followed


def _one_at_a_time(manifest: Manifest) -> None:
    """What has lapsed is written down as such and makes room; what runs must be answered first."""
    now = clock.now()
    open_ones = Amendment.objects.filter(manifest=manifest, state=Amendment.State.PROPOSED)
    lapse(open_ones, now)
    if open_ones.exists():
        raise Refusal(
            _("Another correction of this manifest waits for answers. It must end before the next one begins."),
            code="amendment_open",
        )
