"""Amend: what everybody who signed has agreed to becomes what holds (Order 23, Art. 29); override: an official says so.

Nothing is edited away: the event holds before, after and every answer; kilograms follow by counter-entries.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import DisposalMethod
from manifests.actions.arising import discrepant_positions, note_what_arose
from manifests.actions.correcting import check_times
from manifests.actions.issue import load_lines
from manifests.actions.outer_numbers import read_national_no, read_provincial_no
from manifests.actions.reading import read_reason
from manifests.actions.recounting import Recount
from manifests.actions.tell_of_amendments import tell_of_the_end
from manifests.amendable import read_events, sealed_fields
from manifests.amended import as_amended, value_of
from manifests.custody.chain import plain
from manifests.custody.deed import Deed
from manifests.custody.rewriting import rewrite
from manifests.models import Amendment, AmendmentVote, AmendmentVoter, Manifest, ManifestLine
from manifests.rules.finding import Finding, warn
from manifests.rules.permit import covering, permit_lines
from manifests.states import Party
from manifests.verbs import Action, action

AS_PARTY = {"consignor": Party.CONSIGNOR, "carrier": Party.DISPATCHER, "consignee": Party.CONSIGNEE}
OUTER = {"/national_no": read_national_no, "/provincial_no": read_provincial_no}
LINE_FIELDS = ["weighed_kg", "accepted_kg", "method", "reason", "significant_difference"]


def ended(amendment: Amendment) -> Refusal:
    return Refusal(
        _("This correction is “%(state)s” and can no longer be answered.") % {"state": amendment.get_state_display()},
        code="amendment_ended",
        field="/amendment",
    )


def outdated() -> Refusal:
    return Refusal(
        _("What was to be corrected has changed since. Withdraw this correction and ask again."),
        code="amendment_outdated",
        field="/amendment",
    )


class _Apply(Action):
    """What consent and the authority's word have in common."""

    ends_as = Amendment.State.AGREED

    def offered(self, manifest) -> bool:
        return False  # by an answer on the correction's own page, never by itself

    def _read(self, deed: Deed) -> Amendment:
        try:
            key = UUID(str(getattr(deed.data["amendment"], "pk", deed.data["amendment"])))
        except ValueError:
            key = None
        found = Amendment.objects.select_for_update(of=("self",)).filter(pk=key, manifest=deed.subject).first()
        if found is None:
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field="/amendment", value=key)
        return found

    def _prepare(self, deed: Deed, amendment: Amendment) -> Iterable[Finding]:
        manifest = deed.subject
        events = deed.facts["events"] = read_events(manifest)
        told = as_amended(events)
        for change in amendment.changes:
            now = value_of(told, change["field"])
            if now is None or _spelt(change["field"], now) != change["before"]:
                raise outdated()
        # A journey may have gone on since: its times were in order when this was asked for.
        check_times(manifest, events, {change["field"]: change["after"] for change in amendment.changes})
        for change in amendment.changes:
            if read := OUTER.get(change["field"]):  # somebody may have got that number since
                read(change["after"], manifest, "/amendment")
        deed.facts["amendment"] = amendment
        deed.facts["lines"] = lines = load_lines(manifest)
        deed.facts["recount"] = Recount(deed, lines, amendment.changes)
        deed.facts["discrepant"] = discrepant_positions(deed, lines)
        yield from deed.facts["recount"].blocks()
        yield from deed.facts["recount"].tells()
        yield from _methods(deed, lines, amendment.changes)

    def apply(self, deed: Deed) -> None:
        amendment: Amendment = deed.facts["amendment"]
        answers = AmendmentVote.objects.filter(voter__amendment=amendment).select_related("voter__enterprise")
        deed.particulars = {
            "amendment": amendment.pk,
            "changes": amendment.changes,
            "asked": amendment.reason,
            "proposed_by": amendment.person_name,
            "proposed_for": amendment.enterprise.name,
            "answers": [
                {
                    "party": answer.voter.party,
                    "on_behalf_of": answer.voter.enterprise.name,
                    "person": answer.person_name,
                    "agrees": answer.agrees,
                    "at": answer.recorded_at,
                }
                for answer in answers.order_by("pk")
            ],
            "reason": deed.facts.get("reason", ""),
        }
        for change in amendment.changes:
            _set(deed, change["field"], change["after"])
        lines = deed.facts["lines"]
        note_what_arose(deed, lines, deed.facts["discrepant"])
        deed.after.append(lambda: rewrite(lines, LINE_FIELDS))
        deed.after.append(lambda: _finish(deed, amendment, self.ends_as))
        deed.facts["recount"].apply()


