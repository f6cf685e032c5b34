"""Treatments that yield new waste: mass in is mass out to the gram, and who is in the ash is known to the gram."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import StorageArea
from manifests.custody import perform, review
from manifests.documents import labels_of
from manifests.models import BatchLink, Container, CustodyEvent, Movement, Stock, WasteBatch
from tests.city import registration_no, stream
from tests.walk import judgement

ASH, CODE = "Fly ash", "772-003-18"
KG = Decimal


@pytest.fixture
def ash(city):
    return stream(city.site, ASH, CODE)


@pytest.fixture
def slag(city):
    return stream(city.site, "Slag", CODE)


@pytest.fixture
def burn(people, ash, slag):
    """Burn what was received: 1000 kg to 30 kg of fly ash and 180 kg of slag, unless told otherwise."""

    def transform(first, *others, key=None, by=None, happened_at=None, **changes):
        data = {
            "method": "D10",
            "batches": [str(batch.pk) for batch in others],
            "products": [{"stream": ash.pk, "kg": "30"}, {"stream": slag.pk, "kg": "180"}],
            "burn_off_kg": "790",
            **changes,
        }
        return perform(
            first, "transform", by=by or people.receiver, data=data, idempotency_key=key, happened_at=happened_at
        )

    return transform


def received(walk, *kilograms) -> list[WasteBatch]:
    """Batches of these weights at the furnace's gate."""
    manifest = walk.judged(manifest=walk.arrived(*[walk.stored(kg) for kg in kilograms]))
    return list(WasteBatch.objects.filter(lines__manifest=manifest).order_by("pk"))


def products() -> list[WasteBatch]:
    return list(WasteBatch.objects.filter(stream__alias__in=[ASH, "Slag"]).order_by("number"))


def booked(**accounts) -> Decimal:
    return Movement.objects.filter(**accounts).aggregate(kg=Sum("kg", default=KG(0)))["kg"]


def test_a_burnt_batch_leaves_ash_and_slag_and_its_end(walk, city, burn):
    (oil,) = received(walk, "1000")
    burn(oil)
    oil.refresh_from_db()
    assert (oil.state, oil.treated_by.code) == ("disposed", "D10") and oil.treated_at
    ash, slag = products()
    for product in (ash, slag):
        assert (product.state, product.generator, product.holder) == ("generated", city.site, city.site)
        assert product.number.startswith("HWCS") and product.event_count == 1
        assert product.generated_at == product.held_since == oil.treated_at
    assert {link.child: link.kg for link in oil.links_down.all()} == {ash: KG(30), slag: KG(180)}
    assert booked(from_batch=oil, to_account="process", to_facility=city.site) == KG(1000)
    assert booked(to_batch=ash, from_account="process", from_facility=city.site, to_account="site") == KG(30)
    assert Stock.objects.filter(batch=oil).count() == 0
    assert {row.batch: row.kg for row in Stock.objects.all()} == {ash: KG(30), slag: KG(180)}


def test_one_event_on_each_input_and_one_on_each_product(walk, burn):
    oil, paint = received(walk, "600", "400")
    outcome = burn(oil, paint)
    said = outcome.event.particulars
    assert (outcome.event.batch, said["burn_off_kg"]) == (oil, "474.000")
    assert said["balance"] == {
        "inputs_kg": "1000.000",
        "additives_kg": "0.000",
        "products_kg": "210.000",
        "burn_off_kg": "790.000",
    }
    other = CustodyEvent.objects.get(batch=paint, action="transform")
    assert other.particulars["burn_off_kg"] == "316.000"
    assert [product["kg"] for product in other.particulars["products"]] == ["12.000", "72.000"]
    arose = CustodyEvent.objects.filter(action="arise")
    assert [event.particulars["parents"] for event in arose] == [[oil.number, paint.number]] * 2
    assert CustodyEvent.objects.filter(action="transform").count() == 2


