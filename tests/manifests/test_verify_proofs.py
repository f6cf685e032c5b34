"""Every way of changing evidence behind its guards is found, and the row is named."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from manifests.actions.new_key import new_key
from manifests.actions.seal import seal
from manifests.custody import perform
from manifests.custody.chain import event_document, event_hash
from manifests.models import CustodyEvent, Manifest, Seal, Unsealed
from manifests.proofs import recompute
from manifests.proofs.breaks import What
from manifests.proofs.keys import base64url
from manifests.proofs.verifying import breaks, compared, verify
from manifests.signing import current_key
from tests.tampering import tamper

EVENT, SEAL, LEAF, SUBTREE = (f"manifests_{name}" for name in ("custodyevent", "seal", "leaf", "subtree"))


@pytest.fixture
def sealed(walk) -> Manifest:
    """A closed manifest; two seals, the first before the load left."""
    manifest = walk.assigned()
    seal()
    for action, who in (("depart", "driver"), ("arrive", "driver")):
        manifest = perform(manifest, action, by=getattr(walk.people, who)).subject
    manifest = walk.judged("part", manifest)
    seal()
    assert breaks() == []
    return manifest


def found() -> list[What]:
    return [bad.what for bad in breaks()]


CHANGES = {  # what is done to the third event of a manifest → what is found first
    "its person's name": "person_name = 'Somebody'",
    "its time": "happened_at = happened_at - interval '1 microsecond'",
    "its recorded time": "recorded_at = recorded_at + interval '1 minute'",
    "its place": "longitude = 1, latitude = 1",
    "its device": "device = 'other'",
    "its action": "action = 'arrive'",
    "its state": "old_state = 'draft'",
    "whom it is for": "on_behalf_of = 'Nobody Ltd'",
    "what was signed": 'particulars = particulars || \'{"kg": "1.000"}\'',
    "a warning": "warnings = '[]'::jsonb || '[{}]'",
    "its evidence": "evidence = array['00']",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_an_altered_event_is_named(sealed, change):
    event = sealed.events.get(sequence=3)
    assert tamper(EVENT, f"UPDATE {EVENT} SET {change} WHERE id = %s", [event.pk]) == 1
    first = breaks()[0]
    assert first.what == What.EVENT
    assert first.where == f"manifest {sealed.pk}, event 3 ({event.pk})"
    assert first.expected == event.hash != first.found


def test_an_event_that_was_altered_and_hashed_anew_breaks_its_chain_and_the_tree(sealed):
    event = sealed.events.get(sequence=3)
    event.person_name = "Somebody"
    event.hash = event_hash(event)
    statement = f"UPDATE {EVENT} SET person_name = 'Somebody', hash = %s WHERE id = %s"
    tamper(EVENT, statement, [event.hash, event.pk])
    bad = breaks()
    assert [one.what for one in bad] == [What.CHAIN, What.LEAF]
    assert "event 4" in bad[0].where and "event 3" in bad[1].where and bad[1].found == event.hash


def rewritten(manifest: Manifest) -> None:
    """Somebody who owns the database gives the third event another signer, and all that follows from it."""
    head = ""
    for event in manifest.events.order_by("sequence"):
        if event.sequence == 3:
            event.person_name = "Somebody"
        event.previous_hash = head or event.previous_hash
        head = event.hash = event_hash(event)
        tamper(
            EVENT,
            f"UPDATE {EVENT} SET person_name = %s, previous_hash = %s, hash = %s WHERE id = %s",
            [event.person_name, event.previous_hash, event.hash, event.pk],
        )
    Manifest.objects.filter(pk=manifest.pk).update(event_head=head)


def test_a_chain_that_was_rewritten_to_its_end_differs_from_the_tree(sealed):
    rewritten(sealed)
    bad = breaks()
    assert {one.what for one in bad} == {What.LEAF}
    assert "event 3" in bad[0].where


def test_a_tree_that_was_rewritten_with_it_differs_from_the_seal(sealed):
    rewritten(sealed)
    event = f"(SELECT decode(hash, 'hex') FROM {EVENT} AS event WHERE event.id = {LEAF}.event_id)"
    tamper(LEAF, f"UPDATE {LEAF} SET hash = {event}")
    assert found() == [What.ROOT]
    assert "seal 2" in breaks()[0].where
    newest = Seal.objects.newest()
    tamper(SEAL, f"UPDATE {SEAL} SET root = %s WHERE number = 2", [breaks()[0].expected])
    bad = breaks()
    assert [one.what for one in bad] == [What.SIGNATURE] and newest.key_id in bad[0].expected


SPOILED = {  # table, statement → what is found
    "an event is gone": (
        LEAF,
        f"DELETE FROM {LEAF} WHERE index = 2",
        {What.UNSEALED, What.GAP},
    ),
    "the last leaf is gone": (
        LEAF,
        f"DELETE FROM {LEAF} WHERE index = (SELECT max(index) FROM {LEAF})",
        {What.UNSEALED, What.GAP},
    ),
    "two leaves are swapped": (
        LEAF,
        f"UPDATE {LEAF} SET hash = (SELECT hash FROM {LEAF} AS other WHERE other.index = 5 - {LEAF}.index)"
        " WHERE index IN (2, 3)",
        {What.LEAF, What.ROOT},
    ),
    "a subtree that has no leaves": (
        SUBTREE,
        f"INSERT INTO {SUBTREE} (level, place, root) VALUES (1, 0, 'x')",
        {What.SUBTREE},
    ),
    "the newest seal is gone": (SEAL, f"DELETE FROM {SEAL} WHERE number = 2", {What.GAP}),
    "the first seal is gone": (SEAL, f"DELETE FROM {SEAL} WHERE number = 1", {What.SEAL}),
    "a seal with another time": (
        SEAL,
        f"UPDATE {SEAL} SET signed_at = signed_at + interval '1 second' WHERE number = 2",
        {What.SIGNATURE},
    ),
    "a seal of another service": (
        SEAL,
        f"UPDATE {SEAL} SET service = 'https://other' WHERE number = 1",
        {What.SIGNATURE, What.SEAL},
    ),
    "a seal that covers less": (SEAL, f"UPDATE {SEAL} SET size = 1 WHERE number = 2", {What.SEAL, What.SIGNATURE}),
    "a seal that covers more": (SEAL, f"UPDATE {SEAL} SET size = 999 WHERE number = 2", {What.GAP}),
    "a seal from before its key": (
        SEAL,
        f"UPDATE {SEAL} SET signed_at = '2020-01-01Z' WHERE number = 1",
        {What.SIGNATURE},
    ),
    "a seal from before the one before": (
        SEAL,
        f"UPDATE {SEAL} SET signed_at = signed_at - interval '1 hour' WHERE number = 2",
        {What.SEAL},
    ),
    "a seal with a signature of nothing": (
        SEAL,
        f"UPDATE {SEAL} SET signature = 'A' WHERE number = 2",
        {What.SIGNATURE},
    ),
    "a state that was moved": (
        "manifests_manifest",
        "UPDATE manifests_manifest SET state = 'closed'",
        {What.HEAD},
    ),
    "events that were forgotten": (
        "manifests_manifest",
        "UPDATE manifests_manifest SET event_count = event_count - 1",
        {What.HEAD},
    ),
    "a batch with another end": (
        "manifests_wastebatch",
        "UPDATE manifests_wastebatch SET event_head = repeat('0', 64)",
        {What.HEAD},
    ),
}


@pytest.mark.parametrize(("table", "statement", "expected"), SPOILED.values(), ids=list(SPOILED))
def test_what_is_spoiled_is_found(sealed, table, statement, expected):
    assert tamper(table, statement) >= 1
    assert expected <= set(found())


def test_an_event_that_was_deleted_is_missed_by_chain_and_tree(sealed):
    event = sealed.events.get(sequence=3)
    tamper(LEAF, f"DELETE FROM {LEAF} WHERE event_id = %s", [event.pk])
    tamper("manifests_movement", "DELETE FROM manifests_movement WHERE event_id = %s", [event.pk])
    tamper(EVENT, f"DELETE FROM {EVENT} WHERE id = %s", [event.pk])
    bad = breaks()
    assert [one.what for one in bad[:2]] == [What.CHAIN, What.GAP]
    assert "event 4" in bad[0].where


def test_the_last_event_cut_off_is_missed_by_the_row(sealed):
    event = sealed.events.order_by("-sequence").first()
    tamper(LEAF, f"DELETE FROM {LEAF} WHERE event_id = %s", [event.pk])
    tamper("manifests_movement", "DELETE FROM manifests_movement WHERE event_id = %s", [event.pk])
    tamper(EVENT, f"DELETE FROM {EVENT} WHERE id = %s", [event.pk])
    first = breaks()[0]
    assert first.what == What.HEAD and str(sealed.pk) in first.where


def test_an_event_that_waits_is_no_break_until_it_was_passed_over(sealed, walk):
    batch = walk.declared()
    assert found() == []
    tamper(EVENT, f"UPDATE {EVENT} SET recorded_at = recorded_at - interval '2 hours' WHERE batch_id = %s", [batch.pk])
    assert found() == [What.EVENT, What.UNSEALED]


def test_an_event_that_was_slipped_in_past_the_trigger_is_found(sealed, walk):
    batch = walk.declared()
    Unsealed.objects.filter(event__batch=batch).delete()
    first = breaks()[0]
    assert first.what == What.UNSEALED and str(batch.pk) in first.where


def test_a_head_that_a_key_signed_after_its_end_does_not_hold(sealed, walk):
    """A stolen key is retired; what is signed with it afterwards is refused, whatever time the forger's clock shows."""
    stolen = current_key()
    new_key()
    call_command("signing_key", "retire", stolen.name, verbosity=0)
    walk.declared()
    forged = seal()
    forged.key_id = stolen.name
    forged.signature = base64url(stolen.sign(forged.head.signed_bytes))
    statement = f"UPDATE {SEAL} SET key_id = %s, signature = %s WHERE number = %s"
    tamper(SEAL, statement, [forged.key_id, forged.signature, forged.number])
    (bad,) = breaks()
    assert bad.what == What.SIGNATURE and stolen.name in bad.found and "until" in bad.found


