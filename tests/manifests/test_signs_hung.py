"""Signs that were printed here answer the self-check; a firm that printed none here still says itself how it stands."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from facilities import clock
from facilities.models import Facility, StorageArea
from manifests.actions.state_practice import state_practice
from manifests.assessment.found import Verdict
from manifests.assessment.hung import signs_printed
from manifests.models import SignPrint
from tests.assessed import asked_of, figures, result_of


@pytest.fixture
def store(city) -> StorageArea:
    return StorageArea.objects.get(facility=city.generator)


@pytest.fixture
def desk(client, people):
    client.force_login(people.clerk)
    return client


def sign(store, kind: str) -> str:
    return reverse("manifests:store_sign", args=[store.pk, kind])


def verdict(site) -> Verdict:
    return next(row.verdict for row in result_of(site).checks if row.check.id == "signs")


def test_where_no_sign_was_printed_here_the_firm_says_how_it_stands(people, city):
    assert signs_printed(asked_of(city.generator)) is None
    assert verdict(city.generator) == Verdict.NOT_JUDGED
    state_practice(by=people.clerk, facility=city.generator, point="signs", text="all hang", day=clock.today())
    said = next(row.statement for row in result_of(city.generator).checks if row.check.id == "signs")
    assert said.text == "all hang"


def test_a_store_needs_its_door_and_its_plan(desk, store, city):
    desk.get(sign(store, "door"))
    assert figures(city.generator, "signs") == (2, 1)
    assert verdict(city.generator) == Verdict.PARTLY
    desk.get(sign(store, "partition"), {"size": "450"})
    assert figures(city.generator, "signs") == (2, 0)
    page = desk.get(reverse("manifests:assess", args=[city.generator.pk])).content.decode()
    assert "Stores, partitions and facilities bear their signs" in page


def test_a_print_is_noted_once_for_what_it_says_and_for_good(desk, store):
    for size in ("300", "900", "300"):
        desk.get(sign(store, "door"), {"size": size})
    desk.head(sign(store, "partition"))
    row = SignPrint.objects.get()
    assert (row.kind, row.code, row.size, row.person_name) == ("door", "TS001", "300", "clerk")
    for change in (lambda: SignPrint.objects.update(size="900"), lambda: SignPrint.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_door_that_reads_otherwise_now_is_printed_again(desk, store, city):
    desk.get(sign(store, "door"))
    desk.get(sign(store, "partition"))
    StorageArea.objects.filter(pk=store.pk).update(responsible_name="Mr New")
    assert figures(city.generator, "signs") == (2, 1)
    rows = desk.get(reverse("manifests:assessed_rows", args=[city.generator.pk, "signs"])).content.decode()
    assert "printed, but it reads otherwise now" in rows and "on the door" in rows
    desk.get(sign(store, "door"))
    assert figures(city.generator, "signs") == (2, 0)


def test_a_plan_stays_good_when_waste_comes_and_goes(desk, store, city, walk):
    desk.get(sign(store, "door"))
    desk.get(sign(store, "partition"))
    walk.stored()
    assert figures(city.generator, "signs") == (2, 0)


@pytest.mark.parametrize("name", ["reader", "city_regulator"])
def test_who_only_looks_hangs_nothing_up(client, people, store, name):
    client.force_login(getattr(people, name))
    assert client.get(sign(store, "door")).status_code == 200
    assert not SignPrint.objects.exists()


def test_a_unit_has_its_door(client, people, city):
    client.force_login(people.receiver)
    assert client.get(reverse("manifests:unit_sign", args=[city.site.pk, 0])).status_code == 200
    total, unfit = figures(city.site, "signs")
    assert (total, unfit) == (3, 2)  # of the store neither


def test_a_print_of_a_later_day_does_not_count_for_a_span_before_it(desk, store, city):
    with clock.standing_at(clock.now() + timedelta(days=400)):
        desk.get(sign(store, "door"))
    assert signs_printed(asked_of(city.generator)) is None


def test_the_point_is_asked_in_three_statements(desk, store, city, django_assert_num_queries):
    desk.get(sign(store, "door"))
    asked = asked_of(Facility.objects.get(pk=city.generator.pk))
    with django_assert_num_queries(3):
        signs_printed(asked)
