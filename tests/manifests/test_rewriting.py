"""Rows written from values in one statement: what stands in them afterwards, and what a column still refuses."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, transaction

from facilities.models import StorageArea
from manifests.custody import rewriting
from manifests.custody.rewriting import add, rewrite

KEPT = ("name", "capacity_kg", "closed_on")


@pytest.fixture
def areas(city):
    first = city.generator.storage_areas.get()
    second = StorageArea.objects.create(
        facility=city.generator, code="TS009", name="Annex", kind="warehouse", capacity_kg=Decimal(9000)
    )
    return [first, second]


def test_each_row_gets_its_own_values_in_one_statement(areas, django_assert_num_queries):
    areas[0].name, areas[0].closed_on = "Hall; DROP TABLE", datetime(2026, 1, 5, tzinfo=UTC).date()
    areas[1].capacity_kg = Decimal("0.125")
    with django_assert_num_queries(1):
        rewrite(areas, KEPT)
    assert list(StorageArea.objects.order_by("code").filter(pk__in=[a.pk for a in areas]).values_list(*KEPT)) == [
        tuple(getattr(area, name) for name in KEPT) for area in sorted(areas, key=lambda area: area.code)
    ]


def test_what_is_not_named_stays_as_it_was(areas):
    areas[0].name, areas[0].code = "Hall", "TS777"
    rewrite(areas, ["name"])
    areas[0].refresh_from_db()
    assert (areas[0].name, areas[0].code) == ("Hall", "TS001")


def test_nothing_to_write_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        rewrite([], KEPT)


def test_a_text_too_long_for_its_column_is_refused_and_never_cut(areas):
    areas[0].name = "x" * 500
    with pytest.raises(DataError), transaction.atomic():
        rewrite(areas, ["name"])
    areas[0].refresh_from_db()
    assert len(areas[0].name) < 500


def area(city, number: int, **more) -> StorageArea:
    return StorageArea(facility=city.generator, code=f"TS1{number:02}", name=f"Hall {number}", kind="warehouse", **more)


def test_new_rows_arrive_in_one_statement_with_all_that_they_say(city, django_assert_num_queries):
    some = [area(city, number, capacity_kg=Decimal(number)) for number in range(1, 4)]
    with django_assert_num_queries(1):
        add(some)
    assert list(StorageArea.objects.filter(pk__in=[row.pk for row in some]).order_by("code")) == some
    assert [row._state.adding for row in some] == [False] * 3
    some[0].name = "Annex"
    some[0].save(update_fields=["name"])
    assert StorageArea.objects.get(pk=some[0].pk).name == "Annex"


def test_more_new_rows_than_a_statement_holds_go_in_several(city, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(rewriting, "AT_ONCE", 2)
    some = [area(city, number, capacity_kg=Decimal(number)) for number in range(1, 6)]
    with django_assert_num_queries(3):
        add(some)
    assert StorageArea.objects.filter(pk__in=[row.pk for row in some]).count() == 5


def test_no_new_rows_ask_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        add([])


def test_what_the_database_forbids_stays_forbidden(city):
    with pytest.raises(IntegrityError), transaction.atomic():
        add([area(city, 1, capacity_kg=Decimal(1)), area(city, 1, capacity_kg=Decimal(1))])
    assert not StorageArea.objects.filter(code="TS101").exists()
