"""Every state × every action × every person, against the transition table and against the database's own guard."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.keys import new_key
from facilities.models import Facility
from manifests.access import allowed_actions
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from manifests.states import BY_ACTION, TRANSITIONS, BatchState, ManifestState, Party, state_pairs
from manifests.verbs import registered
from tests.files import put
from tests.walk import judgement
from transport.models import Driver, Vehicle

ACTIONS = [row.action for row in TRANSITIONS if row.subject == "manifest" and not row.inner and row.sources != ("",)]

# Written by hand, not read from the code under test: who stands how to a manifest from Wujin to Tianning.
CAPACITY = {
    "clerk": Party.CONSIGNOR,
    "reader": None,
    "dispatcher": Party.DISPATCHER,
    "driver": Party.DRIVER,
    "receiver": Party.CONSIGNEE,
    "city_regulator": Party.REGULATOR,
    "district_regulator": Party.REGULATOR,
}
UNSEEN = {"second_driver", "collector", "other_regulator", "outsider"}
# A draft is the consignor's own; a driver sees what is put on their trip, and drafts and what they became are not.
UNSEEN_IN = {
    "draft": UNSEEN | {"dispatcher", "driver", "receiver"},
    "cancelled": UNSEEN | {"driver"},
}


def sent(action: str, manifest: Manifest, person) -> dict:
    match action:
        case "attach":
            firms = [member.enterprise for member in person.memberships.select_related("enterprise")]
            return {"evidence": [put(person, firms[0]).pk if firms else new_key()]}
        case "cancel" | "freeze" | "release" | "void" | "strike_out":
            return {"reason": "because"}
        case "record_numbers":
            return {"provincial_no": "JS-1"}
        case "amend" | "override":
            return {"amendment": new_key(), "reason": "because"}
        case "receive":
            return {"lines": [judgement(line) for line in manifest.lines.all()]}
        case "lay_over":
            return {"reason": "because", "place": "here"}
        case "change_vehicle":
            driver = Driver.objects.get(carrier=manifest.carrier, name="Li")
            return {"vehicle": Vehicle.objects.get(plate="苏D54321").pk, "driver": driver.pk}
        case "redirect":
            return {"consignee": Facility.objects.get(name="Collector").pk, "method": "D10"}
        case "revise":
            return {
                "consignee": manifest.consignee_id,
                "carrier": manifest.carrier_id,
                "method": "D10",
                "lines": [{"batch": str(line.batch_id)} for line in manifest.lines.all()],
            }
    return {}


def answer(manifest: Manifest, action: str, person) -> type | str:
    """What the door says: "done", or the kind or code of its refusal; nothing stays behind."""
    data = sent(action, manifest, person)
    try:
        with transaction.atomic():
            perform(Manifest(pk=manifest.pk), action, by=person, data=data)
            transaction.set_rollback(True)
        return "done"
    except (NotThere, NotPermitted) as refusal:
        return type(refusal)
    except Refusal as refusal:
        return refusal.code


def expected(state: str, action: str, name: str) -> type | str:
    if name in UNSEEN_IN.get(state, UNSEEN):
        return NotThere
    row = BY_ACTION["manifest", action]
    if CAPACITY[name] not in row.parties:
        return NotPermitted
    if name == "driver" and state not in ("issued", "in_transit", "laid_over", "arrived"):
        return NotPermitted  # the leg is over
    if state not in row.sources:
        return "transition_not_allowed"
    if action == "release":
        return "manifest_not_frozen"
    if action in ("amend", "override"):
        return "unknown_choice"  # no correction has been proposed
    if action == "redirect":
        return "redirect_only_carried_on"
    if action == "strike_out":
        return "not_from_elsewhere"
    if action == "acknowledge" and state not in ("partially_accepted", "refused"):
        return "nothing_to_acknowledge"
    if action == "void" and state in ("partially_accepted", "refused"):
        return "void_has_child"
    return "done"


@pytest.mark.parametrize("state", [state.value for state in ManifestState])
def test_every_action_of_every_person_answers_as_the_table_says(walk, people, state):
    manifest = walk.to_state(state)
    wrong = []
    for action, name in itertools.product(ACTIONS, [*CAPACITY, *UNSEEN]):
        person = getattr(people, name)
        said, should = answer(manifest, action, person), expected(state, action, name)
        if said != should:
            wrong.append((action, name, said, should))
    assert not wrong


@pytest.mark.parametrize("state", [state.value for state in ManifestState])
def test_no_button_is_offered_that_the_table_refuses(walk, people, state):
    manifest = Manifest.objects.with_parties().get(pk=walk.to_state(state).pk)
    for name in CAPACITY:
        person = getattr(people, name)
        if not Manifest.objects.visible_to(person).filter(pk=manifest.pk).exists():
            continue
        offered = {row.action for row in allowed_actions(person, manifest)}
        possible = {action for action in ACTIONS if expected(state, action, name) not in (NotPermitted, NotThere)}
        possible -= {action for action in ACTIONS if state not in BY_ACTION["manifest", action].sources}
        # It is not frozen, no gate has refused it, it is of this house, and corrections are answered on pages of their
        # own.
        possible -= {"release", "redirect", "strike_out", "amend", "override"}
        if state not in ("partially_accepted", "refused"):
            possible.discard("acknowledge")
        assert offered == possible, name


@pytest.mark.parametrize("state", ["draft", "issued", "in_transit", "laid_over", "arrived", "accepted"])
def test_a_frozen_manifest_waits_on_paper_but_not_on_the_road(walk, people, state):
    manifest = walk.to_state(state)
    perform(manifest, "freeze", by=people.district_regulator, data={"reason": "inspection"})
    for action, name in itertools.product(ACTIONS, CAPACITY):
        should = expected(state, action, name)
        if should in (NotThere, NotPermitted, "transition_not_allowed"):
            continue
        row = BY_ACTION["manifest", action]
        if action == "release":
            should = "done"
        elif not row.while_frozen:
            should = "manifest_frozen"
        assert answer(manifest, action, getattr(people, name)) == should, (action, name)


def test_actions_that_do_not_exist_or_are_inner_are_no_actions(walk, people):
    manifest = walk.draft()
    for name in ("fly", "carry_on", "allot"):
        with pytest.raises(BadInput) as refused:
            perform(manifest, name, by=people.clerk)
        assert refused.value.code == "action_unknown"


def test_every_row_of_the_table_that_is_not_inner_has_its_action():
    assert set(registered()) == {(row.subject, row.action) for row in TRANSITIONS if not row.inner}


def guard_rows(subject: str) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT old_state, new_state FROM manifests_allowed_step WHERE subject = %s", [subject])
        return set(cursor.fetchall())


@pytest.mark.parametrize("subject", ["manifest", "batch"])
def test_transitions_match_database(db, subject):
    assert guard_rows(subject) == {(str(old), str(new)) for old, new in state_pairs(subject)}


@pytest.mark.parametrize(
    ("model", "states", "subject"), [(Manifest, ManifestState, "manifest"), (WasteBatch, BatchState, "batch")]
)
def test_the_database_refuses_every_step_the_table_does_not_allow(walk, model, states, subject):
    row = walk.issued() if model is Manifest else walk.declared()
    start = row.state
    for target in states:
        allowed = (start, target.value) in state_pairs(subject) or start == target
        try:
            with transaction.atomic():
                model.objects.filter(pk=row.pk).update(state=target.value)  # walks round django-fsm's protection
                transaction.set_rollback(True)
            said = True
        except IntegrityError as error:
            assert "may not go" in str(error)
            said = False
        assert said == allowed, target


def test_assigning_a_state_raises(walk):
    manifest = walk.draft()
    with pytest.raises(AttributeError):
        manifest.state = ManifestState.CLOSED


@pytest.mark.parametrize("table", ["manifests_custodyevent", "manifests_movement"])
@pytest.mark.parametrize("change", ["UPDATE {} SET recorded_at = now()", "DELETE FROM {}"])
def test_evidence_is_neither_changed_nor_deleted(walk, table, change):
    walk.declared()
    with pytest.raises(IntegrityError, match="evidence"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
