"""Stock-taking, losses and exports: what the books say, what is there, and where the difference went."""

from decimal import Decimal

import pytest
from django.db import connection

from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import StorageArea
from manifests.access import allowed_actions
from manifests.actions.count_area import Counted, count_area
from manifests.custody import perform
from manifests.ledger import breaks
from manifests.models import CustodyEvent, Movement, Stock, WasteBatch
from tests.manifests.test_together import at_once, refusals

GRAM = Decimal("0.001")


def booked(batch) -> tuple:
    """(state, kg, what lies in stock)."""
    fresh = WasteBatch.objects.get(pk=batch.pk)
    return fresh.state, fresh.kg, sum(row.kg for row in Stock.objects.filter(batch=batch))


def last(batch) -> list[tuple]:
    """(from, to, kg) of what the batch's last event moved."""
    event = batch.events.order_by("-sequence").first()
    return [(row.from_account, row.to_account, row.kg) for row in event.movements.all()]


def count(batch, kg, by, **more):
    return perform(batch, "count", by=by, data={"counted_kg": kg, "reason": "yearly", **more})


@pytest.mark.parametrize(
    ("counted", "moved"),
    [
        ("999.999", [("store", "adjustment", GRAM)]),
        ("1000.001", [("adjustment", "store", GRAM)]),
        ("0.001", [("store", "adjustment", Decimal("999.999"))]),
        ("1000", []),
    ],
)
def test_a_count_books_the_difference_to_the_gram(walk, people, counted, moved):
    batch = walk.stored("1000")
    outcome = count(batch, counted, people.clerk)
    assert booked(batch) == ("stored", Decimal(counted), Decimal(counted))
    assert last(batch) == moved
    said = outcome.event.particulars
    assert (said["booked_kg"], Decimal(said["kg"]), said["reason"]) == ("1000.000", Decimal(counted), "yearly")
    assert Decimal(said["difference_kg"]) == Decimal(counted) - 1000
    assert breaks() == []


def test_nothing_counted_closes_the_batch_as_lost(walk, people):
    batch = walk.stored("1000")
    count(batch, "0", people.clerk)
    assert booked(batch) == ("lost", Decimal(1000), 0)
    assert last(batch) == [("store", "adjustment", Decimal(1000))]
    assert breaks() == []
    with pytest.raises(Refusal) as refused:
        count(batch, "1000", people.clerk)
    assert refused.value.code == "transition_not_allowed"


@pytest.mark.parametrize("kg", ["-0.001", "0.0001", "much", "NaN", None, 1e3])
def test_what_is_no_count_is_refused(walk, people, kg):
    batch = walk.stored("1000")
    with pytest.raises(BadInput) as refused:
        count(batch, kg, people.clerk)
    assert refused.value.field == "/counted_kg"
    assert booked(batch) == ("stored", Decimal(1000), Decimal(1000))


@pytest.mark.parametrize("reason", ["", "   ", None])
@pytest.mark.parametrize(("action", "data"), [("count", {"counted_kg": "1"}), ("lose", {"kg": "1"})])
def test_kilograms_do_not_change_without_a_reason(walk, people, action, data, reason):
    with pytest.raises(BadInput) as refused:
        perform(walk.stored(), action, by=people.clerk, data={**data, "reason": reason})
    assert refused.value.field == "/reason"


def test_what_is_set_aside_or_on_the_road_is_not_counted_away(walk, people):
    allotted = walk.draft().lines.get().batch
    on_the_road = walk.in_transit().lines.get().batch
    for batch in (allotted, on_the_road):
        for action, data in (("count", {"counted_kg": "0"}), ("lose", {"kg": "1"})):
            with pytest.raises(Refusal) as refused:
                perform(batch, action, by=people.clerk, data={**data, "reason": "gone"})
            assert refused.value.code == "transition_not_allowed"
        assert not {"count", "lose", "export"} & {row.action for row in allowed_actions(people.clerk, batch)}