def test_only_what_was_recorded_since_is_measured(sealed, walk):
    """From a moment on: later events and seals, against the tree as it was kept until then."""
    second = Seal.objects.newest()
    walk.declared()
    third = seal()
    part = verify(since=third.signed_at - timedelta(microseconds=1))
    assert (part.seals, part.leaves, part.breaks) == (1, 1, [])
    assert part.events <= 1 < verify().events
    tamper(SEAL, f"UPDATE {SEAL} SET root = repeat('0', 64) WHERE number = %s", [second.number])
    assert What.ROOT in {bad.what for bad in breaks(since=third.signed_at)}


def test_the_command_says_what_it_read_and_that_it_holds(sealed, capsys):
    call_command("verify_proofs")
    told = capsys.readouterr().out
    assert f"{CustodyEvent.objects.count()} events" in told and "2 seals" in told and "All of it holds." in told
    call_command("verify_proofs", since="2000-01-01")
    call_command("verify_proofs", since="2100-01-01T00:00+08:00")
    assert "0 events, 0 leaves, 0 seals" in capsys.readouterr().out


def test_the_command_ends_with_the_first_bad_entry(sealed, capsys):
    event = sealed.events.get(sequence=3)
    tamper(EVENT, f"UPDATE {EVENT} SET device = 'other' WHERE id = %s", [event.pk])
    with pytest.raises(CommandError, match=f"The first: manifest {sealed.pk}, event 3"):
        call_command("verify_proofs")
    assert "is not what was signed" in capsys.readouterr().err


