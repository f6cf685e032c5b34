"""What the database itself refuses of the mass ledger, whoever asks: wrong accounts, stock by hand, open books."""

import itertools
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, models, transaction

from manifests.accounts import PAIRS, Account, PairNotAllowed, check_pair
from manifests.custody import perform
from manifests.custody.deed import SOURCE, Deed, Place
from manifests.custody.refused import in_words
from manifests.models import Movement, Stock, WasteBatch
from manifests.states import CLOSED_BATCH

HELD = ("site", "store", "transit")


@pytest.fixture
def lying(walk) -> SimpleNamespace:
    """A batch of 1000 kg in a store, and the event that declared it."""
    batch = walk.stored("1000")
    return SimpleNamespace(batch=batch, event=batch.events.first(), area=walk.area(batch.holder))


def place(account: str, lying) -> dict:
    """The facility and area an account of this kind names."""
    facility = lying.batch.holder if account in ("site", "store", "process") else None
    return {"account": account, "facility": facility, "area": lying.area if account == "store" else None}


def movement(lying, origin: dict, goal: dict, kg="1") -> Movement:
    moment = lying.event.happened_at
    return Movement(
        event=lying.event,
        kg=Decimal(kg),
        happened_at=moment,
        recorded_at=moment,
        **{f"from_{name}": value for name, value in origin.items()},
        from_batch=lying.batch if origin["account"] in HELD else None,
        **{f"to_{name}": value for name, value in goal.items()},
        to_batch=lying.batch if goal["account"] in HELD else None,
    )


def refused(call) -> str:
    """The constraint that refuses a call, "" where none does; nothing stays behind."""
    try:
        with transaction.atomic():
            call()
            transaction.set_rollback(True)
        return ""
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name


def test_every_pair_of_accounts_that_may_not_follow_is_refused_by_the_database(lying):
    """From the store 1 kg is there to take; from a place with nothing the balance refuses, not the table of pairs."""
    wrong = []
    for origin, goal in itertools.product(Account, Account):
        row = movement(lying, place(origin.value, lying), place(goal.value, lying))
        said = refused(row.save)
        empty = origin in ("site", "transit") and origin != goal
        should = ("stock_never_negative" if empty else "") if (origin, goal) in PAIRS else "movement_accounts_follow"
        if said != should:
            wrong.append((origin, goal, said, should))
    assert not wrong


def test_the_table_of_pairs_is_what_the_law_of_the_ledger_says():
    """By hand: mass begins at the source, ends treated, lost or exported, and is adjusted only where it lies."""
    begins = {goal for origin, goal in PAIRS if origin == "source"}
    ends = {origin for origin, goal in PAIRS if goal in ("process", "loss", "export")}
    assert begins == {"site", "store"}
    assert ends == {"site", "store", "transit"}
    assert {origin for origin, goal in PAIRS if goal == "source"} == {"site", "store"}  # a declaration taken back
    assert not {origin for origin, _goal in PAIRS} & {"loss", "export"}
    assert {goal for origin, goal in PAIRS if origin == "process"} == {"site", "store"}
    assert {goal for origin, goal in PAIRS if origin == "adjustment"} == set(HELD)


def test_an_action_cannot_even_write_down_a_pair_that_is_not_allowed(lying):
    check_pair("source", "site")
    deed = Deed(None, None, {}, happened_at=None, recorded_at=None)
    with pytest.raises(PairNotAllowed, match="source to loss"):
        deed.move(Decimal(1), SOURCE, Place("loss"), to_batch=lying.batch)
    assert deed.movements == []


@pytest.mark.parametrize(
    ("account", "change"),
    [
        ("site", {"facility": None}),
        ("site", {"area": "area"}),
        ("store", {"facility": None}),
        ("store", {"area": None}),
        ("transit", {"facility": "facility"}),
        ("adjustment", {"facility": "facility"}),
        ("process", {"facility": None}),
    ],
)
def test_an_account_names_its_place_and_no_other(lying, account, change):
    known = {"area": lying.area, "facility": lying.batch.holder, None: None}
    other = place(account, lying) | {name: known[value] for name, value in change.items()}
    row = movement(lying, place("store", lying), other)
    assert refused(row.save) in {"movement_names_its_places", "movement_treats_where_it_lies"}


