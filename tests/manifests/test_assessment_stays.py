"""How long waste lay, from the ledger: through splits and regrouping, there and back, by law or the store's limit."""

from datetime import date
from decimal import Decimal

import pytest

from facilities import clock
from facilities.actions.set_limit import set_limit
from facilities.models import Facility, Region, StorageArea
from manifests.assessment.stays import stays
from manifests.custody import perform
from manifests.models import Deadline, WasteBatch
from tests.assessed import YEAR, asked_of, at, figures
from tests.city import CITY, stream
from tests.walk import judgement

POINT = "storage_time"


def split(batch, by, kg: str) -> list[WasteBatch]:
    perform(batch, "split", by=by, data={"kg": kg})
    return list(WasteBatch.objects.filter(links_up__parent=batch).order_by("pk"))


def limit(people, code: str, value: int, first: date) -> None:
    place = Region.objects.get(pk=CITY)
    set_limit(by=people.city_regulator, code=code, region=place, value=Decimal(value), valid_from=first, law="Notice 9")


def test_no_clock_is_needed(walk, city):
    with clock.standing_at(at(1, 1, year=YEAR - 2)):
        batch = walk.stored()
    with clock.standing_at(at(2, 1)):
        walk.in_transit(batch)
    assert not Deadline.objects.exists()
    assert figures(city.generator, POINT, now=at(6, 30)) == (1, 1)


@pytest.mark.parametrize(("left", "late"), [(at(1, 9, 23, 59, year=YEAR), 0), (at(1, 10, 0, 1, year=YEAR), 1)])
def test_it_leaves_on_the_last_day_and_not_after_it(walk, city, left, late):
    with clock.standing_at(at(1, 9, year=YEAR - 1)):
        batch = walk.stored()
    with clock.standing_at(left):
        walk.in_transit(batch)
    assert figures(city.generator, POINT, now=at(6, 30)) == (1, late)


def test_the_stores_own_limit_counts_where_it_is_less(walk, city):
    StorageArea.objects.filter(facility=city.generator).update(day_limit=10)
    with clock.standing_at(at(3, 1)):
        batch, gone = walk.stored(), walk.stored()
    with clock.standing_at(at(3, 11, 23)):
        walk.in_transit(gone)
    assert figures(city.generator, POINT, now=at(3, 11, 23, 30)) == (2, 0)
    assert figures(city.generator, POINT, now=at(3, 12, 0)) == (2, 1)
    ((row),) = stays(asked_of(city.generator, now=at(3, 12, 0)))[1]
    assert (row.batch, row.due_at) == (batch.pk, at(3, 12, 0))


def test_a_part_that_is_split_off_is_as_old_as_the_whole(walk, people, city):
    with clock.standing_at(at(1, 1, year=YEAR - 1)):
        batch = walk.stored("100")
    with clock.standing_at(at(2, 1, year=YEAR - 1)):
        first, _second = split(batch, people.clerk, "40")
    with clock.standing_at(at(1, 5)):
        walk.in_transit(first)
    year_before = {"start": date(YEAR - 1, 1, 1), "now": at(6, 30)}
    assert figures(city.generator, POINT, **year_before) == (3, 0)  # the whole until it was split, and both parts
    assert figures(city.generator, POINT, now=at(6, 30)) == (2, 2)


def test_what_is_regrouped_is_as_old_as_its_oldest(walk, people, city):
    with clock.standing_at(at(1, 1, year=YEAR - 1)):
        old = walk.stored("100")
    with clock.standing_at(at(12, 1, year=YEAR - 1)):
        young = walk.stored("50")
        perform(old, "regroup", by=people.clerk, data={"batches": [str(young.pk)]})
    assert figures(city.generator, POINT, now=at(6, 30)) == (1, 1)


