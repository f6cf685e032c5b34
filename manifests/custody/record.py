"""Write a deed: state, event, chain, batches, movements. Set-based, so that the cost does not grow with the lines."""

from django.db.models import Model
from django_fsm import TransitionNotAllowed

from facilities.errors import Refusal
from manifests.custody.chain import event_hash, plain
from manifests.custody.deed import Change, Deed
from manifests.custody.rewriting import add, rewrite
from manifests.models import BatchLink, CustodyEvent, Manifest
from manifests.sealing import check_seals
from manifests.states import START

BATCH_FIELDS = [
    "state", "holder", "area", "kg", "held_since", "treated_by", "treated_at", "event_count", "event_head",
]  # fmt: skip


def write(deed: Deed, key: str | None, content: str) -> CustodyEvent:
    """Move the state machine and leave every trace in the database; returns the subject's own event."""
    event = _write_subject(deed, key, content)
    events = [event, *(_write_subject(other) for other in deed.others)]
    events += take_steps(deed)
    add(events)
    if deed.movements:
        for movement in deed.movements:
            movement.event = event
        add(deed.movements)
    if deed.links:
        BatchLink.objects.bulk_create(deed.links)
    for step in deed.after:
        step()
    return event


def write_changes(deed: Deed) -> None:
    """Write what the batches did so far, for an action whose next step starts from there."""
    add(take_steps(deed))
    deed.changes.clear()


def _write_subject(deed: Deed, key: str | None = None, content: str = "") -> CustodyEvent:
    from_start = deed.row.sources == (START,)
    if isinstance(deed.subject, Manifest):
        check_seals(deed.row.action, deed.changed)
    event = _event(deed, deed.subject, deed.row.action, "" if from_start else deed.subject.state)
    event.idempotency_key = key
    event.request_digest = content if key else ""
    event.particulars = plain(deed.particulars)
    event.warnings = plain([finding.as_record() for finding in deed.findings])
    if not from_start:
        _take_step(deed.subject, deed.row.action, deed.target)
    _seal(event, deed.subject)
    if from_start:
        add([deed.subject])
    else:
        rewrite([deed.subject], [*sorted(deed.changed), "state", "event_count", "event_head"])
    return event


def take_steps(deed: Deed) -> list[CustodyEvent]:
    """Let the batches take their steps; returns their events, still to be written.

    New batches first: one that arises may at once take a second step, which the database guard must see as a step.
    """
    arisen = [change for change in deed.changes if change.is_new]
    steps = [change for change in deed.changes if not change.is_new]
    events = [_batch_event(deed, change) for change in arisen]
    if arisen:
        add([change.batch for change in arisen])
    events += [_batch_event(deed, change) for change in steps]
    if steps:
        moved = {change.batch.pk: change.batch for change in steps}
        rewrite(moved.values(), BATCH_FIELDS)
    return events


def _take_step(subject: Model, action: str, target: str | None) -> None:
    step = getattr(subject, f"do_{action}")
    try:
        step(target) if target is not None else step()
    except TransitionNotAllowed as error:  # the batch of a manifest, moved by somebody in between
        raise Refusal(f"{subject}: {subject.get_state_display()}", code="transition_not_allowed") from error


def _batch_event(deed: Deed, change: Change) -> CustodyEvent:
    event = _event(deed, change.batch, change.row.action, "" if change.is_new else change.batch.state)
    event.particulars = plain(change.particulars)
    if not change.is_new:
        _take_step(change.batch, change.row.action, change.target)
    _seal(event, change.batch)
    return event


def _event(deed: Deed, subject: Model, action: str, old_state: str) -> CustodyEvent:
    is_manifest = isinstance(subject, Manifest)
    return CustodyEvent(
        manifest=subject if is_manifest else None,
        batch=None if is_manifest else subject,
        action=action,
        old_state=old_state,
        person=deed.by,
        person_name=str(deed.by),
        party=deed.party,
        on_behalf_of=on_behalf_of(deed),
        happened_at=deed.happened_at,
        recorded_at=deed.recorded_at,
        longitude=deed.longitude,
        latitude=deed.latitude,
        device=deed.device,
        evidence=deed.evidence,
    )


def _seal(event: CustodyEvent, subject: Model) -> None:
    """Close the event over the subject's new state and hang it on the chain."""
    event.new_state = subject.state
    event.sequence = subject.event_count + 1
    event.previous_hash = subject.event_head
    event.hash = event_hash(event)
    subject.event_count = event.sequence
    subject.event_head = event.hash


def on_behalf_of(deed: Deed) -> str:
    """The enterprise or office the signer speaks for, by the capacity they act in."""
    subject = deed.subject
    if deed.speaks_for:
        return deed.speaks_for
    match deed.party:
        case "regulator":
            return deed.by.standing.label[:120]
        case "delegate" if isinstance(subject, Manifest):
            return subject.consignor.enterprise.name
        case "consignor":
            return subject.consignor.enterprise.name
        case "dispatcher" | "driver" | "taker":
            return subject.carrier.enterprise.name
        case "consignee":
            return subject.consignee.enterprise.name
        case _:
            return subject.holder.enterprise.name
