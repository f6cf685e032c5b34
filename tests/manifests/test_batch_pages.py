"""Declaring, finding and handling batches in the browser: what is saved, what is said, who may."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from facilities import clock
from facilities.models import StorageArea
from manifests.custody import perform
from manifests.models import CustodyEvent, Movement, Stock, WasteBatch

DECLARE, BATCHES = reverse("manifests:declare"), reverse("manifests:batches")


def page(batch) -> str:
    return reverse("manifests:batch", args=[batch.pk])


def to_declare(city) -> str:
    return f"{DECLARE}?stream={city.oil.pk}"


def declared(**changes) -> dict:
    moment = localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")
    return {"quantity": "250.5", "unit": "kg", "happened_at": moment, "idempotency_key": "k1", **changes}


# Declaring


def test_declaring_begins_with_which_waste(client, people, city):
    client.force_login(people.clerk)
    text = client.get(DECLARE).content.decode()
    assert f"?stream={city.oil.pk}" in text and "Paint waste" in text
    assert client.get(to_declare(city)).status_code == 200


def test_clerk_declares_a_batch_with_containers_straight_into_a_store(client, people, city, walk):
    client.force_login(people.clerk)
    area = walk.area(city.generator)
    sent = declared(container_count="2", container_litres="200", area=area.pk)
    response = client.post(to_declare(city), sent, follow=True)
    batch = WasteBatch.objects.get()
    assert response.redirect_chain == [(page(batch), 302)]
    assert (batch.kg, batch.state, batch.area) == (Decimal("250.5"), "stored", area)
    assert [container.kg for container in batch.containers.all()] == [Decimal("125.25")] * 2
    assert Stock.objects.get().kg == Decimal("250.5")
    text = response.content.decode()
    assert f"Batch {batch.number} is declared." in text and reverse("manifests:labels", args=[batch.pk]) in text
    assert f"{DECLARE}?stream={city.oil.pk}" in text  # declare another
    assert batch.containers.first().digital_id in text


@pytest.mark.parametrize(
    ("unit", "kg_per_unit", "kg", "kept"),
    [
        ("kg", "", "250.500", (None, "", None)),
        ("t", "", "250500.000", (Decimal("250.5"), "t", Decimal(1000))),
        ("L", "0.88", "220.440", (Decimal("250.5"), "L", Decimal("0.88"))),
        ("piece", "18.000001", "4509.000", (Decimal("250.5"), "piece", Decimal("18.000001"))),
    ],
)
def test_other_units_become_kilograms_and_the_count_is_kept(client, people, city, unit, kg_per_unit, kg, kept):
    client.force_login(people.clerk)
    client.post(to_declare(city), declared(unit=unit, kg_per_unit=kg_per_unit))
    batch = WasteBatch.objects.get()
    assert batch.kg == Decimal(kg)
    assert (batch.original_quantity, batch.original_unit, batch.kg_per_unit) == kept
    if unit == "L":
        assert "250.5 litres, 0.88 kg each" in client.get(page(batch)).content.decode()


def test_when_it_arose_is_kept_apart_from_when_it_was_recorded(client, people, city):
    client.force_login(people.clerk)
    yesterday = clock.now() - timedelta(days=1)
    client.post(to_declare(city), declared(happened_at=localtime(yesterday).strftime("%Y-%m-%dT%H:%M")))
    batch = WasteBatch.objects.get()
    assert batch.generated_at == yesterday.replace(second=0, microsecond=0)
    assert batch.recorded_at > batch.generated_at
    assert "Recorded" in client.get(page(batch)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"quantity": ""}, "quantity", "This field is required."),
        ({"quantity": "0"}, "quantity", "greater than or equal to 0.001"),
        ({"quantity": "-3"}, "quantity", "greater than or equal to 0.001"),
        ({"quantity": "1.2345"}, "quantity", "no more than 3 decimal places"),
        ({"quantity": "NaN"}, "quantity", "Enter a number."),
        ({"quantity": "1e400"}, "quantity", ""),
        ({"quantity": "much"}, "quantity", "Enter a number."),
        ({"unit": "barrel"}, "unit", "Select a valid choice."),
        ({"unit": "L"}, "kg_per_unit", "Say how many kilograms one of it weighs."),
        ({"unit": "L", "kg_per_unit": "-1"}, "kg_per_unit", "greater than or equal to"),
        ({"unit": "L", "quantity": "0.001", "kg_per_unit": "0.001"}, "quantity", "less than a gram"),
        ({"container_count": "1000"}, "container_count", "less than or equal to 999"),
        ({"container_count": "2"}, "container_litres", "Give the volume of one container."),
        ({"container_count": "2.5", "container_litres": "1"}, "container_count", "Enter a whole number."),
        ({"quantity": "0.001", "container_count": "2", "container_litres": "1"}, "container_count", "than grams"),
        ({"area": "nonsense"}, "area", "is not a valid"),
        ({"happened_at": "2199-01-01T00:00"}, "happened_at", "This time lies in the future."),
        ({"happened_at": "soon"}, "happened_at", "Enter a valid date/time."),
        ({"idempotency_key": "x" * 81}, "idempotency_key", "at most 80 characters"),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_saves_nothing(client, people, city, wrong, field, sentence):
    client.force_login(people.clerk)
    response = client.post(to_declare(city), declared(**wrong))
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not WasteBatch.objects.exists() and not CustodyEvent.objects.exists() and not Movement.objects.exists()


def test_a_store_of_others_cannot_be_chosen(client, people, city, walk):
    client.force_login(people.clerk)
    response = client.post(to_declare(city), declared(area=walk.area(city.outside).pk))
    assert "area" in response.context["form"].errors
    assert not WasteBatch.objects.exists()


def test_a_second_click_makes_no_second_batch(client, people, city, walk):
    client.force_login(people.clerk)
    sent = declared(area=walk.area(city.generator).pk, container_count="3", container_litres="50")
    first, second = client.post(to_declare(city), sent), client.post(to_declare(city), sent)
    assert first.url == second.url
    assert WasteBatch.objects.count() == 1
    assert Movement.objects.count() == 2
    assert WasteBatch.objects.get().containers.count() == 3


def test_a_form_sent_again_with_other_content_is_refused_once_and_then_taken(client, people, city):
    """Somebody goes back in the browser and changes the weight: the key has been used, the form offers a new one."""
    client.force_login(people.clerk)
    client.post(to_declare(city), declared())
    response = client.post(to_declare(city), declared(quantity="99"))
    assert response.status_code == 422
    key = response.context["form"]["idempotency_key"].value()
    assert key != "k1" and f'value="{key}"' in response.content.decode()
    assert client.post(to_declare(city), declared(quantity="99", idempotency_key=key)).status_code == 302
    assert WasteBatch.objects.count() == 2


def test_an_overfull_store_is_told_and_taken(client, people, city, walk):
    client.force_login(people.clerk)
    StorageArea.objects.filter(facility=city.generator).update(capacity_kg=100)
    response = client.post(to_declare(city), declared(area=walk.area(city.generator).pk), follow=True)
    assert "its capacity is 100 kg" in response.content.decode()
    assert WasteBatch.objects.get().state == "stored"


@pytest.mark.parametrize("stream", ["nonsense", "00000000-0000-0000-0000-000000000000", ""])
def test_declaring_an_unknown_waste_is_404(client, people, stream):
    client.force_login(people.clerk)
    assert client.get(DECLARE, {"stream": stream}).status_code == 404


@pytest.mark.parametrize("name", ["reader", "city_regulator", "driver", "dispatcher"])
def test_only_a_keeper_may_declare(client, people, city, name):
    client.force_login(getattr(people, name))
    assert client.get(DECLARE).status_code == 403
    assert client.post(to_declare(city), declared()).status_code == 403
    assert not WasteBatch.objects.exists()


def test_others_wastes_cannot_be_declared(client, people, city):
    client.force_login(people.outsider)
    assert client.post(to_declare(city), declared()).status_code == 404
    assert "No wastes described yet" in client.get(DECLARE).content.decode()


def test_declare_page_says_when_the_catalogue_is_superseded(client, people, city):
    client.force_login(people.clerk)
    assert "has been superseded" in client.get(to_declare(city)).content.decode()


# The list


def test_list_costs_the_same_however_long(client, people, walk, django_assert_max_num_queries):
    client.force_login(people.clerk)

    def statements(**filters):
        with django_assert_max_num_queries(6) as asked:
            assert client.get(BATCHES, filters).status_code == 200
        return len(asked)

    walk.stored("1")
    few = statements(), statements(state="open", code="HW08", text="HWCS", stream=walk.city.oil.pk)
    for _ in range(29):
        walk.stored("1")
    assert (statements(), statements(state="open", code="HW08", text="HWCS", stream=walk.city.oil.pk)) == few


def test_list_is_narrowed_by_state_code_waste_and_number(client, people, city, walk):
    oil, paint = walk.stored("1", container_count=1, container_litres="5"), walk.declared("2", city.paint)
    client.force_login(people.clerk)

    def found(**filters):
        return {row["cells"][0] for row in client.get(BATCHES, filters).context["rows"]}

    both = {oil.number, paint.number}
    assert found() == found(state="open") == found(text="hwcs") == found(state="nonsense") == both
    assert found(state="stored") == found(code="HW08") == found(code="900-249") == {oil.number}
    assert found(stream=city.paint.pk) == found(text=paint.number.lower()) == {paint.number}
    assert found(text=oil.containers.get().digital_id) == {oil.number}
    assert found(code="S17") == set()
    assert "No batch fits" in client.get(BATCHES, {"code": "S17"}).content.decode()


def test_list_goes_back_and_forth_by_key(client, people, walk):
    for _ in range(27):
        walk.declared("1")
    client.force_login(people.clerk)
    first = client.get(BATCHES, {"state": "open"})
    second = client.get(BATCHES + first.context["page"].next_url)
    assert len(second.context["rows"]) == 2
    assert "state=open" in first.context["page"].next_url
    assert len(client.get(BATCHES + second.context["page"].previous_url).context["rows"]) == 25


def test_list_of_others_batches_is_empty(client, people, walk):
    walk.declared()
    client.force_login(people.outsider)
    assert "No batches yet" in client.get(BATCHES).content.decode()


@pytest.mark.parametrize(("name", "status"), [("reader", 200), ("city_regulator", 200), ("driver", 403)])
def test_who_may_look_at_the_list(client, people, name, status):
    client.force_login(getattr(people, name))
    assert client.get(BATCHES).status_code == status


# One batch


def test_page_tells_the_whole_life_within_its_statements(client, people, walk, django_assert_max_num_queries):
    batch = walk.stored("1000", container_count=60, container_litres="200")
    manifest = walk.judged(manifest=walk.arrived(batch))
    client.force_login(people.clerk)
    with django_assert_max_num_queries(12):
        response = client.get(page(batch))
    text = response.content.decode()
    for words in ("Declared", "Put into a store", "Set aside for a manifest", "Loaded", "Taken in by the receiver"):
        assert words in text
    assert manifest.get_absolute_url() in text
    assert "Only the first 50 are listed here." in text
    assert response.context["buttons"] == []  # it lies at the furnace now


def test_page_offers_what_the_table_allows(client, people, walk):
    def offered(batch, person):
        client.force_login(person)
        return [str(button["label"]) for button in client.get(page(batch)).context["buttons"]]

    assert offered(walk.declared(), people.clerk) == ["Put into a store"]
    stored = walk.stored()
    assert offered(stored, people.clerk)[1:] == ["Move to another store", "Split", "Regroup", "Repack"]
    assert offered(stored, people.reader) == []
    assert offered(stored, people.city_regulator) == []
    taken = walk.judged().lines.get().batch
    assert offered(taken, people.receiver) == ["Put into a store", "Record treatment", "Treat, with new waste"]


def test_page_shows_the_family(client, people, walk):
    batch = walk.stored("100")
    perform(batch, "split", by=people.clerk, data={"kg": "30"})
    client.force_login(people.clerk)
    response = client.get(page(batch))
    assert [link.kg for link in response.context["children"]] == [Decimal(30), Decimal(70)]
    child = response.context["children"][0].child
    assert [link.parent for link in client.get(page(child)).context["parents"]] == [batch]


def test_page_does_not_name_relatives_that_are_not_the_readers(client, people, city, walk):
    mine = walk.judged(manifest=walk.arrived(walk.stored("10"), consignee=city.collector)).lines.get().batch
    other = walk.judged(manifest=walk.arrived(walk.stored("20"), consignee=city.collector)).lines.get().batch
    area = walk.area(city.collector)
    for batch in (mine, other):
        perform(batch, "store", by=people.collector, data={"area": area.pk})
    perform(mine, "regroup", by=people.collector, data={"batches": [other.pk]})
    client.force_login(people.clerk)
    assert client.get(page(mine)).context["children"] == []
    client.force_login(people.collector)
    assert len(client.get(page(mine)).context["children"]) == 1


def test_outsiders_find_no_batch(client, people, walk):
    batch = walk.stored()
    client.force_login(people.outsider)
    assert client.get(page(batch)).status_code == 404
    for action in ("store", "move", "split", "treat"):
        assert client.get(reverse(f"manifests:{action}_batch", args=[batch.pk])).status_code == 404
        assert client.post(reverse(f"manifests:{action}_batch", args=[batch.pk])).status_code == 404


@pytest.mark.parametrize("action", ["store", "move", "split", "treat"])
@pytest.mark.parametrize("name", ["reader", "city_regulator"])
def test_lookers_do_not_act(client, people, walk, action, name):
    batch = walk.stored()
    client.force_login(getattr(people, name))
    assert client.get(reverse(f"manifests:{action}_batch", args=[batch.pk])).status_code == 403
    assert client.post(reverse(f"manifests:{action}_batch", args=[batch.pk])).status_code == 403


def test_a_generator_does_not_act_on_what_lies_elsewhere(client, people, walk):
    taken = walk.judged().lines.get().batch
    client.force_login(people.clerk)
    assert client.get(page(taken)).status_code == 200
    assert client.get(reverse("manifests:store_batch", args=[taken.pk])).status_code == 403


# Handling


def test_keeper_stores_moves_and_splits(client, people, city, walk):
    batch, area = walk.declared("100"), walk.area(city.generator)
    second = StorageArea.objects.create(facility=city.generator, code="TS002", name="Yard", kind="yard", capacity_kg=9)
    client.force_login(people.clerk)
    store = reverse("manifests:store_batch", args=[batch.pk])
    assert client.post(store, {"area": area.pk}).url == page(batch)
    move = reverse("manifests:move_batch", args=[batch.pk])
    assert list(client.get(move).context["form"].fields["area"].queryset) == [second]
    for _ in range(2):  # the second click changes nothing
        assert client.post(move, {"area": second.pk, "idempotency_key": "m"}).url == page(batch)
    batch.refresh_from_db()
    assert (batch.area, Movement.objects.filter(to_area=second).count()) == (second, 1)
    split = reverse("manifests:split_batch", args=[batch.pk])
    assert "must weigh less" in client.post(split, {"kg": "100"}).context["form"].errors["kg"][0]
    for _ in range(2):
        assert client.post(split, {"kg": "40", "idempotency_key": "s"}).url == page(batch)
    assert sorted(WasteBatch.objects.exclude(pk=batch.pk).values_list("kg", flat=True)) == [Decimal(40), Decimal(60)]


def test_without_another_store_moving_says_what_to_do(client, people, walk):
    batch = walk.stored("100")
    client.force_login(people.clerk)
    text = client.get(reverse("manifests:move_batch", args=[batch.pk])).content.decode()
    assert "There is no store to choose" in text and reverse("facilities:areas") in text and "<select" not in text


def test_an_action_that_is_not_possible_now_leads_back_to_the_batch(client, people, walk):
    batch = walk.declared()
    client.force_login(people.clerk)
    response = client.get(reverse("manifests:split_batch", args=[batch.pk]), follow=True)
    assert response.redirect_chain == [(page(batch), 302)]
    assert "This cannot be done with the batch as it is now." in response.content.decode()
    refused = client.post(reverse("manifests:split_batch", args=[batch.pk]), {"kg": "1"})
    assert refused.status_code == 422
    assert "cannot be done while it is" in refused.content.decode()


def treated(**changes) -> dict:
    return {"method": "D10", "happened_at": localtime(clock.now()).strftime("%Y-%m-%dT%H:%M"), **changes}


def test_receiver_treats_a_part_and_then_the_rest(client, people, city, walk):
    batch = walk.judged().lines.get().batch
    perform(batch, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    client.force_login(people.receiver)
    act = reverse("manifests:treat_batch", args=[batch.pk])
    first = client.post(act, treated(kg="400", idempotency_key="t"))
    assert client.post(act, treated(kg="400", idempotency_key="t")).url == first.url
    part, rest = WasteBatch.objects.filter(links_up__parent=batch).order_by("kg")
    assert (part.kg, part.state, rest.kg, rest.state) == (Decimal(400), "disposed", Decimal(600), "stored")
    assert first.url == page(part)
    whole = client.post(reverse("manifests:treat_batch", args=[rest.pk]), treated(method="R9", kg="600"))
    rest.refresh_from_db()
    assert (whole.url, rest.state) == (page(rest), "utilised")
    assert not Stock.objects.filter(facility=city.site).exists()


def test_treating_more_than_there_is_changes_nothing(client, people, city, walk):
    batch = walk.judged().lines.get().batch
    perform(batch, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    client.force_login(people.receiver)
    response = client.post(reverse("manifests:treat_batch", args=[batch.pk]), treated(kg="1000.001"))
    assert "must weigh less" in response.context["form"].errors["kg"][0]
    assert WasteBatch.objects.get(pk=batch.pk).state == "stored"


def test_a_method_outside_the_permit_is_marked_recorded_and_told(client, people, walk):
    batch = walk.judged().lines.get().batch
    client.force_login(people.receiver)
    act = reverse("manifests:treat_batch", args=[batch.pk])
    form = client.get(act).context["form"]
    assert "kg" not in form.fields  # not in a store, so it cannot be split
    (nothing, _), (_, inside), (_, outside) = form.fields["method"].choices
    assert nothing == "" and client.post(act, treated(method="")).context["form"].errors["method"]
    assert {code for code, _ in inside} == {"R9", "D10"} and "R1" in {code for code, _ in outside}
    assert client.post(act, treated(method="X9")).context["form"].errors["method"]
    response = client.post(act, treated(method="R1"), follow=True)
    assert "does not cover" in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "utilised"
