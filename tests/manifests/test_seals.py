"""Sealing: every committed event gets its place once, the head over them is signed, and keys come and go."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities import clock
from manifests.actions.new_key import new_key
from manifests.actions.retire_key import retire_key
from manifests.actions.seal import LOCK, seal
from manifests.checks import check_sealing
from manifests.jobs import seal_events
from manifests.models import CustodyEvent, Leaf, PublicKey, Seal, Subtree, Unsealed
from manifests.models.stateful import GENESIS
from manifests.proofs.merkle import leaf_hash, root_of, verify_inclusion
from manifests.proofs.tree import WIDTH, Incomplete, StoredTree
from manifests.proofs.verifying import breaks, compared
from tests.tampering import tamper


def in_order() -> list[bytes]:
    """The events' hashes in the order in which they are sealed when all are sealed at once."""
    texts = CustodyEvent.objects.order_by("recorded_at", "id").values_list("hash", flat=True)
    return [bytes.fromhex(text) for text in texts]


def many_events(times: int, first: int = 1) -> None:
    """Many events soon, by copying one: the tree asks only for their hashes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO manifests_custodyevent SELECT (jsonb_populate_record(NULL::manifests_custodyevent,"
            " to_jsonb(event) || jsonb_build_object('id', gen_random_uuid(), 'sequence', 1000 + number,"
            " 'hash', encode(sha256(number::text::bytea), 'hex')))).*"
            " FROM (SELECT * FROM manifests_custodyevent ORDER BY id LIMIT 1) AS event,"
            " generate_series(%s::int, %s::int) AS number",
            [first, first + times - 1],
        )


def test_a_seal_covers_every_event_once(walk):
    walk.judged("part")
    hashes = in_order()
    assert Unsealed.objects.count() == len(hashes)
    first = seal()
    assert (first.number, first.size, first.previous) == (1, len(hashes), GENESIS)
    assert first.root == root_of(leaf_hash(data) for data in hashes).hex()
    assert [bytes(leaf.hash) for leaf in Leaf.objects.order_by("index")] == hashes
    assert not Unsealed.objects.exists()
    assert first.is_proven


def test_nothing_new_makes_no_new_seal_for_a_day(walk):
    walk.closed()
    first = seal()
    assert seal() == first
    walk.declared()
    second = seal()
    assert (second.number, second.size, second.previous) == (2, first.size + 1, first.head.digest)
    with clock.standing_at(second.signed_at + timedelta(hours=23)):
        assert seal() == second
    with clock.standing_at(second.signed_at + timedelta(days=1)):
        third = seal()
    assert (third.number, third.size, third.root) == (3, second.size, second.root)
    assert third.is_proven and breaks() == []


def test_before_the_first_event_there_is_nothing_to_seal(city, capsys):
    assert seal() is None
    call_command("seal")
    assert "no event" in capsys.readouterr().out


def test_a_clock_that_was_set_back_makes_no_older_head(walk):
    walk.declared()
    first = seal()
    walk.declared()
    with clock.standing_at(first.signed_at - timedelta(hours=2)):
        assert seal().signed_at == first.signed_at


@pytest.mark.parametrize("steps", [[WIDTH - 1], [WIDTH], [3, WIDTH, 2 * WIDTH + 1, 1]])
def test_a_large_tree_is_kept_in_blocks(walk, steps):
    """However it grew: full blocks are rows, and a proof from them is one from the leaves."""
    walk.declared()
    for number, step in enumerate(steps):
        many_events(step, first=1 + number * 10_000)
        newest = seal()
    leaves = [leaf_hash(bytes(data)) for (data,) in Leaf.objects.order_by("index").values_list("hash")]
    assert newest.size == len(leaves) == sum(steps) + 1
    assert newest.root == root_of(leaves).hex()
    assert Subtree.objects.count() == newest.size // WIDTH
    for index in {0, WIDTH - 2, newest.size // 2, newest.size - 1}:
        path = StoredTree().inclusion(index, newest.size)
        verify_inclusion(leaves[index], index, newest.size, path, bytes.fromhex(newest.root))
    for older in Seal.objects.all():
        assert compared(older.number)[1] == newest


def test_a_proof_reads_a_few_blocks(walk, django_assert_max_num_queries):
    walk.declared()
    many_events(3 * WIDTH)
    size = seal().size
    with django_assert_max_num_queries(3):
        StoredTree().inclusion(5, size)
    with pytest.raises(Incomplete):
        StoredTree().inclusion(5, size + WIDTH)


def test_the_tree_outlives_what_is_done_to_the_event(walk):
    batch = walk.declared()
    root = seal().root
    tamper("manifests_custodyevent", "UPDATE manifests_custodyevent SET hash = repeat('a', 64)")
    assert bytes(Leaf.objects.get(event__batch=batch).hash).hex() == batch.event_head
    walk.declared()
    older, _newer, _path = compared(1, seal().number)
    assert older.root == root


def test_without_a_key_nothing_is_sealed(walk):
    walk.declared()
    PublicKey.objects.all().delete()
    with pytest.raises(CommandError, match="signing_key new"):
        call_command("seal")
    assert Unsealed.objects.count() == 1 and not Leaf.objects.exists()


def test_the_worker_seals(walk, capsys):
    walk.declared()
    seal_events(timestamp=0)
    assert Seal.objects.get().size == 1
    call_command("seal")
    assert "Seal 1: 1 events" in capsys.readouterr().out
    call_command("seal", verbosity=0)
    assert capsys.readouterr().out == ""


def test_keys_come_and_go(walk):
    """A signs, then B; A is retired: what A signed before stays proven, what it is said to have signed after is not."""
    old = PublicKey.objects.get().name
    walk.declared()
    first = seal()
    young = new_key().name
    walk.declared()
    second = seal()
    assert (first.key_id, second.key_id) == (old, young)
    retire_key(old)
    assert Seal.objects.get(number=1).is_proven and Seal.objects.get(number=2).is_proven
    assert breaks() == []
    later = (clock.now() + timedelta(minutes=1)).isoformat()
    tamper("manifests_seal", "UPDATE manifests_seal SET signed_at = %s, key_id = %s WHERE number = 2", [later, old])
    assert not Seal.objects.get(number=2).is_proven
    assert "which is from" in str(breaks()[0])


def waits(hours: int) -> list:
    with clock.standing_at(clock.now() + timedelta(hours=hours)):
        return [warning.id for warning in check_sealing(databases=["default"])]


def test_who_deploys_is_warned_when_events_wait_for_more_than_a_day(walk):
    assert waits(48) == []
    walk.declared()
    assert (waits(0), waits(23), waits(25)) == ([], [], ["liandan.W003"])
    seal()
    assert waits(48) == []
    assert check_sealing(databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_finds_the_job_and_does_it(walk):
    with connection.cursor() as cursor:  # what other tests committed: no flush of Django's knows this table
        cursor.execute("DELETE FROM procrastinate_jobs")
    walk.declared()
    seal_events.defer(timestamp=0)
    assert ProcrastinateJob.objects.get().status == "todo"
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, delete_jobs="always")
    assert Seal.objects.get().size == 1
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_committed_late_is_sealed_later(walk):
    """Its key and its time are older than the seal; the trigger's note brings it in all the same."""
    walk.declared()
    recorded, sealed = threading.Event(), threading.Event()

    def slowly():
        try:
            with transaction.atomic():
                walk.declared("7")
                recorded.set()
                sealed.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=slowly)
    other.start()
    assert recorded.wait(20)
    assert seal().size == 1
    sealed.set()
    other.join()
    assert seal().size == 2
    late = Leaf.objects.get(index=1)
    assert late.event.recorded_at < Seal.objects.get(number=1).signed_at
    assert breaks() == []


@pytest.mark.django_db(transaction=True)
def test_two_sealers_do_not_seal_twice(walk):
    for _each in range(5):
        walk.declared()
    found, errors = [], []

    def run():
        try:
            found.append(seal())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        threads = [threading.Thread(target=run) for _each in range(4)]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {one.number for one in found} == {1} and Leaf.objects.count() == 5


def test_officials_read_the_seals_and_see_that_they_verify(client, walk, people):
    walk.declared()
    head = seal()
    listed, page = reverse("admin:manifests_seal_changelist"), reverse("admin:manifests_seal_change", args=[1])
    client.force_login(people.district_regulator)
    assert "Verified" in client.get(listed).content.decode()
    told = client.get(page).content.decode()
    assert "Verified" in told and head.root in told and head.head.digest in told
    tamper("manifests_seal", "UPDATE manifests_seal SET size = 7")
    for address in (listed, page):
        told = client.get(address).content.decode()
        assert "Does not verify" in told and "Verified" not in told
    client.force_login(people.clerk)
    assert client.get(listed).status_code == 404