def test_what_rode_home_lies_on_from_its_first_day(walk, people, city):
    StorageArea.objects.filter(facility=city.generator).update(day_limit=60)
    with clock.standing_at(at(1, 1)):
        batch = walk.stored()
    with clock.standing_at(at(2, 1)):
        home = walk.judged("refuse", walk.arrived(batch)).children.get()
        perform(home, "arrive", by=people.driver)
        lines = [judgement(line) for line in home.lines.all()]
        perform(home, "receive", by=people.clerk, data={"lines": lines})
        back = WasteBatch.objects.get(pk=home.lines.get().batch_id)
        perform(back, "store", by=people.clerk, data={"area": walk.area(city.generator).pk})
    assert figures(city.generator, POINT, now=at(3, 2, 23)) == (2, 0)  # the 60th day since the first of January
    assert figures(city.generator, POINT, now=at(3, 3, 0)) == (2, 1)
    assert figures(city.generator, POINT, start=date(YEAR, 3, 1), months=2, now=at(3, 3, 0)) == (1, 1)


def test_a_receiver_has_its_own_term_from_the_gate_on(walk, people, city):
    StorageArea.objects.filter(facility=city.site).update(day_limit=60)
    with clock.standing_at(at(1, 1)):
        batch = walk.stored()
    with clock.standing_at(at(2, 1)):
        manifest = walk.judged("accept", walk.arrived(batch))
        taken = WasteBatch.objects.get(pk=manifest.lines.get().batch_id)
        perform(taken, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    assert figures(city.site, POINT, now=at(4, 2, 23)) == (1, 0)
    assert figures(city.site, POINT, now=at(4, 3, 0)) == (1, 1)
    assert figures(city.generator, POINT, now=at(4, 3, 0)) == (1, 0)


def test_medical_waste_has_two_days_to_the_minute(walk, city):
    needles = stream(city.generator, "Needles", "841-001-01")
    with clock.standing_at(at(3, 1, 9)):
        walk.stored("30", stream=needles)
    assert figures(city.generator, POINT, now=at(3, 3, 8, 59)) == (1, 0)
    assert figures(city.generator, POINT, now=at(3, 3, 9)) == (1, 1)


def test_a_city_may_say_another_number_of_days(walk, people, city):
    with clock.standing_at(at(1, 2)):
        walk.stored()
        limit(people, "storage.generator_days", 30, date(YEAR, 1, 3))
    assert figures(city.generator, POINT, now=at(2, 1, 23)) == (1, 0)
    assert figures(city.generator, POINT, now=at(2, 2, 0)) == (1, 1)


def test_what_lies_in_no_store_has_the_term_of_the_law(walk, city):
    with clock.standing_at(at(1, 2, year=YEAR - 1)):
        walk.declared()
    assert figures(city.generator, POINT, now=at(1, 2, 23)) == (1, 0)  # the 365th day
    assert figures(city.generator, POINT, now=at(1, 3, 0)) == (1, 1)


def test_what_was_counted_away_is_not_looked_at(walk, people, city):
    with clock.standing_at(at(1, 2)):
        batch = walk.stored("100")
    with clock.standing_at(at(1, 3)):
        perform(batch, "count", by=people.clerk, data={"counted_kg": "0", "reason": "was never there"})
    assert figures(city.generator, POINT, now=at(6, 30)) == (0, 0)


def test_many_batches_are_one_statement(walk, city, django_assert_num_queries):
    with clock.standing_at(at(1, 2, year=YEAR - 1)):
        for _batch in range(3):
            walk.stored("10")
    asked = asked_of(city.generator, now=at(6, 30))
    stays(asked)
    with django_assert_num_queries(1):
        total, late = stays(asked)
    assert (total, len(late)) == (3, 3)


def test_declarations_are_seen_however_short_lists_look_back(walk, people, city):
    """Lists may show a month; the self-check asks a whole year."""
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    with clock.standing_at(at(1, 5, year=YEAR - 1)):
        walk.stored()
        limit(people, "declaration.shown_days", 30, date(YEAR - 1, 1, 6))
    span = {"start": date(YEAR - 1, 1, 1), "now": at(1, 1)}
    whole = figures(city.generator, "declared", **span)
    last_month = figures(city.generator, "declared", start=date(YEAR - 1, 12, 1), months=1, now=at(1, 1))
    assert whole[0] > last_month[0] and whole[1] == whole[0]
