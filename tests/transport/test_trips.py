"""The dispatcher's desk: what waits, who may go, what is on which truck."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from manifests.custody import perform
from manifests.models import CustodyEvent, Manifest
from transport.actions.add_leg import add_leg
from transport.models import Leg, Trip


def plan_data(fleet, *manifests, **more) -> dict:
    return {
        "planned_for": clock.today().isoformat(),
        "vehicle": str(fleet.truck.pk),
        "driver": str(fleet.driver.pk),
        "escort": "",
        "manifests": [str(manifest.pk) for manifest in manifests],
        "idempotency_key": "k1",
        **more,
    }


def at_trip(name, trip, *more) -> str:
    return reverse(f"transport:{name}", args=[trip.pk, *(getattr(one, "pk", one) for one in more)])


def waiting(browser) -> list:
    return list(browser.get(reverse("transport:trips")).context["waiting"])


def test_issued_manifest_waits_until_it_has_a_truck(at, walk, fleet, city):
    manifest = walk.issued()
    assert waiting(at.dispatcher) == [manifest]
    response = at.dispatcher.post(reverse("transport:new_trip"), plan_data(fleet, manifest))
    trip = Trip.objects.get()
    assert response.url == at_trip("trip", trip)
    assert (trip.carrier, trip.vehicle, trip.driver, trip.escort) == (city.carrier, fleet.truck, fleet.driver, None)
    assert waiting(at.dispatcher) == []
    assert str(manifest) in at.dispatcher.get(response.url).content.decode()


def test_ticked_manifests_are_ticked_on_the_planning_page(at, walk, fleet):
    manifest = walk.issued()
    page = at.dispatcher.get(reverse("transport:new_trip"), {"manifest": str(manifest.pk)}).content.decode()
    tick = page[page.index(f'name="manifests" value="{manifest.pk}"') :].split(">")[0]
    assert "checked" in tick and 'data-kg="1000.000"' in tick
    assert 'data-max-kg="10000.000"' in page
    # choosing another day keeps what is ticked
    assert f'type="hidden" name="manifest" value="{manifest.pk}"' in page


def test_second_click_plans_one_trip(at, walk, fleet):
    data = plan_data(fleet, walk.issued())
    addresses = {at.dispatcher.post(reverse("transport:new_trip"), data).url for _ in range(2)}
    assert addresses == {at_trip("trip", Trip.objects.get())}


def test_only_valid_papers_can_be_chosen_and_the_others_say_why(at, fleet):
    yesterday = clock.today() - timedelta(days=1)
    fleet.truck.valid_to = yesterday
    fleet.truck.save()
    fleet.driver.revoked_on = yesterday
    fleet.driver.save()
    response = at.dispatcher.get(reverse("transport:new_trip"))
    offered = {value for value, _label in response.context["form"].fields["vehicle"].choices}
    assert offered == {str(fleet.second_truck.pk)}
    text = response.content.decode()
    assert f"The certificate ended on {yesterday.isoformat()}." in text
    assert f"The certificate was withdrawn on {yesterday.isoformat()}." in text
    day_before = at.dispatcher.get(reverse("transport:new_trip"), {"day": yesterday.isoformat()})
    assert len(day_before.context["form"].fields["vehicle"].choices) == 2


def test_nobody_can_go_says_what_to_do(at, fleet):
    page = at.dispatcher.get(reverse("transport:new_trip"), {"day": "1999-01-01"}).content.decode()
    assert "No vehicle or no driver has valid papers on this day" in page
    assert "The certificate begins on" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"vehicle": ""},
        {"vehicle": "x"},
        {"driver": "00000000-0000-0000-0000-000000000000"},
        {"planned_for": "tomorrow"},
        {"planned_for": ""},
        {"manifests": ["x"]},
        {"manifests": ["00000000-0000-0000-0000-000000000000"]},
        {"escort": "\x00"},
        {"idempotency_key": "k" * 200},
    ],
)
def test_bad_plan_is_told_and_saves_nothing(at, walk, fleet, wrong):
    data = plan_data(fleet, walk.issued(), **wrong)
    assert at.dispatcher.post(reverse("transport:new_trip"), data).status_code == 422
    assert not Trip.objects.exists()


def test_load_is_shown_against_what_the_vehicle_may_carry(at, walk, trip_for):
    trip = trip_for(walk.issued(walk.stored("6000")), walk.issued(walk.stored("5000")))
    response = at.dispatcher.get(at_trip("trip", trip))
    assert response.context["load_kg"] == Decimal(11000)
    assert "More than this vehicle may carry" in response.content.decode()


def test_loads_are_added_and_taken_off_before_departure(at, walk, trip_for):
    first, second = walk.issued(), walk.issued()
    trip = trip_for(first)
    response = at.dispatcher.post(at_trip("add_loads", trip), {"manifests": [str(second.pk)]})
    assert response.url == at_trip("trip", trip)
    at.dispatcher.post(at_trip("remove_load", trip, first))
    assert list(trip.legs.filter(ended_at=None).values_list("manifest", flat=True)) == [second.pk]
    assert waiting(at.dispatcher) == [first]


def test_what_is_on_board_stays_on_the_trip(at, walk):
    manifest = walk.in_transit()
    trip = Trip.objects.get()
    page = at.dispatcher.get(at_trip("trip", trip))
    assert "Take off this trip" not in page.content.decode()
    after = at.dispatcher.post(at_trip("remove_load", trip, manifest), follow=True)
    assert "This manifest is not waiting on this trip." in after.content.decode()
    assert Leg.objects.get().trip == trip


def test_adding_nothing_is_told(at, walk, trip_for):
    walk.issued()
    trip = trip_for()
    assert at.dispatcher.post(at_trip("add_loads", trip), {}).status_code == 422


def test_crew_changes_until_something_is_loaded(at, walk, people, fleet, trip_for):
    manifest = walk.issued()
    trip = trip_for(manifest)
    data = {
        "vehicle": str(fleet.second_truck.pk),
        "driver": str(fleet.second_driver.pk),
        "escort": str(fleet.escort.pk),
    }
    assert at.dispatcher.post(at_trip("change_crew", trip), data).url == at_trip("trip", trip)
    trip.refresh_from_db()
    assert (trip.vehicle, trip.driver, trip.escort) == (fleet.second_truck, fleet.second_driver, fleet.escort)
    home = reverse("transport:driver_home")
    assert str(manifest) in at.second_driver.get(home).content.decode()
    assert str(manifest) not in at.driver.get(home).content.decode()


def test_crew_stays_once_loading_has_begun(at, walk, fleet):
    walk.in_transit()
    trip = Trip.objects.get()
    assert "Change vehicle and crew" not in at.dispatcher.get(at_trip("trip", trip)).content.decode()
    data = {"vehicle": str(fleet.second_truck.pk), "driver": str(fleet.second_driver.pk), "escort": ""}
    response = at.dispatcher.post(at_trip("change_crew", trip), data)
    assert response.status_code == 422
    assert "Loading has begun." in response.content.decode()
    trip.refresh_from_db()
    assert trip.vehicle == fleet.truck


def test_trip_ends_when_the_truck_is_empty(at, walk, trip_for):
    manifest = walk.in_transit()
    trip, left_behind = Trip.objects.get(), walk.issued()
    at.dispatcher.post(at_trip("add_loads", trip), {"manifests": [str(left_behind.pk)]})
    refused = at.dispatcher.post(at_trip("end_trip", trip), follow=True).content.decode()
    assert f"Manifest {manifest} is still on board." in refused
    walk.judged(manifest=walk_on(walk, manifest))
    for _click in range(2):
        assert at.dispatcher.post(at_trip("end_trip", trip)).status_code == 302
    trip.refresh_from_db()
    assert trip.ended_at is not None
    assert waiting(at.dispatcher) == [left_behind]
    page = at.dispatcher.get(reverse("transport:trips"))
    assert [row["url"] for row in page.context["recent"]] == [at_trip("trip", trip)]
    assert at.dispatcher.get(at_trip("change_crew", trip)).status_code == 403


def walk_on(walk, manifest):
    return perform(manifest, "arrive", by=walk.people.driver).subject


# Hand-over


def test_next_carrier_is_named_sees_the_load_and_plans_a_truck(at, walk, rival):
    manifest = walk.in_transit()
    trip = Trip.objects.get()
    theirs = at.of(rival.dispatcher)
    assert waiting(theirs) == []
    named = at.dispatcher.post(at_trip("next_carrier", trip, manifest), {"carrier": str(rival.depot.pk)})
    assert named.url == at_trip("trip", trip)
    assert "They have not named a truck yet." in at.dispatcher.get(named.url).content.decode()
    assert waiting(theirs) == [manifest]
    data = {
        "planned_for": clock.today().isoformat(),
        "vehicle": str(rival.truck.pk),
        "driver": str(rival.driver.pk),
        "manifests": [str(manifest.pk)],
    }
    their_page = theirs.post(reverse("transport:new_trip"), data).url
    assert "Is taken over from 苏D12345 (Wang)." in theirs.get(their_page).content.decode()
    assert "苏D44444" in at.dispatcher.get(at_trip("trip", trip)).content.decode()


def test_next_carrier_can_plan_before_the_first_truck_leaves(at, walk, people, rival):
    manifest = walk.assigned()
    add_leg(by=people.dispatcher, manifest=manifest, carrier=rival.depot)
    data = {
        "planned_for": clock.today().isoformat(),
        "vehicle": str(rival.truck.pk),
        "driver": str(rival.driver.pk),
        "manifests": [str(manifest.pk)],
    }
    assert at.of(rival.dispatcher).post(reverse("transport:new_trip"), data).status_code == 302
    assert (
        at.of(rival.driver_account)
        .post(reverse("transport:drive_manifest", args=[manifest.pk]), {"action": "depart"})
        .status_code
        == 409
    )


def test_next_carrier_is_withdrawn_before_they_have_taken_over(at, walk, people, rival):
    manifest = walk.in_transit()
    leg = add_leg(by=people.dispatcher, manifest=manifest, carrier=rival.depot)
    trip = Trip.objects.get()
    at.of(rival.dispatcher).post(at_trip("withdraw_next_carrier", trip, manifest, leg))
    assert Leg.objects.filter(pk=leg.pk).exists()
    at.dispatcher.post(at_trip("withdraw_next_carrier", trip, manifest, leg))
    assert not Leg.objects.filter(pk=leg.pk).exists()


def test_carrier_without_a_licence_is_not_offered(at, walk, city):
    manifest = walk.in_transit()
    page = at.dispatcher.get(at_trip("next_carrier", Trip.objects.get(), manifest))
    offered = {value for value, _label in page.context["form"].fields["carrier"].choices}
    assert str(city.outside.pk) not in offered and str(city.carrier.pk) not in offered


def test_load_changes_to_another_own_truck_and_the_plan_can_be_dropped(at, walk, fleet, trip_for):
    manifest = walk.in_transit()
    second = trip_for(vehicle=fleet.second_truck, driver=fleet.second_driver)
    page = at.dispatcher.get(at_trip("trip", second))
    assert "on the road, changes trucks" in page.content.decode()
    at.dispatcher.post(at_trip("add_loads", second), {"manifests": [str(manifest.pk)]})
    assert Leg.objects.filter(manifest=manifest).count() == 2
    at.dispatcher.post(at_trip("remove_load", second, manifest))
    assert Leg.objects.get(manifest=manifest).trip != second


# For a driver whose phone is dead


def test_dispatcher_records_for_the_driver(at, walk, people):
    manifest = walk.assigned()
    trip = Trip.objects.get()
    for action, state in (("depart", "in_transit"), ("arrive", "arrived")):
        address = at_trip("record", trip, manifest, action)
        assert address in at.dispatcher.get(at_trip("trip", trip)).content.decode()
        assert at.dispatcher.get(address).status_code == 200
        at.dispatcher.post(address, {"note": "phone is dead", "idempotency_key": action})
        assert Manifest.objects.get(pk=manifest.pk).state == state
        assert at.dispatcher.get(address).status_code == 302  # nothing left to record
    events = CustodyEvent.objects.filter(manifest=manifest, action__in=("depart", "arrive"))
    assert {(event.party, event.person_name) for event in events} == {("dispatcher", "dispatcher")}


def test_dispatcher_records_a_hand_over_and_the_time_it_happened(at, walk, fleet, trip_for):
    manifest = walk.in_transit()
    second = trip_for(manifest, vehicle=fleet.second_truck, driver=fleet.second_driver)
    at.dispatcher.post(at_trip("record", second, manifest, "hand_over"), {"happened_at": "2020-01-01T10:00"})
    event = manifest.events.get(action="hand_over")
    assert event.happened_at.isoformat() == "2020-01-01T02:00:00+00:00"
    assert event.warnings[0]["code"] == "time_runs_backwards"


def test_recording_twice_is_harmless(at, walk):
    manifest, data = walk.assigned(), {"idempotency_key": "same"}
    address = at_trip("record", Trip.objects.get(), manifest, "depart")
    assert [at.dispatcher.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert manifest.events.filter(action="depart").count() == 1


def test_blocked_departure_is_shown_without_a_button(at, walk, fleet):
    manifest = walk.assigned()
    fleet.truck.valid_to = clock.today() - timedelta(days=1)
    fleet.truck.save()
    address = at_trip("record", Trip.objects.get(), manifest, "depart")
    page = at.dispatcher.get(address).content.decode()
    assert "The certificate of vehicle 苏D12345 ended on" in page and "Record it" not in page
    assert at.dispatcher.post(address, {"idempotency_key": "k"}).status_code == 422
    assert Manifest.objects.get(pk=manifest.pk).state == "issued"


@pytest.mark.parametrize("action", ["void", "receive", "burn"])
def test_desk_records_nothing_else(at, walk, action):
    manifest = walk.assigned()
    assert at.dispatcher.get(at_trip("record", Trip.objects.get(), manifest, action)).status_code == 404


# Who may


def test_another_carriers_trips_are_not_there(at, walk, rival, trip_for):
    manifest = walk.in_transit()
    trip, stranger = Trip.objects.get(), at.of(rival.dispatcher)
    assert stranger.get(reverse("transport:trips")).context["open_trips"] == []
    for name, more in (
        ("trip", ()),
        ("change_crew", ()),
        ("next_carrier", (manifest,)),
        ("record", (manifest, "arrive")),
    ):
        assert stranger.get(at_trip(name, trip, *more)).status_code == 404, name
    for name, more in (("add_loads", ()), ("end_trip", ()), ("remove_load", (manifest,))):
        assert stranger.post(at_trip(name, trip, *more)).status_code == 404, name


@pytest.mark.parametrize("name", ["clerk", "driver", "receiver", "collector", "city_regulator", "district_regulator"])
def test_desk_is_for_dispatchers(at, walk, name):
    walk.in_transit()
    trip, browser = Trip.objects.get(), getattr(at, name)
    for address in (reverse("transport:trips"), reverse("transport:new_trip"), at_trip("trip", trip)):
        assert browser.get(address).status_code == 403


# Cost


def test_lists_cost_the_same_whatever_their_length(at, walk, trip_for, django_assert_num_queries):
    browser = at.dispatcher
    walk.issued(walk.stored("10"))
    first = trip_for(walk.issued(walk.stored("10")))
    for _round in range(2):
        with django_assert_num_queries(6):
            browser.get(reverse("transport:trips"))
        with django_assert_num_queries(8):
            browser.get(at_trip("trip", first))
        trip_for(walk.issued(walk.stored("10")), walk.issued(walk.stored("10")))
        more = [str(walk.issued(walk.stored("10")).pk) for _ in range(2)]
        browser.post(at_trip("add_loads", first), {"manifests": more})
        walk.issued(walk.stored("10"))