@pytest.mark.parametrize(("method", "state"), [("D10", "disposed"), ("D1", "disposed"), ("R9", "utilised")])
def test_the_methods_kind_says_how_the_inputs_end(walk, burn, method, state):
    first, second = received(walk, "600", "400")
    burn(first, second, method=method)
    assert set(WasteBatch.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)) == {state}


def test_additives_are_new_mass_in_the_products(walk, burn, ash):
    first, second = received(walk, "333.333", "666.667")
    burn(
        first,
        second,
        products=[{"stream": ash.pk, "kg": "700.001"}, {"stream": ash.pk, "kg": "550"}],
        additives_kg="250.001",
        burn_off_kg="0",
    )
    for product in products():
        linked = sum(link.kg for link in product.links_up.all())
        added = booked(to_batch=product, from_account="source")
        assert linked + added == product.kg
        event = CustodyEvent.objects.get(batch=product, action="arise")
        assert KG(event.particulars["additives_kg"]) == added > 0
    for batch in (first, second):
        assert sum(link.kg for link in batch.links_down.all()) == batch.kg  # nothing burnt off
    assert booked(from_account="source", to_batch__in=products()) == KG("250.001")


@pytest.mark.parametrize(
    ("additives", "burn_off", "figure", "words"),
    [
        ("0", "789.999", "0.001", "are not accounted for"),
        ("0", "790.001", "0.001", "too much"),
        ("0.001", "790", "0.001", "are not accounted for"),
        ("", "", "790.000", "are not accounted for"),
    ],
)
def test_a_gram_too_little_or_too_much_is_refused_with_the_figures(walk, burn, additives, burn_off, figure, words):
    (oil,) = received(walk, "1000")
    with pytest.raises(BadInput) as refused:
        burn(oil, additives_kg=additives, burn_off_kg=burn_off)
    refusal = refused.value
    assert (refusal.code, refusal.field) == ("treatment_does_not_add_up", "/burn_off_kg")
    assert (
        f"{figure} kg" in str(refusal.message) and words in str(refusal.message) and "210.000" in str(refusal.message)
    )
    oil.refresh_from_db()
    assert oil.state == "received" and products() == []


def test_products_that_would_hold_no_waste_are_refused(walk, burn, ash):
    (oil,) = received(walk, "10")
    for kg in ("50", "49"):
        with pytest.raises(BadInput) as refused:
            burn(
                oil,
                products=[{"stream": ash.pk, "kg": kg}],
                additives_kg="50",
                burn_off_kg=str(KG(60) - KG(kg)),
            )
        assert refused.value.code == "additives_too_heavy"


def test_new_waste_is_put_into_a_store_in_labelled_containers(walk, city, burn, ash):
    (oil,) = received(walk, "1000")
    store = walk.area(city.site)
    burn(
        oil,
        products=[
            {"stream": ash.pk, "kg": "100.001", "area": store.pk, "container_count": 3, "container_litres": "1000"},
            {"stream": ash.pk, "kg": "10", "containers": [{"litres": "50", "kg": "4"}, {"litres": "50", "kg": "6"}]},
        ],
        burn_off_kg="889.999",
    )
    bags, drums = products()
    assert (bags.state, bags.area, Stock.objects.get(batch=bags).account) == ("stored", store, "store")
    assert [row.kg for row in bags.containers.all()] == [KG("33.334"), KG("33.334"), KG("33.333")]
    assert [row.kg for row in drums.containers.all()] == [KG(4), KG(6)]
    digital_ids = list(Container.objects.filter(batch__in=[bags, drums]).values_list("digital_id", flat=True))
    assert len(set(digital_ids)) == 5
    assert all(row.startswith(registration_no(3) + CODE.replace("-", "")) for row in digital_ids)
    sheet = labels_of(WasteBatch.objects.with_particulars().get(pk=bags.pk))
    assert [label.printed for label in sheet] == [f"{bags.number}-{i}" for i in (1, 2, 3)]
    assert sheet[0].texts["unit"] == "Furnace Ltd"


