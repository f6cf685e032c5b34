"""What tests share is found as new by each: the city of tests/standing.py, the database of tests/baseline.py."""

import pytest
from django.db import connection

from facilities.models import DisposalMethod, Facility, Membership, Person, PlanLine, Region
from manifests.models import PublicKey, WasteBatch
from tests.baseline import digests
from tests.standing import StandingCity, standing
from transport.models import Vehicle


@pytest.mark.parametrize("turn", ["first", "second", "third"])
def test_what_one_test_spoils_the_next_one_finds_as_new(city, people, fleet, walk, turn):
    assert (city.generator.name, Facility.objects.get(pk=city.generator.pk).name) == ("Generator", "Generator")
    assert people.driver is fleet.driver.person and fleet.truck.carrier is city.carrier
    assert set(Vehicle.objects.all()) == {fleet.truck, fleet.second_truck}
    assert not WasteBatch.objects.exists()
    assert people.clerk.check_password("a long enough password")
    assert PublicKey.objects.count() == 1 and PlanLine.objects.count() == 5

    walk.judged()
    city.generator.name = people.clerk.name = f"spoiled by the {turn}"
    city.generator.save()
    people.clerk.set_password("another")
    people.clerk.save()
    fleet.second_truck.delete()
    PlanLine.objects.all().delete()
    DisposalMethod.objects.update(name="spoiled")
    del city.oil


def test_who_asks_for_no_city_finds_none(db):
    assert not Facility.objects.exists() and not Person.objects.exists()


def test_who_asks_for_the_places_finds_nobody_in_them(city):
    assert Facility.objects.count() == 5 and not Membership.objects.exists()


def test_who_asks_for_people_finds_no_trucks(people):
    assert Membership.objects.filter(person=people.clerk).exists() and not Vehicle.objects.exists()


@pytest.fixture
def own(db, django_db_blocker):
    """Another standing city, inside this test's own transaction."""
    city = StandingCity()
    city.builders = standing.builders
    city.open(django_db_blocker)
    yield city
    city.close()


def test_a_city_is_built_and_pulled_down_storey_by_storey(own):
    own.prepare(3)
    assert [*own.unpacked()] == ["city", "people", "fleet"] and Vehicle.objects.exists()
    own.prepare(1)
    assert [*own.unpacked()] == ["city"] and Facility.objects.exists() and not Person.objects.exists()
    own.close()
    assert own.unpacked() == {} and not Facility.objects.exists()


def test_a_change_that_was_left_is_told(own):
    own.prepare(2)
    Facility.objects.update(name="spoiled")
    with pytest.raises(AssertionError, match="facilities_facility"):
        own.prepare(0)
    assert not Facility.objects.exists()


def test_a_city_of_yesterday_is_built_anew(own):
    own.prepare(1)
    first = own.unpacked()["city"].generator
    own.day = own.day.replace(year=own.day.year - 1)
    own.prepare(1)
    assert own.unpacked()["city"].generator.pk != first.pk and Facility.objects.count() == 5


def test_a_city_that_cannot_be_built_leaves_nothing(own):
    own.builders = own.builders | {"people": lambda city: city.nobody}
    with pytest.raises(AttributeError):
        own.prepare(2)
    assert [*own.unpacked()] == ["city"] and not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_after_real_transactions_the_database_is_as_it_was_made(django_db_setup, walk):
    """The catalogue keeps even its keys; it is not loaded again."""
    baseline = django_db_setup
    before = dict(baseline.digests)
    walk.judged()
    Region.objects.filter(pk="320400").update(name_en="spoiled")
    DisposalMethod.objects.all()[:1].get().delete()
    assert digests(before) != before
    baseline.restore()
    assert {table: digest for table, digest in digests(baseline.tables).items() if digest[0]} == before
    assert not Person.objects.exists() and Region.objects.count() > 3000
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