@action("manifest", "amend")
class Amend(_Apply):
    """Data: `amendment`, the id of a correction that everybody has agreed to. Called by the last answer."""

    def parties(self, deed: Deed, held: frozenset[Party]) -> frozenset[Party]:
        """Also the carrier of an earlier leg, who has no other part in the manifest any more."""
        key = deed.data.get("amendment")
        if not isinstance(key, UUID):
            return held
        seats = AmendmentVoter.objects.filter(amendment=key).may_be_cast_by(deed.by)
        found = list(seats.select_related("enterprise"))
        if not found:
            return held
        deed.speaks_for = found[0].enterprise.name
        return frozenset({AS_PARTY[found[0].party]})

    def check(self, deed: Deed) -> Iterable[Finding]:
        amendment = self._read(deed)
        state = amendment.state_at(deed.recorded_at)
        if state == Amendment.State.LAPSED:
            raise Refusal(
                _("Nobody answered in time: this correction has lapsed."), code="amendment_lapsed", field="/amendment"
            )
        if state != Amendment.State.PROPOSED:
            raise ended(amendment)
        voters = amendment.voters.all()
        if voters.exclude(vote__agrees=True).exists():
            raise Refusal(
                _("Not everybody who signed has agreed yet."), code="amendment_not_agreed", field="/amendment"
            )
        yield from self._prepare(deed, amendment)
        asked = set(voters.values_list("party", "enterprise"))
        if _signed(deed, amendment) - asked:  # somebody has signed since, and was never asked
            raise outdated()


@action("manifest", "override")
class Override(_Apply):
    """Data: `amendment`, `reason`. The authority imposes what was not agreed to: open, declined or lapsed."""

    ends_as = Amendment.State.OVERRIDDEN

    def check(self, deed: Deed) -> Iterable[Finding]:
        amendment = self._read(deed)
        deed.facts["reason"] = read_reason(deed.data)
        if amendment.state not in (Amendment.State.PROPOSED, Amendment.State.DECLINED, Amendment.State.LAPSED):
            raise ended(amendment)
        yield from self._prepare(deed, amendment)


def _finish(deed: Deed, amendment: Amendment, state: str) -> None:
    """Write how the correction ended, once its event is there."""
    Amendment.objects.filter(pk=amendment.pk).update(
        state=state,
        event=deed.subject.events.order_by("-sequence").first(),
        ended_at=deed.recorded_at,
        ended_by=str(deed.by),
        ended_reason=deed.facts.get("reason", ""),
    )
    tell_of_the_end(amendment, state, by=deed.by, why=deed.facts.get("reason", ""))


def _signed(deed: Deed, amendment: Amendment) -> set[tuple[str, UUID]]:
    """(party, enterprise) of everybody whose signature stands by now under what is corrected."""
    fields = sealed_fields(deed.subject, deed.facts["events"])
    wanted = {change["field"] for change in amendment.changes}
    return {
        (seat.party, seat.enterprise)
        for pointer, sealed in fields.items()
        if pointer in wanted
        for seat in sealed.seats
    }


def _spelt(pointer: str, value: str) -> str:
    return plain(datetime.fromisoformat(value)) if value and pointer.endswith("_at") else value


def _set(deed: Deed, pointer: str, value: str) -> None:
    """Bring the rows to what the paper now says; a leg's particulars are in the events alone."""
    match pointer.strip("/").split("/"):
        # What was carried on left when its gate said so; its first leg is the next truck's.
        case ["legs", "1", "departed_at"] if deed.subject.kind != Manifest.Kind.CARRIED_ON:
            deed.set(departed_at=datetime.fromisoformat(value))
        case ["legs", *_rest]:
            pass
        case ["arrived_at"]:
            deed.set(arrived_at=datetime.fromisoformat(value))
        case ["received_kg"]:
            deed.set(received_kg=deed.facts["recount"].received_kg)
        case ["lines", number, name]:
            line = next(line for line in deed.facts["lines"] if str(line.position) == number)
            if name == "method":
                line.method = deed.facts["methods"][value]
            else:
                field: Model = ManifestLine._meta.get_field(name)
                setattr(line, name, field.to_python(value))
        case [name]:
            deed.set(**{name: value})


def _methods(deed: Deed, lines: list[ManifestLine], changes: list[dict]) -> Iterable[Finding]:
    """A method outside the receiver's permit is told, as at the gate."""
    wanted = {change["field"]: change["after"] for change in changes if change["field"].endswith("/method")}
    deed.facts["methods"] = {row.code: row for row in DisposalMethod.objects.chinese().filter(code__in=wanted.values())}
    manifest: Manifest = deed.subject
    if not wanted or manifest.goes_home or not manifest.form.asks("treatment"):
        return
    permits = permit_lines([manifest.consignee_id], localdate(manifest.received_at)).get(manifest.consignee_id, [])
    for line in lines:
        code = wanted.get(f"/lines/{line.position}/method")
        if code and covering(permits, line.waste_code, code) is None:
            yield warn(
                "method_outside_permit",
                f"/lines/{line.position - 1}/method",
                facility=manifest.consignee.name,
                code=line.waste_code.code,
                method=code,
            )