def test_a_product_has_at_most_999_containers(walk, burn, ash):
    (oil,) = received(walk, "1000")
    packed = {"stream": ash.pk, "kg": "210", "container_litres": "50"}
    with pytest.raises(BadInput) as refused:
        burn(oil, products=[{**packed, "container_count": 1000}])
    assert (refused.value.code, refused.value.field) == ("too_many_containers", "/products/0/container_count")
    burn(oil, products=[{**packed, "container_count": 999}])
    assert products()[0].containers.count() == 999


def test_new_waste_goes_its_own_way(walk, city, people, burn):
    """Ash is shipped and treated like any waste, and its mass still adds up."""
    (oil,) = received(walk, "1000")
    burn(oil)
    ash, slag = products()
    perform(ash, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    perform(ash, "treat", by=people.receiver, data={"method": "D9"})
    assert booked(from_account="source") - booked(to_account="process") + booked(from_account="process") == slag.kg


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"products": []}, "required", "/products"),
        ({"products": "ash"}, "products_invalid", "/products"),
        ({"products": ["ash"]}, "products_invalid", "/products"),
        ({"products": [{"kg": "5"}]}, "unknown_choice", "/products/0/stream"),
        ({"products": [{"stream": "OWN", "kg": "0"}]}, "kg_invalid", "/products/0/kg"),
        ({"products": [{"stream": "OWN", "kg": "1.0001"}]}, "kg_invalid", "/products/0/kg"),
        ({"products": [{"stream": "OILS", "kg": "210"}]}, "unknown_choice", "/products/0/stream"),
        ({"products": [{"stream": "OWN", "kg": "210", "area": "THEIRS"}]}, "unknown_choice", "/products/0/area"),
        ({"products": [{"stream": "OWN", "kg": "1"}] * 21}, "too_many", "/products"),
        (
            {"products": [{"stream": "OWN", "kg": "210", "containers": [{"litres": "5", "kg": "209.999"}]}]},
            "containers_do_not_add_up",
            "/products/0/containers",
        ),
        ({"products": [{"stream": "OWN", "kg": "2", "containers": 7}]}, "containers_invalid", "/products/0/containers"),
        ({"method": "Z9"}, "method_unknown", "/method"),
        ({"method": ""}, "required", "/method"),
        ({"additives_kg": "-1"}, "kg_invalid", "/additives_kg"),
        ({"additives_kg": "much"}, "kg_invalid", "/additives_kg"),
        ({"burn_off_kg": "789.9999"}, "kg_invalid", "/burn_off_kg"),
        ({"batches": ["nobody"]}, "unknown_choice", "/batches"),
        ({"batches": 7}, "unknown_choice", "/batches"),
        ({"batches": [f"00000000-0000-7000-8000-{i:012}" for i in range(200)]}, "too_many", "/batches"),
    ],
)
def test_what_is_missing_or_unknown_is_refused_where_it_is(walk, city, burn, ash, changes, code, field):
    (oil,) = received(walk, "1000")
    ids = {"OWN": ash.pk, "OILS": city.oil.pk, "THEIRS": StorageArea.objects.get(facility=city.generator).pk}
    if isinstance(changes.get("products"), list):
        changes = {
            "products": [
                {name: ids.get(value, value) if isinstance(value, str) else value for name, value in row.items()}
                if isinstance(row, dict)
                else row
                for row in changes["products"]
            ]
        }
    with pytest.raises(Refusal) as refused:
        burn(oil, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not BatchLink.objects.filter(parent=oil).exists()


def test_every_product_says_what_is_wrong_with_it(walk, burn, ash):
    (oil,) = received(walk, "1000")
    with pytest.raises(Refusal) as refused:
        burn(oil, products=[{"stream": ash.pk, "kg": "x"}, {"stream": "no", "kg": "0"}])
    assert [reason.field for reason in refused.value.all] == ["/products/0/kg", "/products/1/stream", "/products/1/kg"]


def test_a_stream_that_is_retired_and_a_store_that_is_closed_take_nothing(walk, city, people, burn, ash):
    (oil,) = received(walk, "1000")
    store = walk.area(city.site)
    store.closed_on = ash.retired_on = oil.held_since.date()
    store.save(), ash.save()
    with pytest.raises(Refusal) as refused:
        burn(oil, products=[{"stream": ash.pk, "kg": "210", "area": store.pk}])
    assert [reason.field for reason in refused.value.all] == ["/products/0/stream", "/products/0/area"]


def test_all_inputs_or_none(walk, people, burn):
    first, second, third = received(walk, "500", "300", "200")
    perform(second, "treat", by=people.receiver, data={"method": "D10"})
    with pytest.raises(Refusal) as refused:
        burn(first, second, third)
    assert refused.value.code == "batch_not_treatable" and second.number in str(refused.value.message)
    first.refresh_from_db(), third.refresh_from_db()
    assert (first.state, third.state) == ("received", "received") and products() == []


def test_what_is_set_aside_for_a_manifest_is_not_burnt(walk, city, people, burn):
    first, second = received(walk, "500", "500")
    for batch in (first, second):
        perform(batch, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    WasteBatch.objects.filter(pk=second.pk).update(state="allotted")  # as drawing up a manifest does
    second.refresh_from_db()
    for subject, other in ((first, second), (second, first)):
        with pytest.raises(Refusal) as refused:
            burn(subject, other)
        assert refused.value.code in ("batch_not_treatable", "transition_not_allowed")
    assert products() == []


def test_a_frozen_manifest_holds_its_papers_and_not_the_furnace(walk, people, burn):
    """As with `treat`: what has happened to the waste is recorded."""
    manifest = walk.judged()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"})
    burn(manifest.lines.get().batch)
    assert len(products()) == 2


def test_somebody_elses_batch_is_neither_subject_nor_input(walk, city, people, burn):
    (oil,) = received(walk, "1000")
    theirs = walk.stored("1000")
    for data in ({"batches": [str(theirs.pk)]}, {"batches": [str(oil.pk), str(theirs.pk)]}):
        with pytest.raises(BadInput) as refused:
            burn(oil, **data)
        assert refused.value.code == "unknown_choice"
    with pytest.raises(NotThere):
        burn(oil, by=people.outsider)
    with pytest.raises(NotPermitted):
        burn(oil, by=people.clerk)  # where it arose, and no more
    with pytest.raises(BadInput) as refused:
        burn(theirs, by=people.clerk)
    assert refused.value.code == "not_a_disposal_site"


def test_a_second_click_burns_once(walk, burn):
    first, second = received(walk, "600", "400")
    one, two = (burn(first, second, key="click") for _ in range(2))
    assert two.repeated and one.event == two.event
    assert len(products()) == 2 and CustodyEvent.objects.filter(action="transform").count() == 2
    with pytest.raises(Refusal) as refused:
        burn(first, second, key="click", burn_off_kg="1")
    assert refused.value.code == "idempotency_key_reused"


def test_what_lies_outside_the_permit_or_overfills_the_store_is_told(walk, city, people, burn, ash):
    first, second = received(walk, "600", "400")
    store = walk.area(city.site)
    store.capacity_kg = KG(100)
    store.save()
    data = {
        "method": "D1",
        "batches": [str(second.pk)],
        "products": [{"stream": str(ash.pk), "kg": "210", "area": str(store.pk)}],
        "burn_off_kg": "790",
    }
    codes = ["method_outside_permit", "store_over_capacity"]
    assert [finding.code for finding in review(first, "transform", by=people.receiver, data=data)] == codes
    event = burn(first, **data).event
    assert [warning["code"] for warning in event.warnings] == codes


def test_mass_stays_whole_through_partial_acceptance(walk, people, burn):
    manifest = walk.arrived()
    line = manifest.lines.get()
    perform(manifest, "receive", by=people.receiver, data={"lines": [judgement(line, "part")]})
    taken = WasteBatch.objects.get(links_up__parent=line.batch, state="received")
    burn(taken, burn_off_kg="290")
    assert sum(row.kg for row in Stock.objects.all()) == KG(500) + KG(210)
