"""Management classes from the mass ledger: computed, set by an authority, kept in history and told."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from facilities import clock, happened
from facilities.actions.classify import bring_into_force, classify, classify_by_permits
from facilities.actions.reclassify import AS_COMPUTED, reclassify
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import ClassRecord, Facility, Permit
from manifests.jobs import bring_classes_into_force


@contextmanager
def on(day: date):
    with clock.standing_at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
        yield


def arise(walk, day: date, kg: str) -> None:
    """Waste is declared on a day, in the house's own zone."""
    with on(day):
        walk.declared(kg)


def class_of(site) -> str:
    return Facility.objects.get(pk=site.pk).management_class


def test_amounts_are_by_site_and_calendar_year_and_hazardous_only(walk, city, people):
    arise(walk, date(2025, 12, 31), "100")
    with clock.standing_at(datetime(2025, 12, 31, 16, 30, tzinfo=UTC)):  # 2026 in China already
        walk.declared("7")
    arise(walk, date(2026, 3, 1), "30")
    keys = [city.generator.pk, city.outside.pk]
    assert happened.generated_by_year(keys, 2024) == {city.generator.pk: {2025: Decimal(100), 2026: Decimal(37)}}
    city.oil.waste_code.hazardous = False
    city.oil.waste_code.save()
    assert happened.generated_by_year(keys, 2024) == {}


@pytest.mark.parametrize(
    ("kg", "found"),
    [("9999.999", "registered"), ("10000", "simplified"), ("99999.999", "simplified"), ("100000", "key")],
)
def test_a_class_follows_from_the_ledger(walk, city, kg, found):
    arise(walk, date(2025, 6, 1), kg)
    with on(date(2026, 1, 2)):
        classify(sites=[city.generator.pk])
        assert class_of(city.generator) == found
        record = ClassRecord.objects.get(facility=city.generator)
    assert (record.management_class, record.valid_from, record.basis) == (found, date(2026, 1, 2), "computed")
    assert (record.figures["annual_kg"], record.figures["years"]["2025"]) == (
        f"{Decimal(kg):.3f}",
        f"{Decimal(kg):.3f}",
    )
    assert record.is_change is (found != "registered")


def test_to_compute_again_changes_nothing(walk, city):
    first = classify()
    assert {row.facility_id for row in first} == {city.generator.pk, city.collector.pk, city.outside.pk}
    assert classify() == []
    assert class_of(city.collector) == "key"  # it holds a permit
    call_command("classify_sites", facility=str(city.generator.pk), verbosity=0)
    assert ClassRecord.objects.filter(facility=city.generator).count() == 1


def test_computing_costs_the_same_for_one_site_and_three(city, django_assert_max_num_queries):
    with django_assert_max_num_queries(14) as one:
        classify(sites=[city.generator.pk])
    with django_assert_max_num_queries(14) as three:
        classify()
    assert len(three) <= len(one)


def test_a_changed_class_is_told_on_the_to_do_page(client, walk, city, people):
    client.force_login(people.clerk)
    todo = reverse("manifests:todo")
    classify()
    assert "Management class changed" not in client.get(todo).content.decode()
    today = clock.today()
    arise(walk, date(today.year - 1, 5, 1), "12000")
    classify()
    text = client.get(todo).content.decode()
    assert "Management class changed" in text and reverse("facilities:site_class", args=[city.generator.pk]) in text
    page = client.get(reverse("facilities:site_class", args=[city.generator.pk])).content.decode()
    assert "12 t a year count" in page and "A.6" in page and "every quarter" in page


def test_the_authority_s_word_stands_until_it_gives_it_up(walk, city, people):
    arise(walk, date(clock.today().year - 1, 5, 1), "12000")
    classify()
    reclassify(by=people.city_regulator, facility=city.generator, management_class="key", reason="lake shore")
    assert classify() == [] and class_of(city.generator) == "key"
    with pytest.raises(Refusal) as refused:
        reclassify(by=people.city_regulator, facility=city.collector, management_class=AS_COMPUTED, reason="x")
    assert refused.value.code == "class_unchanged"
    reclassify(by=people.city_regulator, facility=city.generator, management_class=AS_COMPUTED, reason="moved")
    assert class_of(city.generator) == "simplified"
    latest = ClassRecord.objects.filter(facility=city.generator).first()
    assert (latest.basis, latest.reason, latest.set_by) == ("computed", "moved", people.city_regulator)
    assert ClassRecord.objects.filter(facility=city.generator).count() == 3