def test_a_count_of_other_books_than_were_seen_is_refused(walk, people, city):
    batch = walk.stored("1000")
    seen = {"booked_kg": "1000", "area": str(batch.area_id)}
    yard = StorageArea.objects.create(facility=city.generator, code="Y", name="Yard", kind="yard", capacity_kg=9000)
    count(batch, "900", people.clerk, **seen)
    with pytest.raises(Refusal, match=r"the books say 900\.000 kg") as refused:
        count(batch, "800", people.clerk, **seen)
    assert refused.value.code == "booked_meanwhile"
    perform(batch, "move", by=people.clerk, data={"area": yard.pk})
    with pytest.raises(Refusal) as refused:
        count(batch, "800", people.clerk, booked_kg="900", area=seen["area"])
    assert refused.value.code == "area_differs"
    assert booked(batch)[1] == Decimal(900)


@pytest.mark.parametrize(("kg", "left"), [("0.001", "999.999"), ("999.999", "0.001")])
def test_a_loss_leaves_the_rest(walk, people, kg, left):
    batch = walk.declared("1000")
    perform(batch, "lose", by=people.clerk, data={"kg": kg, "reason": "evaporated"})
    assert booked(batch) == ("generated", Decimal(left), Decimal(left))
    assert last(batch) == [("site", "loss", Decimal(kg))]
    assert breaks() == []


def test_losing_all_closes_the_batch_and_losing_more_is_refused_with_what_is_there(walk, people):
    batch = walk.stored("1000")
    with pytest.raises(Refusal, match=r"holds 1000\.000 kg") as refused:
        perform(batch, "lose", by=people.clerk, data={"kg": "1000.001", "reason": "spilled"})
    assert (refused.value.code, refused.value.field) == ("stock_overdrawn", "/kg")
    perform(batch, "lose", by=people.clerk, data={"kg": "1000", "reason": "spilled"})
    assert booked(batch) == ("lost", Decimal(1000), 0)
    assert breaks() == []


NOTICE = {"notice": "EX-2026-7", "country": "Germany", "receiver": "Works AG"}


def test_an_export_closes_the_batch_under_its_notice(walk, people):
    batch = walk.stored("1000")
    outcome = perform(batch, "export", by=people.clerk, data=NOTICE)
    assert booked(batch) == ("exported", Decimal(1000), 0)
    assert last(batch) == [("store", "export", Decimal(1000))]
    assert outcome.event.particulars.items() >= NOTICE.items()
    assert breaks() == []


@pytest.mark.parametrize(("action", "data"), [("lose", {"kg": "1", "reason": "spilled"}), ("export", NOTICE)])
def test_what_was_confirmed_of_other_books_is_not_booked(walk, people, action, data):
    batch = walk.stored("1000")
    with pytest.raises(Refusal) as refused:
        perform(batch, action, by=people.clerk, data={**data, "booked_kg": "999.999"})
    assert refused.value.code == "booked_meanwhile"
    perform(batch, action, by=people.clerk, data={**data, "booked_kg": "1000"})
    assert breaks() == []


@pytest.mark.parametrize("missing", NOTICE)
@pytest.mark.parametrize("sent", ["", "  ", "x" * 121])
def test_an_export_without_its_papers_is_refused(walk, people, missing, sent):
    batch = walk.stored("1000")
    with pytest.raises(BadInput) as refused:
        perform(batch, "export", by=people.clerk, data=NOTICE | {missing: sent})
    assert refused.value.field == f"/{missing}"
    assert booked(batch)[0] == "stored"


def test_what_is_in_no_store_is_not_exported(walk, people):
    with pytest.raises(Refusal) as refused:
        perform(walk.declared(), "export", by=people.clerk, data=NOTICE)
    assert refused.value.code == "transition_not_allowed"


@pytest.mark.parametrize("name", ["reader", "city_regulator"])
def test_who_only_looks_changes_no_kilogram(walk, people, name):
    batch = walk.stored()
    person = getattr(people, name)
    for action, data in (
        ("count", {"counted_kg": "0", "reason": "x"}),
        ("lose", {"kg": "1", "reason": "x"}),
        ("export", NOTICE),
    ):
        with pytest.raises(NotPermitted):
            perform(batch, action, by=person, data=data)


