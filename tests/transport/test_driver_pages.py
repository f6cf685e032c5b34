"""The driver's phone: what is on the truck, one big button, a second tap that harms nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from manifests.custody import perform
from manifests.models import CustodyEvent, Manifest
from tests.transport.conftest import tap
from transport.actions.add_leg import add_leg
from transport.actions.plan_trip import plan_trip


def page(manifest) -> str:
    return reverse("transport:drive_manifest", args=[manifest.pk])


def state_of(manifest) -> str:
    return Manifest.objects.get(pk=manifest.pk).state


def events(manifest, action) -> int:
    return CustodyEvent.objects.filter(manifest=manifest, action=action).count()


def test_home_shows_what_is_on_the_truck_and_what_is_next(at, walk, trip_for):
    aboard, waiting = walk.in_transit(), walk.issued()
    trip_for(waiting)
    text = at.driver.get(reverse("transport:driver_home")).content.decode()
    assert "苏D12345" in text
    assert text.index("On the truck") < text.index(str(aboard)) < text.index("To load next") < text.index(str(waiting))


def test_home_without_a_trip_says_who_plans_it(at, fleet):
    assert "No trip is planned for you" in at.driver.get(reverse("transport:driver_home")).content.decode()


def test_load_is_told_before_it_is_signed_for(at, walk, city):
    city.oil.precautions = "Keep upright"
    city.oil.hazards = ["T", "I"]
    city.oil.save()
    manifest = walk.assigned(walk.stored("1000", container_count=5, container_litres="200"))
    text = at.driver.get(page(manifest)).content.decode()
    for told in ("Load here", "1 Generator Road", "tel:0519-0000", "5 ×", "900-249-08", "Keep upright", "Toxicity"):
        assert told in text
    assert 'href="tel:0519-1111"' in text  # the emergency phone
    assert "Confirm pick-up" in text


def test_whole_way_takes_one_tap_each(at, walk):
    manifest = walk.assigned()
    for action, state, done in (("depart", "in_transit", "Picked up"), ("arrive", "arrived", "Arrived")):
        response = tap(at.driver, manifest, action, note="all well", latitude="31.811200", longitude="119.973900")
        assert response.url == reverse("transport:done", args=[manifest.pk])
        assert state_of(manifest) == state
        assert done in at.driver.get(response.url).content.decode()
    event = manifest.events.get(action="depart")
    assert (event.latitude, event.longitude) == (Decimal("31.811200"), Decimal("119.973900"))
    assert event.device == "Chrome · Android · V2031A"
    assert event.particulars["note"] == "all well"


@pytest.mark.parametrize(
    "place", [("", ""), ("91", "10"), ("far", "away"), ("31.81", ""), ("NaN", "1"), ("1e999", "1")]
)
def test_signature_counts_without_a_sensible_place(at, walk, place):
    manifest = walk.assigned()
    assert tap(at.driver, manifest, "depart", latitude=place[0], longitude=place[1]).status_code == 302
    assert manifest.events.get(action="depart").latitude is None


def test_second_tap_is_harmless(at, walk):
    manifest = walk.assigned()
    key = at.driver.get(page(manifest)).context["form"]["idempotency_key"].value()
    answers = [at.driver.post(page(manifest), {"action": "depart", "idempotency_key": key}) for _ in range(2)]
    assert {answer.url for answer in answers} == {reverse("transport:done", args=[manifest.pk])}
    assert events(manifest, "depart") == 1


def test_tap_in_a_page_left_open_is_harmless(at, walk):
    manifest = walk.assigned()
    tap(at.driver, manifest, "depart")
    stale = at.driver.post(page(manifest), {"action": "depart", "idempotency_key": "another"})
    assert stale.url == reverse("transport:done", args=[manifest.pk])
    assert events(manifest, "depart") == 1


def test_tap_out_of_turn_is_told_and_changes_nothing(at, walk):
    manifest = walk.assigned()
    response = at.driver.post(page(manifest), {"action": "arrive", "idempotency_key": "k"})
    assert response.status_code == 409
    assert "This has changed meanwhile" in response.content.decode()
    assert state_of(manifest) == "issued"


@pytest.mark.parametrize("data", [{}, {"action": "burn"}, {"action": "void"}, {"action": "depart", "note": "x" * 201}])
def test_bad_post_is_told_and_changes_nothing(at, walk, data):
    manifest = walk.assigned()
    assert at.driver.post(page(manifest), data).status_code == 409
    assert state_of(manifest) == "issued"


def test_note_that_cannot_be_stored_is_refused_in_words(at, walk):
    manifest = walk.assigned()
    response = at.driver.post(page(manifest), {"action": "depart", "note": "a\x00b"})
    assert response.status_code == 409
    assert state_of(manifest) == "issued"


def test_expired_vehicle_holds_the_truck_back_and_names_who_helps(at, walk, fleet, people):
    manifest = walk.assigned()
    fleet.truck.valid_to = clock.today() - timedelta(days=1)
    fleet.truck.save()
    people.dispatcher.phone = "0519-7777"
    people.dispatcher.save()
    response = at.driver.get(page(manifest))
    text = response.content.decode()
    assert f"The certificate of vehicle 苏D12345 ended on {fleet.truck.valid_to.isoformat()}." in text
    assert "You may not drive off with this load." in text
    assert "tel:0519-7777" in text
    assert response.context["form"] is None
    assert "Confirm pick-up" not in text
    at.driver.post(page(manifest), {"action": "depart"})
    assert state_of(manifest) == "issued"


def test_overload_holds_the_truck_back(at, walk, fleet, trip_for):
    first, second = walk.issued(walk.stored("6000")), walk.issued(walk.stored("5000"))
    trip_for(first, second)
    tap(at.driver, first, "depart")
    text = at.driver.get(page(second)).content.decode()
    assert "The load of 11,000 kg is more than vehicle 苏D12345 may carry" in text
    assert at.driver.post(page(second), {"action": "depart"}).status_code == 409
    assert state_of(second) == "issued"


def test_frozen_manifest_is_not_loaded(at, walk, people):
    manifest = walk.assigned()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "check"})
    response = at.driver.get(page(manifest))
    assert "Do not load it" in response.content.decode()
    assert response.context["form"] is None


def test_frozen_on_the_road_still_arrives(at, walk, people):
    manifest = walk.in_transit()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "check"})
    tap(at.driver, manifest, "arrive")
    assert state_of(manifest) == "arrived"


def test_refused_rest_rides_back_on_the_same_phone(at, walk):
    parent = walk.judged("part")
    child = parent.children.get()
    text = at.driver.get(page(parent)).content.decode()
    assert "The rest goes on under a new manifest" in text
    assert page(child) in text
    assert child.number and str(child) in at.driver.get(reverse("transport:driver_home")).content.decode()
    tap(at.driver, child, "arrive")
    assert state_of(child) == "arrived"


@pytest.mark.parametrize(
    "state", ["issued", "in_transit", "arrived", "accepted", "partially_accepted", "refused", "closed"]
)
def test_page_opens_in_every_state(at, walk, state):
    manifest = walk.to_state(state)
    assert at.driver.get(page(manifest)).status_code == 200


def test_loads_of_others_are_not_there(at, walk, fleet, trip_for, rival):
    manifest = walk.in_transit()
    other = walk.issued()
    trip_for(other, vehicle=fleet.second_truck, driver=fleet.second_driver)
    for browser, hidden in ((at.second_driver, manifest), (at.driver, other), (at.of(rival.driver_account), manifest)):
        assert browser.get(page(hidden)).status_code == 404
        assert browser.post(page(hidden), {"action": "arrive"}).status_code == 404
        assert browser.get(reverse("transport:done", args=[hidden.pk])).status_code == 404


@pytest.mark.parametrize("name", ["clerk", "receiver", "dispatcher", "city_regulator", "outsider", "reader"])
@pytest.mark.parametrize("address", ["driver_home", "scan", "found"])
def test_driver_pages_are_for_drivers(at, people, fleet, name, address):
    assert getattr(at, name).get(reverse(f"transport:{address}")).status_code == 403


def test_done_page_only_after_something_was_signed(at, walk):
    assert at.driver.get(reverse("transport:done", args=[walk.assigned().pk])).status_code == 404


# Hand-over


def test_two_drivers_of_one_carrier(at, walk, fleet, trip_for):
    manifest = walk.in_transit()
    trip_for(manifest, vehicle=fleet.second_truck, driver=fleet.second_driver)
    giving = at.driver.get(page(manifest))
    assert "takes over from you" in giving.content.decode()
    assert giving.context["form"] is not None  # plans change: the load may still arrive on this truck
    text = at.second_driver.get(page(manifest)).content.decode()
    assert "Take over from" in text and "苏D12345" in text and "tel:139" in text
    tap(at.second_driver, manifest, "hand_over")
    assert at.driver.get(page(manifest)).context["form"] is None
    assert at.driver.post(page(manifest), {"action": "arrive"}).status_code == 409
    tap(at.second_driver, manifest, "arrive")
    assert state_of(manifest) == "arrived"
    event = manifest.events.get(action="hand_over")
    assert event.particulars["carriage"]["plate"] == "苏D54321"


def test_two_carriers(at, walk, people, rival):
    manifest = walk.in_transit()
    add_leg(by=people.dispatcher, manifest=manifest, carrier=rival.depot)
    assert "They have not named a truck yet." in at.driver.get(page(manifest)).content.decode()
    plan_trip(by=rival.dispatcher, carrier=rival.depot, vehicle=rival.truck, driver=rival.driver, manifests=[manifest])
    taker = at.of(rival.driver_account)
    assert str(manifest) in taker.get(reverse("transport:driver_home")).content.decode()
    tap(taker, manifest, "hand_over")
    manifest = Manifest.objects.get(pk=manifest.pk)
    assert manifest.carrier == rival.depot
    event = manifest.events.get(action="hand_over")
    assert event.on_behalf_of == "Rival Ltd"
    assert event.particulars["from_carrier"] == "Carrier Ltd"
    tap(taker, manifest, "arrive")


def test_expired_papers_are_told_at_a_hand_over_and_refuse_nothing(at, walk, fleet, trip_for):
    manifest = walk.in_transit()
    trip_for(manifest, vehicle=fleet.second_truck, driver=fleet.second_driver)
    fleet.second_truck.valid_to = clock.today() - timedelta(days=1)
    fleet.second_truck.save()
    assert "The certificate of vehicle 苏D54321 ended" in at.second_driver.get(page(manifest)).content.decode()
    tap(at.second_driver, manifest, "hand_over")
    assert manifest.events.get(action="hand_over").warnings[0]["code"] == "vehicle_certificate_expired"


# Cost


@pytest.mark.parametrize(
    ("state", "most"),
    [
        ("issued", 12),  # with every rule of departure
        ("in_transit", 9),
        ("arrived", 9),
        ("partially_accepted", 9),
    ],
)
def test_manifest_page_costs_few_statements(at, walk, state, most, django_assert_max_num_queries):
    manifest = walk.to_state(state)
    browser = at.driver
    with django_assert_max_num_queries(most):
        browser.get(page(manifest))


def test_manifest_page_costs_the_same_with_many_lines(at, walk, city, django_assert_max_num_queries):
    manifest = walk.assigned(*[walk.stored("10", stream) for stream in (city.oil, city.oil, city.paint, city.oil)])
    browser = at.driver
    with django_assert_max_num_queries(12):
        browser.get(page(manifest))


def test_home_costs_the_same_with_many_loads(at, walk, trip_for, django_assert_num_queries):
    trip_for(walk.issued(walk.stored("10")))
    home, browser = reverse("transport:driver_home"), at.driver
    with django_assert_num_queries(4):
        browser.get(home)
    trip_for(*[walk.issued(walk.stored("10")) for _ in range(3)])
    with django_assert_num_queries(4):
        browser.get(home)