def test_a_class_set_from_a_later_day_begins_on_it(city, people):
    today = clock.today()
    later = today + timedelta(days=10)
    data = {"facility": city.generator, "management_class": "key", "reason": "new hall", "valid_from": later}
    reclassify(by=people.city_regulator, **data)
    assert class_of(city.generator) == "registered"
    with on(later - timedelta(days=1)):
        assert bring_into_force(clock.today()) == 0
    with on(later):
        bring_classes_into_force(timestamp=0)
        assert class_of(city.generator) == "key"


def test_who_sets_a_class(city, people):
    data = {"facility": city.generator, "management_class": "key", "reason": "x"}
    with pytest.raises(NotPermitted):  # HJ 1259: city or above
        reclassify(by=people.district_regulator, **data)
    for days in (-1, 367):
        with pytest.raises(BadInput) as refused:
            reclassify(by=people.city_regulator, **data, valid_from=clock.today() + timedelta(days=days))
        assert refused.value.field == "/valid_from"


def test_the_job_computes_on_the_second_of_a_month_only(city):
    for day, computed in ((date(2026, 1, 1), False), (date(2026, 1, 2), True)):
        with on(day):
            bring_classes_into_force(timestamp=0)
        assert ClassRecord.objects.exists() is computed


def test_to_compute_one_site_leaves_the_others_as_they_are(city, people):
    later = clock.today() + timedelta(days=10)
    data = {"facility": city.generator, "management_class": "key", "reason": "new hall", "valid_from": later}
    reclassify(by=people.city_regulator, **data)
    with on(later):
        classify(sites=[city.site.pk])
        assert class_of(city.generator) == "registered"
        classify(sites=[city.generator.pk])
        assert class_of(city.generator) == "key"


def permit(site, **days) -> Permit:
    days = {"valid_from": date(2026, 3, 1), "valid_to": date(2027, 2, 28), "kind": "comprehensive", **days}
    return Permit.objects.create(facility=site, number="P-NEW", **days)


def held(site, day: date) -> str:
    """The class after the night's job of a day."""
    with on(day):
        bring_classes_into_force(0)
    return class_of(site)


def test_a_permit_that_begins_or_ends_in_between_changes_the_class_that_night(walk, city):
    site = city.generator
    arise(walk, date(2025, 6, 1), "500")
    assert held(site, date(2026, 1, 2)) == "registered"
    permit(site, valid_to=date(2026, 6, 30))
    assert [held(site, date(2026, 2, 28)), held(site, date(2026, 3, 1))] == ["registered", "key"]
    assert [held(site, date(2026, 6, 30)), held(site, date(2026, 7, 1))] == ["key", "registered"]
    found = ClassRecord.objects.filter(facility=site).order_by("valid_from", "pk").values_list("valid_from", "figures")
    assert [(day, figures["ground"]) for day, figures in found][-2:] == [
        (date(2026, 3, 1), "permit"),
        (date(2026, 7, 1), "amount"),
    ]


@pytest.mark.parametrize(("kind", "expected"), [("collection", "registered"), ("exempt", "registered")])
def test_a_permit_that_is_revoked_ends_that_night(walk, city, kind, expected):
    permit(city.generator, kind=kind, revoked_on=date(2026, 5, 4))
    with on(date(2026, 3, 1)):
        classify(sites=[city.generator.pk])
    assert class_of(city.generator) == ("key" if kind == "collection" else "registered")
    assert held(city.generator, date(2026, 5, 4)) == expected


def test_nights_without_a_worker_are_made_up_for_and_others_are_left_alone(city, django_assert_max_num_queries):
    permit(city.generator)
    with on(date(2026, 3, 20)), django_assert_max_num_queries(3):
        assert classify_by_permits() == []  # long past: the second of January asks of everybody
    with on(date(2026, 3, 8)):
        assert [row.facility_id for row in classify_by_permits()] == [city.generator.pk]
        assert classify_by_permits() == []