# A whole store


def sheet(batches, *found) -> list[Counted]:
    return [Counted(batch, Decimal(kg), batch.kg) for batch, kg in zip(batches, found, strict=True)]


def test_a_store_is_counted_all_at_once_and_repeatably(walk, people, city):
    batches = [walk.stored(kg) for kg in ("10", "20", "30")]
    uncounted = walk.stored("40")
    counts = sheet(batches, "9.5", "20", "0")
    for _click in range(2):
        outcomes = count_area(walk.area(city.generator), counts, by=people.clerk, reason="yearly", key="k")
        assert len(outcomes) == 3
    assert all(outcome.repeated for outcome in outcomes)
    assert [booked(batch)[:2] for batch in batches] == [
        ("stored", Decimal("9.5")),
        ("stored", Decimal(20)),
        ("lost", Decimal(30)),
    ]
    assert booked(uncounted)[1] == Decimal(40)
    assert CustodyEvent.objects.filter(action="count").count() == 3
    assert Movement.objects.filter(to_account="adjustment").count() == 2
    assert breaks() == []


def test_one_batch_that_cannot_be_counted_refuses_the_sheet_and_is_named(walk, people, city):
    batches = [walk.stored("10"), walk.stored("20")]
    counts = sheet(batches, "9", "19")
    walk.draft(batches[1])
    before = Movement.objects.count()
    with pytest.raises(Refusal, match=f"Batch {batches[1].number}: This cannot be done"):
        count_area(walk.area(city.generator), counts, by=people.clerk, reason="yearly")
    assert booked(batches[0])[1] == Decimal(10)
    assert Movement.objects.count() == before


def test_a_sheet_of_another_store_is_refused(walk, people, city):
    batch = walk.stored("10")
    other = StorageArea.objects.create(facility=city.generator, code="Y", name="Yard", kind="yard", capacity_kg=9000)
    with pytest.raises(Refusal) as refused:
        count_area(other, sheet([batch], "9"), by=people.clerk, reason="yearly")
    assert refused.value.code == "area_differs"


@pytest.mark.parametrize(
    ("pick", "code"),
    [(lambda batch: [], "required"), (lambda batch: [batch] * 2, "batch_twice"), (lambda b: [b] * 201, "too_many")],
)
def test_a_sheet_that_is_no_sheet_is_refused(walk, people, city, pick, code):
    batches = pick(walk.stored("10"))
    with pytest.raises(BadInput) as refused:
        count_area(walk.area(city.generator), sheet(batches, *["1"] * len(batches)), by=people.clerk, reason="yearly")
    assert refused.value.code == code


@pytest.mark.django_db(transaction=True)
def test_two_keepers_who_count_at_once_do_not_count_twice(walk, people, city):
    batches = [walk.stored("10"), walk.stored("20")]
    area = walk.area(city.generator)
    first, second = sheet(batches, "9", "19"), sheet(batches[::-1], "18", "8")
    results = at_once(
        lambda: count_area(area, first, by=people.clerk, reason="mine"),
        lambda: count_area(area, second, by=people.clerk, reason="yours"),
    )
    assert refusals(results) == ["booked_meanwhile"]
    assert [booked(batch)[1] for batch in batches] in ([Decimal(9), Decimal(19)], [Decimal(8), Decimal(18)])
    assert breaks() == []
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_count_and_a_draft_at_once_leave_one_truth(walk, people):
    batch = walk.stored("10")
    results = at_once(lambda: count(batch, "0", people.clerk), lambda: walk.draft(batch))
    assert refusals(results) in (["transition_not_allowed"], ["batch_not_stored"])
    assert booked(batch)[0] == ("allotted" if refusals(results) == ["transition_not_allowed"] else "lost")
    assert breaks() == []
