"""What must hold after anything at all has happened: mass, chains, tree, fate, and states that the events explain."""

from decimal import Decimal
from itertools import groupby

from django.db import connection
from django.db.models import Sum

from manifests import ledger
from manifests.actions.seal import seal
from manifests.actions.update_fate import update_fate
from manifests.models import CustodyEvent, Fate, Manifest, Movement, Stock, WasteBatch
from manifests.proofs import verifying
from manifests.states import BY_ACTION


def assert_everything_adds_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert ledger.breaks() == []
    assert not Stock.objects.filter(kg__lt=0).exists()
    seal()
    assert verifying.breaks() == []
    assert_fate_is_whole()
    assert_states_follow_from_events()


def assert_fate_is_whole() -> None:
    """Each kilogram that arose is somewhere or ended somewhere, to the gram; working it out again changes nothing."""
    update_fate()
    assert update_fate(everything=True).changed == 0
    arisen = dict(Movement.objects.filter(from_account="source").values_list("to_batch").annotate(kg=Sum("kg")))
    for batch in Movement.objects.filter(to_account="source").values_list("from_batch", flat=True):
        del arisen[batch]  # its declaration was taken back, all of it
    ended = dict(Fate.objects.values_list("origin").annotate(kg=Sum("kg")))
    assert ended == arisen
    assert not Fate.objects.exclude(kind="scale").filter(kg__lte=0).exists()


def assert_states_follow_from_events() -> None:
    """Replay: every subject stands where its events leave it, and each event took a step of the table."""
    for model, subject in ((Manifest, "manifest"), (WasteBatch, "batch")):
        events = CustodyEvent.objects.filter(**{f"{subject}__isnull": False}).order_by(subject, "sequence")
        replayed = {}
        for key, own in groupby(events.values_list(subject, "sequence", "action", "old_state", "new_state"), _first):
            state = ""
            for number, (_key, sequence, action, old, new) in enumerate(own, start=1):
                row = BY_ACTION[subject, action]
                assert (sequence, old) == (number, state), (subject, key, action)
                kept = row.keeps_state or getattr(row, "may_stay", False)
                assert new in row.targets or (kept and new == old), (subject, key, action, old, new)
                assert old in row.sources, (subject, key, action, old)
                state = new
            replayed[key] = state
        assert replayed == dict(model.objects.values_list("pk", "state"))


def _first(row: tuple):
    return row[0]


def kilograms_arisen() -> Decimal:
    """All that ever arose (kg), to show that a run did anything at all."""
    return Movement.objects.filter(from_account="source").aggregate(kg=Sum("kg"))["kg"] or Decimal(0)
