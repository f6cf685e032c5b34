"""`perform`: the one door. Read it top to bottom; this is the order in which everything happens."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from manifests.access import parties_of
from manifests.custody.chain import digest
from manifests.custody.consent import name_consent, read_consent
from manifests.custody.deed import Deed, Outcome
from manifests.custody.evidence import bring_evidence
from manifests.custody.hearing import tell
from manifests.custody.record import write
from manifests.custody.refused import in_words
from manifests.models import CustodyEvent, Manifest, WasteBatch
from manifests.rules import after_the_fact
from manifests.rules.finding import Severity, warn
from manifests.states import BY_ACTION, START, ManifestState, Party, Transition
from manifests.verbs import action_for

# A phone's clock may run ahead a little; more than that is a wrong date.
CLOCK_SKEW = timedelta(minutes=5)
# Before it nobody drew up a manifest; a year typed wrong may also be one that no clock can turn into UTC.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_KEY = 80
KNOWS_DRAFTS = {Party.CONSIGNOR, Party.DELEGATE, Party.REGULATOR}


def perform(
    subject: Manifest | WasteBatch | type,
    action: str,
    *,
    by,
    data: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    idempotency_key: str | None = None,
    device: str = "",
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
) -> Outcome:
    """Perform `action` on a manifest or batch (or on its class, for actions that start one).

    `happened_at` is aware UTC, now by default. A repeated `idempotency_key` of the same person answers with the first
    outcome; the same key with other content is refused. `data` may name photographs and scans of the signer's firm
    (`evidence`, ids): the event keeps their digests. Raises a Refusal with every reason at once.
    """
    model = subject if isinstance(subject, type) else type(subject)
    row = BY_ACTION.get((model.SUBJECT, action))
    if row is None or row.inner:
        raise BadInput(_("There is no such action."), code="action_unknown", field="/action", value=action)
    data = dict(data or {})
    key = read_key(idempotency_key)
    if happened_at is not None and is_naive(happened_at):
        raise BadInput(_("Give the time with its time zone."), code="time_without_zone", field="/happened_at")
    pk = None if isinstance(subject, type) else subject.pk
    content = digest({"subject": str(pk), "action": action, "data": data})
    try:
        with transaction.atomic():
            deed = Deed(
                row,
                by,
                data,
                happened_at=happened_at or clock.now(),
                recorded_at=clock.now(),
                device=device[:60],
                longitude=longitude,
                latitude=latitude,
            )
            _enter(deed, model, pk)
            bring_evidence(deed)
            _judge(deed)
            action_for(row).apply(deed)
            name_consent(deed)
            event = write(deed, key, content)
            tell(deed)
            return Outcome(deed.subject, event)
    except (Refusal, IntegrityError, DataError) as error:
        # A retry meets the state its first try left behind, so look for the first answer before refusing.
        first = _first_answer(by, key, content)
        if first is not None:
            return first
        if isinstance(error, IntegrityError | DataError):
            raise in_words(error) from error
        raise


def review(subject: Manifest | WasteBatch, action: str, *, by, data: Mapping[str, Any] | None = None) -> list:
    """Every finding that `perform` would meet now, blocks and warnings, without doing anything."""
    return reviewed(subject, action, by=by, data=data).findings


def reviewed(subject: Manifest | WasteBatch, action: str, *, by, data: Mapping[str, Any] | None = None) -> Deed:
    """The deed as far as the rules: its findings, and in its facts the `verdicts` of those that were asked."""
    row = BY_ACTION[subject.SUBJECT, action]
    with transaction.atomic():
        deed = Deed(row, by, dict(data or {}), happened_at=clock.now(), recorded_at=clock.now())
        _enter(deed, type(subject), subject.pk)
        deed.findings = list(action_for(row).check(deed))
    return deed


def foreseen(
    model: type, action: str, *, by, data: Mapping[str, Any] | None = None, happened_at: datetime | None = None
) -> Deed:
    """The same for an action that starts a subject, with `data` as they will be sent. Nothing is written."""
    row, now = BY_ACTION[model.SUBJECT, action], clock.now()
    with transaction.atomic():
        deed = Deed(row, by, dict(data or {}), happened_at=happened_at or now, recorded_at=now)
        _enter(deed, model, None)
        deed.findings = list(action_for(row).check(deed))
    return deed


def _enter(deed: Deed, model: type, pk) -> None:
    """Lock the row, and check that the person may act on it and the table allows the step."""
    row = deed.row
    if deed.happened_at > deed.recorded_at + CLOCK_SKEW:
        raise BadInput(_("This time lies in the future."), code="time_in_future", field="/happened_at")
    if deed.happened_at < EARLIEST:
        raise BadInput(_("This time lies too far back."), code="time_too_early", field="/happened_at")
    if row.sources == (START,):
        deed.subject = action_for(row).open(deed)
        held = parties_of(deed.by, deed.subject)
    else:
        deed.subject, held = _locked(model, pk, deed.by)
    deed.party = _party(row, action_for(row).parties(deed, held))
    read_consent(deed)
    _require(row, deed.data)
    if row.sources == (START,):
        return
    if isinstance(deed.subject, Manifest) and not deed.subject.form.knows(row.action):
        raise Refusal(
            _("Manifests for %(profile)s do not know this step."),
            figures={"profile": deed.subject.form.title},
            code="action_not_in_profile",
        )
    if deed.subject.state not in row.sources:
        raise Refusal(
            _("This cannot be done while it is “%(state)s”."),
            figures={"state": deed.subject.state_word},
            code="transition_not_allowed",
        )
    if isinstance(deed.subject, Manifest) and deed.subject.is_frozen and not row.while_frozen:
        raise Refusal(_("An authority has frozen this manifest."), code="manifest_frozen")


def _locked(model: type, pk, by) -> tuple[Manifest | WasteBatch, frozenset[Party]]:
    """The subject under its row lock, and the person's capacities in it, if they may know of it.

    Who has a capacity in it sees it; whether somebody else does is the dearest question of all, so it is asked of them
    only: it tells who is refused from who finds nothing.
    """
    found = model.objects.locked(pk)
    if model is Manifest and found is not None:
        found.load_parties()
    held = parties_of(by, found) if found is not None else frozenset()
    # A draft is its consignor's own, whoever else is named in it.
    is_seen = held & KNOWS_DRAFTS if found and found.state == ManifestState.DRAFT else held
    if not is_seen and not model.objects.visible_to(by).filter(pk=pk).exists():
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    return found, held


def _party(row: Transition, held: frozenset[Party]) -> Party:
    for party in row.parties:
        if party in held:
            return party
    raise NotPermitted(_("Your role does not allow this."), code="not_permitted")


def _require(row: Transition, data: Mapping) -> None:
    missing = [name for name in row.evidence if data.get(name) in (None, "", [], ())]
    if missing:
        raise Refusal.of([BadInput(_("Fill this in."), code="required", field=f"/{name}") for name in missing])


def _judge(deed: Deed) -> None:
    """Ask the rules. Blocks refuse the deed, all together; warnings are kept with the event."""
    findings = list(action_for(deed.row).check(deed))
    entered = deed.facts.get("back_fill")
    times = deed.happened_at, deed.recorded_at
    findings = list(after_the_fact.told(deed.subject, deed.row.action, findings, *times, entered))
    blocks = [finding.as_refusal() for finding in findings if finding.severity == Severity.BLOCK]
    if blocks:
        raise Refusal.of(blocks)
    earlier = (getattr(deed.subject, name, None) for name in ("laid_over_at", "departed_at", "issued_at"))
    latest = next(filter(None, earlier), None)
    if latest and deed.happened_at < latest:
        findings.append(warn("time_runs_backwards", "/happened_at"))
    deed.findings = findings


def read_key(key: str | None) -> str | None:
    if key and (len(key) > LONGEST_KEY or not key.isprintable()):
        raise BadInput(
            _("An idempotency key has at most 80 printable characters."),
            code="idempotency_key_invalid",
            field="/idempotency_key",
        )
    return key or None


def _first_answer(by, key: str | None, content: str) -> Outcome | None:
    if key is None:
        return None
    event = CustodyEvent.objects.filter(person=by, idempotency_key=key).select_related("manifest", "batch").first()
    if event is None:
        return None
    if event.request_digest != content:
        raise Refusal(
            _("This key has been used for another request."),
            code="idempotency_key_reused",
            field="/idempotency_key",
        )
    return Outcome(event.manifest or event.batch, event, repeated=True)