def test_a_treatment_is_booked_where_the_waste_lies(lying, city):
    elsewhere = {"account": "process", "facility": city.site, "area": None}
    assert refused(movement(lying, place("store", lying), elsewhere).save) == "movement_treats_where_it_lies"
    assert refused(movement(lying, place("store", lying), place("process", lying)).save) == ""


@pytest.mark.parametrize("kg", ["0", "-1"])
def test_a_movement_weighs_something(lying, kg):
    row = movement(lying, place("store", lying), place("loss", lying), kg)
    assert refused(row.save) == "movement_weighs_something"


def test_a_gram_too_much_is_refused_with_what_is_there(lying):
    loss = place("loss", lying)
    assert refused(movement(lying, place("store", lying), loss, "1000").save) == ""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        movement(lying, place("store", lying), loss, "1000.001").save()
    refusal = in_words(error.value)
    assert (refusal.code, refusal.status) == ("stock_overdrawn", 409)
    expected = f"There are 1000.000 kg of batch {lying.batch.number} in stock; this would take 1000.001 kg."
    assert str(refusal.message) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE manifests_stock SET kg = 1",
        "DELETE FROM manifests_stock",
        "INSERT INTO manifests_stock (batch_id, account, kg) SELECT id, 'transit', 5 FROM manifests_wastebatch",
    ],
)
def test_nobody_changes_stock_by_hand(lying, statement):
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert in_words(error.value).code == "stock_follows_movements"
    assert Stock.objects.get().kg == Decimal(1000)


def closing(change) -> str:
    """The constraint that refuses a change when its transaction ends, "" where none does."""
    try:
        with transaction.atomic():
            change()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            transaction.set_rollback(True)
        return ""
    except IntegrityError as error:
        assert in_words(error).code == "books_do_not_close", error
        return error.__cause__.diag.constraint_name


def test_books_that_do_not_close_are_refused_at_commit(lying):
    rows = WasteBatch.objects.filter(pk=lying.batch.pk)
    store = place("store", lying)
    assert closing(lambda: rows.update(kg=Decimal("999.999"))) == "batch_books_close"
    for state in ("lost", "disposed"):
        assert closing(lambda state=state: rows.update(state=state)) == "batch_books_close"
    assert closing(movement(lying, store, place("loss", lying), "0.001").save) == "batch_books_close"
    assert closing(movement(lying, place("source", lying), store).save) == "batch_books_close"
    both = [lambda: rows.update(kg=Decimal("999.999")), movement(lying, store, place("loss", lying), "0.001").save]
    assert closing(lambda: [step() for step in both]) == ""


def test_a_batch_out_of_nothing_is_refused_at_commit(lying):
    twin = WasteBatch.objects.get(pk=lying.batch.pk)
    twin.pk, twin.number = None, "HWCS-TWIN"
    twin.pk = WasteBatch._meta.pk.get_default()
    assert closing(lambda: models.Model.save(twin, force_insert=True)) == "batch_books_close"


def test_moving_on_changes_no_sum(lying, walk):
    assert closing(movement(lying, place("store", lying), place("site", lying), "1000").save) == ""
    assert closing(lambda: WasteBatch.objects.filter(pk=lying.batch.pk).update(number="HWCS-OTHER")) == ""


@pytest.mark.django_db(transaction=True)
def test_the_door_says_in_words_that_books_would_not_close(walk, people, monkeypatch):
    """A defect of an action, if there were one: the commit itself is refused, and nothing is there afterwards."""
    batch = walk.stored("10")
    real = Deed.move
    monkeypatch.setattr(Deed, "move", lambda self, kg, *places, **sides: real(self, kg - 1, *places, **sides))
    with pytest.raises(Exception, match="would not close: 9.000 kg would lie") as refusal:
        perform(batch, "lose", by=people.clerk, data={"kg": "2", "reason": "evaporated"})
    assert refusal.value.code == "books_do_not_close"
    assert WasteBatch.objects.get(pk=batch.pk).kg == Decimal(10)
    assert Stock.objects.get().kg == Decimal(10)


def test_the_database_knows_the_states_in_which_nothing_lies(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM manifests_closing_state")
        assert {state for (state,) in cursor.fetchall()} == {str(state) for state in CLOSED_BATCH}