def test_the_command_shows_that_one_head_continues_another(sealed, capsys):
    call_command("verify_proofs", head=[1])
    assert "Seal 2" in capsys.readouterr().out
    call_command("verify_proofs", head=[2, 1])
    told = capsys.readouterr().out
    assert "begins with seal 1" in told
    assert len(told.splitlines()) == 1 + len(compared(1, 2)[2])
    tamper(SEAL, f"UPDATE {SEAL} SET root = repeat('0', 64) WHERE number = 1")
    with pytest.raises(CommandError, match="does not begin"):
        call_command("verify_proofs", head=[1, 2])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"head": [9]}, "no seal 9"),
        ({"head": [1, -1]}, "no seal -1"),
        ({"head": [2**40]}, "no seal"),
        ({"head": [1, 2, 1]}, "one seal, or two"),
        ({"since": "yesterday"}, "neither a day"),
        ({"since": "2026-02-30"}, "neither a day"),
    ],
)
def test_the_command_says_what_it_does_not_understand(sealed, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_proofs", **options)


@pytest.mark.django_db(transaction=True)
def test_several_processes_find_the_same(walk):
    manifest = walk.closed()
    seal()
    alone, together = verify(), verify(workers=2)
    assert alone == together and together.events == CustodyEvent.objects.count()
    event = manifest.events.get(sequence=3)
    tamper(EVENT, f"UPDATE {EVENT} SET device = 'other' WHERE id = %s", [event.pk])
    assert verify(workers=2).breaks == verify().breaks != []


def test_every_event_is_hashed_from_its_row_as_it_was_when_it_was_written(walk):
    walk.judged("part")
    perform(walk.assigned(), "depart", by=walk.people.driver, longitude=Decimal("-0.0"), latitude=Decimal("31.1234565"))
    with connection.cursor() as cursor:
        rows = list(recompute.rows_of(cursor, "TRUE", []))
    events = CustodyEvent.objects.in_bulk()
    assert len(rows) == len(events) > 20
    for row in rows:
        event = next(event for pk, event in events.items() if str(pk) == row[0])
        assert recompute.document_of(row, json.loads) == event_document(event)
        assert recompute.hash_of(row) == event_hash(event) == event.hash


texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
values = st.recursive(
    plain | st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(texts, plain, max_size=4))
def test_the_quick_writer_writes_what_rfc_8785_says(document):
    """Wherever it writes at all: what it is not sure of it leaves to the slow one."""
    beyond = any(sign > "\uffff" for sign in json.dumps(document, ensure_ascii=False))
    try:
        written = recompute.write_plain(recompute.read_plain(json.dumps(document)))
    except recompute.NotPlain:
        assert beyond
    else:
        assert not beyond and written == rfc8785.dumps(document)


@given(st.dictionaries(texts, values, max_size=4))
def test_whatever_json_it_is_given_it_is_right_or_says_that_it_is_not_sure(document):
    try:
        written = recompute.write_plain(recompute.read_plain(json.dumps(document)))
    except recompute.NotPlain:
        return
    assert written == rfc8785.dumps(document)


@pytest.mark.parametrize("text", ["1.0", "1e3", "-0.5", str(2**53), str(-(2**53)), '{"a": [1, {"b": 0.1}]}'])
def test_fractions_and_large_numbers_are_left_to_the_slow_writer(text):
    with pytest.raises(recompute.NotPlain):
        recompute.read_plain(text)


def test_keys_that_utf_16_sorts_differently_are_left_to_the_slow_writer():
    document = {"\ue000": 1, "\U00010000": 2}
    with pytest.raises(recompute.NotPlain):
        recompute.write_plain(document)
    assert list(json.loads(rfc8785.dumps(document))) != sorted(document)


def test_an_event_with_a_fraction_is_hashed_all_the_same(walk):
    batch = walk.declared()
    event = batch.events.get()
    event.particulars = {"ratio": 0.5, "\U0001f69b": 1, "\ufb33": 2}
    expected = event_hash(event)
    values = [json.dumps(event.particulars), expected, event.pk]
    tamper(EVENT, f"UPDATE {EVENT} SET particulars = %s, hash = %s WHERE id = %s", values)
    assert What.EVENT not in found()
