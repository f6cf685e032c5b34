"""Stores and stock: how full and how old, oldest first, putting in and regrouping many at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.close_area import close_area
from facilities.errors import NotPermitted, Refusal
from facilities.models import StorageArea
from manifests.actions.store_many import store_many
from manifests.custody import perform
from manifests.models import CustodyEvent, Stock, WasteBatch

STOCK, STOCK_IN, REGROUP = reverse("manifests:stock"), reverse("manifests:stock_in"), reverse("manifests:regroup")
AREAS, NEW = reverse("facilities:areas"), reverse("facilities:new_area")


def at(area) -> str:
    return reverse("manifests:stock_area", args=[area.pk])


def second_area(city) -> StorageArea:
    return StorageArea.objects.create(
        facility=city.generator, code="TS002", name="Yard", kind="yard", capacity_kg=Decimal(1000)
    )


# Looking


def test_stock_shows_fill_and_age_of_each_store(client, people, city, walk):
    with clock.standing_at(clock.now() - timedelta(days=340, hours=1)):
        walk.stored("47000")
    walk.stored("500")
    client.force_login(people.clerk)
    response = client.get(STOCK)
    (area,) = response.context["page"].rows
    assert (area.held_kg, area.percent, area.stay.days, area.batch_count) == (Decimal(47500), 95, 340, 2)
    assert area.is_full and area.stay.is_old
    assert "95 % full" in response.content.decode() and "340 of 365 days" in response.content.decode()


def test_stock_keeps_counting_what_is_set_aside_until_it_is_loaded(client, people, walk):
    batch = walk.stored("700")
    client.force_login(people.clerk)
    walk.issued(batch)
    assert client.get(STOCK).context["page"].rows[0].held_kg == Decimal(700)
    walk.in_transit(walk.stored("5"))
    assert client.get(STOCK).context["page"].rows[0].held_kg == Decimal(700)


def test_stock_costs_the_same_however_much_there_is(client, people, city, walk, django_assert_max_num_queries):
    client.force_login(people.clerk)
    area = walk.area(city.generator)
    second = StorageArea.objects.create(facility=city.generator, code="A0", name="a", kind="yard", capacity_kg=1)

    def statements(address):
        with django_assert_max_num_queries(6) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def all_pages():
        return [statements(address) for address in (STOCK, at(area), AREAS)]

    batch = walk.declared("1")
    perform(batch, "store", by=people.clerk, data={"area": area.pk})
    few = all_pages()
    for number in range(29):
        batch = walk.declared("1")
        perform(batch, "store", by=people.clerk, data={"area": area.pk})
        StorageArea.objects.create(facility=city.generator, code=f"B{number}", name="b", kind="yard", capacity_kg=1)
    assert all_pages() == few
    assert second.pk


def test_waste_kept_longer_than_it_may_be_looks_worse_than_what_is_nearly_due(client, people, city, walk):
    with clock.standing_at(clock.now() - timedelta(days=350)):
        walk.stored("20")
    with clock.standing_at(clock.now() - timedelta(days=370)):
        walk.stored("10")
    client.force_login(people.clerk)
    store = client.get(at(walk.area(city.generator)))
    assert [batch.stay.is_late for batch in store.context["batches"]] == [True, False]
    assert [store.content.decode().count(f"badge--{tone}") for tone in ("bad", "warn")] == [1, 1]
    assert "badge--bad" in client.get(reverse("manifests:stock")).content.decode()


def test_store_lists_the_oldest_first_and_one_code_when_asked(client, people, city, walk):
    new = walk.stored("10")
    with clock.standing_at(clock.now() - timedelta(days=350)):
        old = walk.stored("20", city.paint)
    client.force_login(people.clerk)
    response = client.get(at(walk.area(city.generator)))
    assert response.context["batches"] == [old, new]
    assert [batch.stay.is_old for batch in response.context["batches"]] == [True, False]
    assert response.context["total"] == Decimal(30)
    narrowed = client.get(at(walk.area(city.generator)), {"code": "900-249-08", "tick": new.pk})
    assert narrowed.context["batches"] == [new]
    assert client.get(at(walk.area(city.generator)), {"code": "\x00"}).status_code == 200


def test_empty_pages_say_what_to_do(client, people, city, walk):
    client.force_login(people.clerk)
    assert "Nothing lies here" in client.get(at(walk.area(city.generator))).content.decode()
    assert "Everything is in a store" in client.get(STOCK_IN).content.decode()
    assert "Nothing is ticked" in client.get(REGROUP).content.decode()
    assert client.get(REGROUP, {"batch": ["nonsense"]}).status_code == 200
    StorageArea.objects.filter(facility=city.generator).delete()
    assert "No stores yet" in client.get(STOCK).content.decode()
    assert "No stores yet" in client.get(AREAS).content.decode()


def test_others_stores_are_not_there(client, people, city, walk):
    area = walk.area(city.generator)
    client.force_login(people.outsider)
    for address in (at(area), reverse("facilities:area", args=[area.pk])):
        assert client.get(address).status_code == 404
    assert client.post(reverse("facilities:close_area", args=[area.pk])).status_code == 404
    assert [row.facility for row in client.get(STOCK).context["page"].rows] == [city.outside]


@pytest.mark.parametrize("name", ["reader", "city_regulator"])
def test_lookers_look_and_do_not_act(client, people, city, walk, name):
    walk.stored()
    walk.stored()
    client.force_login(getattr(people, name))
    area = walk.area(city.generator)
    assert client.get(STOCK).status_code == 200
    assert client.get(at(area)).context["may_regroup"] is False
    assert client.get(AREAS).context["may_write"] is False
    for address in (STOCK_IN, REGROUP, NEW, reverse("facilities:area", args=[area.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert client.post(reverse("facilities:close_area", args=[area.pk])).status_code == 403


# Putting in


def test_keeper_puts_many_in_at_once(client, people, city, walk, django_assert_max_num_queries):
    batches = [walk.declared("10") for _ in range(3)]
    client.force_login(people.clerk)
    area = walk.area(city.generator)
    assert "Put into a store (3)" in client.get(STOCK).content.decode()
    with django_assert_max_num_queries(6):
        assert client.get(STOCK_IN).context["batches"] == batches
    sent = {"batches": [batch.pk for batch in batches[:2]], "area": area.pk, "idempotency_key": "k"}
    for _ in range(2):  # the second click changes nothing
        assert client.post(STOCK_IN, sent).url == at(area)
    assert [WasteBatch.objects.get(pk=batch.pk).state for batch in batches] == ["stored", "stored", "generated"]
    assert CustodyEvent.objects.filter(action="store").count() == 2


def test_putting_in_is_all_or_nothing(client, people, city, walk):
    good, stored = walk.declared("10"), walk.stored("10")
    client.force_login(people.clerk)
    sent = {"batches": [good.pk, stored.pk], "area": walk.area(city.generator).pk}
    response = client.post(STOCK_IN, sent)
    assert response.status_code == 422
    assert f"Batch {stored.number}: This cannot be done" in response.content.decode()
    good.refresh_from_db()
    assert good.state == "generated"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"batches": []}, "batches", "Tick at least one batch."),
        ({"batches": ["nonsense"]}, "batches", "is not a valid"),
        ({"area": ""}, "area", "This field is required."),
    ],
)
def test_putting_in_says_what_is_wrong_beside_its_field(client, people, city, walk, wrong, field, sentence):
    batch = walk.declared()
    client.force_login(people.clerk)
    sent = {"batches": [batch.pk], "area": walk.area(city.generator).pk, **wrong}
    response = client.post(STOCK_IN, sent)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert Stock.objects.get().account == "site"


def test_a_batch_goes_only_into_a_store_of_its_own_site(client, people, city, walk):
    people.clerk.memberships.create(enterprise=city.collector.enterprise, role="clerk")
    batch = walk.declared()
    client.force_login(people.clerk)
    response = client.post(STOCK_IN, {"batches": [batch.pk], "area": walk.area(city.collector).pk})
    assert f"Batch {batch.number}: Choose one from the list." in response.context["form"].errors["area"][0]


def test_store_many_bounds_what_it_takes(people, walk):
    batch = walk.declared("1")
    for batches, code in (([], "required"), ([batch] * 101, "too_many")):
        with pytest.raises(Refusal) as refused:
            store_many(batches, by=people.clerk, area=None)
        assert refused.value.code == code
    with pytest.raises(NotPermitted):
        store_many([batch], by=people.reader, area=walk.area(batch.holder))


# Regrouping


def test_keeper_regroups_after_seeing_the_sum(client, people, city, walk):
    batches = [walk.stored(kg) for kg in ("100", "200.5", "3")]
    client.force_login(people.clerk)
    area = walk.area(city.generator)
    assert client.get(at(area)).context["may_regroup"] is True
    asked = client.get(REGROUP, {"batch": [batch.pk for batch in batches[:2]]})
    assert asked.context["total"] == Decimal("300.5")
    assert "300.5" in asked.content.decode()
    sent = {"batches": [batch.pk for batch in batches[:2]], "idempotency_key": "r"}
    first, second = client.post(REGROUP, sent), client.post(REGROUP, sent)
    whole = WasteBatch.objects.get(links_up__parent=batches[0])
    assert first.url == second.url == reverse("manifests:batch", args=[whole.pk])
    assert (whole.kg, whole.state) == (Decimal("300.5"), "stored")
    assert WasteBatch.objects.filter(state="regrouped").count() == 2


def test_regrouping_says_why_not_and_changes_nothing(client, people, city, walk):
    oil, paint, one = walk.stored("1"), walk.stored("2", city.paint), walk.declared("3")
    client.force_login(people.clerk)

    def errors(*batches):
        response = client.post(REGROUP, {"batches": [batch.pk for batch in batches]})
        assert response.status_code == 422
        return " ".join(response.context["form"].errors["batches"])

    assert "Only batches of one waste code" in errors(oil, paint)
    assert "Tick at least two batches." in errors(oil)
    assert "Tick at least one batch." in errors()
    perform(one, "store", by=people.clerk, data={"area": second_area(city).pk})
    assert "different storage areas" in errors(oil, one)
    assert not WasteBatch.objects.filter(state="regrouped").exists()


def test_what_others_hold_is_not_regrouped(client, people, walk):
    mine, theirs = walk.stored("1"), walk.judged().lines.get().batch
    client.force_login(people.clerk)  # sees both, since both arose here; holds one
    assert client.post(REGROUP, {"batches": [mine.pk, theirs.pk]}).status_code == 403
    client.force_login(people.outsider)
    assert client.get(REGROUP, {"batch": [mine.pk]}).context["batches"] == []


# The stores themselves


def described(city, **changes) -> dict:
    return {
        "facility": city.generator.pk,
        "code": "TS009",
        "name": "Drum house",
        "kind": "warehouse",
        "capacity_kg": "20000",
        "day_limit": "90",
        **changes,
    }


def test_clerk_opens_and_changes_a_store(client, people, city):
    client.force_login(people.clerk)
    assert client.post(NEW, described(city)).url == AREAS
    area = StorageArea.objects.get(code="TS009")
    assert (area.capacity_kg, area.day_limit, area.facility) == (Decimal(20000), 90, city.generator)
    page = reverse("facilities:area", args=[area.pk])
    assert client.get(page).context["form"]["name"].value() == "Drum house"
    assert client.post(page, described(city, name="Drum hall", day_limit="60")).url == AREAS
    area.refresh_from_db()
    assert (area.name, area.day_limit) == ("Drum hall", 60)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"code": "TS001"}, "code", "This site has a store with this code already."),
        ({"capacity_kg": "0"}, "capacity_kg", "The capacity must be above 0."),
        ({"capacity_kg": "lots"}, "capacity_kg", "Enter a number."),
        ({"day_limit": "0"}, "day_limit", "Give at least one day."),
        ({"day_limit": "-1"}, "day_limit", "greater than or equal to 0"),
        ({"day_limit": "99999"}, "day_limit", "less than or equal to 3650"),
        ({"kind": "cave"}, "kind", "Select a valid choice."),
        ({"name": ""}, "name", "This field is required."),
    ],
)
def test_a_wrong_store_is_said_beside_its_field_and_not_saved(client, people, city, wrong, field, sentence):
    client.force_login(people.clerk)
    before = StorageArea.objects.count()
    response = client.post(NEW, described(city, **wrong))
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert StorageArea.objects.count() == before


def test_a_store_closes_only_when_it_is_empty(client, people, city, walk):
    batch, area = walk.stored("1"), walk.area(city.generator)
    client.force_login(people.clerk)
    close = reverse("facilities:close_area", args=[area.pk])
    assert client.get(close).status_code == 405
    assert "Waste lies in this store." in client.post(close, follow=True).content.decode()
    with pytest.raises(Refusal) as refused:
        close_area(area, by=people.clerk)
    assert refused.value.code == "area_in_use"
    perform(batch, "move", by=people.clerk, data={"area": second_area(city).pk})
    assert client.post(close).url == AREAS
    area.refresh_from_db()
    assert area.closed_on == clock.today()
    assert area not in client.get(STOCK).context["page"].rows
    assert "Closed since" in client.get(reverse("facilities:area", args=[area.pk])).content.decode()
