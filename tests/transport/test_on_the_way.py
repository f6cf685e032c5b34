"""A breakdown as the driver's phone and the desk see it: stop, drive on, go on with another truck."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.templatetags.quantities import kg
from manifests.access import parties_of
from manifests.custody import perform
from manifests.models import Manifest
from manifests.states import Party
from tests.transport.conftest import tap
from transport.actions.add_leg import add_leg
from transport.actions.end_trip import end_trip
from transport.models import Leg, Trip

STOP = {"place": "Service area 12", "reason": "flat tyre"}


def change(manifest, by, vehicle, driver, **more):
    return perform(manifest, "change_vehicle", by=by, data={"vehicle": vehicle.pk, "driver": driver.pk, **more}).subject


def legs(manifest) -> list[tuple]:
    """(plate, taken over, ended) of each leg in order."""
    rows = Leg.objects.filter(manifest=manifest).order_by("position").select_related("trip__vehicle")
    return [(leg.trip and leg.trip.vehicle.plate, bool(leg.taken_over_at), bool(leg.ended_at)) for leg in rows]


def test_the_truck_breaks_down_and_another_of_the_same_carrier_takes_the_load_on(walk, people, fleet, city):
    load = perform(walk.in_transit(), "lay_over", by=people.driver, data=STOP).subject
    load = change(load, people.dispatcher, fleet.second_truck, fleet.second_driver, reason="gearbox")
    assert (load.state, load.carrier, load.laid_over_place) == ("laid_over", city.carrier, "Service area 12")
    assert legs(load) == [("苏D12345", True, True), ("苏D54321", True, False)]
    assert Party.DRIVER in parties_of(people.second_driver, load)
    assert Party.DRIVER not in parties_of(people.driver, load)
    event = load.events.get(action="change_vehicle")
    assert (event.party, event.particulars["kg"], event.warnings) == ("dispatcher", "1000.000", [])
    said = event.particulars["carriage"]
    assert (said["leg"], said["plate"], said["driver"], said["escort"]) == (2, "苏D54321", "Li", "")

    end_trip(by=people.dispatcher, trip=Trip.objects.get(vehicle=fleet.truck))  # the broken truck is empty
    load = perform(load, "resume", by=people.second_driver).subject
    load = perform(load, "arrive", by=people.second_driver).subject
    judged = walk.judged("part", load)
    child = judged.children.get()
    assert legs(child) == [("苏D54321", True, False)]  # what is refused stays on the truck that brought it


def test_the_same_driver_goes_on_with_another_truck(walk, people, fleet):
    load = change(walk.in_transit(), people.dispatcher, fleet.second_truck, fleet.driver)
    assert load.state == "in_transit"
    assert Party.DRIVER in parties_of(people.driver, load)


def test_a_truck_that_drives_today_with_that_crew_takes_it_on_its_trip(walk, people, fleet, trip_for):
    trip = trip_for(vehicle=fleet.second_truck, driver=fleet.second_driver)
    load = change(walk.in_transit(), people.dispatcher, fleet.second_truck, fleet.second_driver)
    assert Leg.objects.get(manifest=load, ended_at=None).trip == trip


def test_a_change_of_trucks_that_was_planned_is_not_signed_twice(walk, people, fleet, trip_for):
    load = walk.in_transit()
    trip_for(load, vehicle=fleet.second_truck, driver=fleet.second_driver)
    change(load, people.dispatcher, fleet.second_truck, fleet.second_driver)
    assert legs(load) == [("苏D12345", True, True), ("苏D54321", True, False)]


def test_the_carrier_named_to_take_over_still_does(walk, people, fleet, rival):
    load = walk.in_transit()
    add_leg(by=people.dispatcher, manifest=load, carrier=rival.depot.pk)
    change(load, people.dispatcher, fleet.second_truck, fleet.driver)
    assert legs(load) == [("苏D12345", True, True), ("苏D54321", True, False), (None, False, False)]


def test_on_the_road_lapsed_papers_and_weight_are_told_and_hold_nothing_up(walk, people, fleet):
    fleet.second_truck.max_kg = Decimal(900)
    fleet.second_truck.valid_to = date(2021, 1, 1)
    fleet.second_truck.valid_from = date(2020, 1, 1)
    fleet.second_truck.save()
    load = change(walk.in_transit(), people.dispatcher, fleet.second_truck, fleet.second_driver)
    warnings = {warning["code"] for warning in load.events.get(action="change_vehicle").warnings}
    assert warnings == {"vehicle_certificate_expired", "vehicle_overloaded"}


def test_what_is_not_the_carriers_own_is_no_choice(walk, people, fleet, rival):
    load = walk.in_transit()
    with pytest.raises(BadInput) as said:
        change(load, people.dispatcher, rival.truck, rival.driver, escort="nobody")
    assert {reason.field for reason in said.value.all} == {"/vehicle", "/driver", "/escort"}
    with pytest.raises(BadInput) as said:
        change(load, people.dispatcher, fleet.truck, fleet.driver, escort=fleet.escort.pk)
    assert said.value.code == "on_this_vehicle_already"


def test_only_the_desk_of_the_carrier_changes_the_vehicle(walk, people, fleet):
    load = walk.in_transit()
    for person in (people.driver, people.clerk, people.receiver, people.city_regulator):
        with pytest.raises(NotPermitted):
            change(load, person, fleet.second_truck, fleet.driver)
    with pytest.raises(NotThere):
        change(load, people.outsider, fleet.second_truck, fleet.driver)
    with pytest.raises(Refusal) as said:
        change(walk.arrived(), people.dispatcher, fleet.second_truck, fleet.driver)
    assert said.value.code == "transition_not_allowed"


def test_a_load_that_stands_may_be_handed_to_another_carrier(walk, people, rival):
    load = perform(walk.in_transit(), "lay_over", by=people.driver, data=STOP).subject
    add_leg(by=people.dispatcher, manifest=load, carrier=rival.depot.pk)
    leg = Leg.objects.get(manifest=load, carrier=rival.depot)
    leg.trip = Trip.objects.create(
        carrier=rival.depot,
        vehicle=rival.truck,
        driver=rival.driver,
        planned_for=date(2026, 1, 1),
        planned_by=rival.dispatcher,
        recorded_at=load.laid_over_at,
    )
    leg.save()
    load = perform(load, "hand_over", by=rival.driver_account).subject
    assert (load.state, load.carrier) == ("laid_over", rival.depot)
    assert perform(load, "resume", by=rival.dispatcher).subject.state == "in_transit"


# On the phone


def page(manifest, name="drive_manifest") -> str:
    return reverse(f"transport:{name}", args=[manifest.pk])


def test_two_taps_after_the_scan_and_the_load_stands(walk, people, at):
    load = walk.in_transit()
    scanned = at.driver.get(reverse("transport:found"), {"code": load.number}, follow=True)
    assert page(load, "stop") in scanned.content.decode()  # the first tap
    asked = at.driver.get(page(load, "stop"))
    shown = asked.content.decode()
    assert "Used oil" in shown
    assert shown.count(kg(Decimal(1000))) >= 2  # the line and the whole, before anything is confirmed
    form = asked.context["form"]
    sent = {"reason": "broken", "place": form["place"].value(), "idempotency_key": form["idempotency_key"].value()}
    answer = at.driver.post(page(load, "stop"), sent, follow=True)  # the second tap
    assert answer.redirect_chain == [(page(load, "done"), 302)]
    assert "Drive on" in answer.content.decode()
    load.refresh_from_db()
    assert (load.state, load.laid_over_place) == ("laid_over", "On the way to Furnace")
    assert load.events.get(action="lay_over").particulars["reason"] == "The truck broke down"
    again = at.driver.post(page(load, "stop"), sent, follow=True)
    assert again.redirect_chain == [(page(load), 302)]
    assert load.events.filter(action="lay_over").count() == 1


def test_one_tap_after_the_scan_and_it_drives_on(walk, at):
    load = walk.laid_over()
    shown = at.driver.get(page(load)).content.decode()
    assert "Service area 12" in shown
    assert page(load, "stop") not in shown
    assert tap(at.driver, load, "resume").status_code == 302
    assert Manifest.objects.get(pk=load.pk).state == "in_transit"
    assert "On the road again" in at.driver.get(page(load, "done")).content.decode()


def test_before_a_closed_gate_it_stands_at_the_receivers(walk, at, city):
    load = walk.in_transit()
    at.driver.post(page(load, "stop"), {"reason": "gate_closed", "place": "On the way to Furnace"})
    load.refresh_from_db()
    assert load.laid_over_place == "Furnace · 3 Furnace Road"
    assert load.events.get(action="lay_over").particulars["facility"] == str(city.site.pk)


def test_another_reason_is_written_down(walk, at):
    load = walk.in_transit()
    refused = at.driver.post(page(load, "stop"), {"reason": "other", "place": "km 31"})
    assert refused.status_code == 422
    at.driver.post(page(load, "stop"), {"reason": "other", "place": "km 31", "note": "police escort late"})
    said = load.events.get(action="lay_over").particulars
    assert (said["reason"], said["note"], said["place"]) == ("police escort late", "", "km 31")


def test_who_does_not_drive_the_load_finds_no_way_to_stop_it(walk, people, at):
    load = walk.in_transit()
    assert at.second_driver.get(page(load, "stop")).status_code == 404
    assert at.clerk.get(page(load, "stop")).status_code == 403
    waiting = walk.assigned()
    answer = at.driver.get(page(waiting, "stop"))
    assert (answer.status_code, answer.url) == (302, page(waiting))


# At the desk


def record(manifest, action) -> str:
    trip = Leg.objects.filter(manifest=manifest, ended_at=None).latest("position").trip_id
    return reverse("transport:record", args=[trip, manifest.pk, action])


def test_the_desk_offers_all_three(walk, at):
    load = walk.in_transit()
    trip = reverse("transport:trip", args=[Trip.objects.get().pk])
    shown = at.dispatcher.get(trip).content.decode()
    assert record(load, "lay_over") in shown
    assert record(load, "change_vehicle") in shown
    assert record(load, "resume") not in shown
    stopped = at.dispatcher.get(record(load, "lay_over")).content.decode()
    assert stopped.count(kg(Decimal(1000))) >= 2
    sent = {"facility": "", "place": "km 31", "reason": "flat tyre", "happened_at": "2026-01-05T08:00"}
    assert at.dispatcher.post(record(load, "lay_over"), sent).status_code == 302
    load.refresh_from_db()
    assert (load.state, load.laid_over_place) == ("laid_over", "km 31")
    shown = at.dispatcher.get(trip).content.decode()
    assert record(load, "resume") in shown
    assert "km 31" in shown
    assert at.dispatcher.post(record(load, "resume"), {}).status_code == 302
    load.refresh_from_db()
    assert load.state == "in_transit"


def test_the_desk_is_led_to_the_truck_that_has_the_load_now(walk, at, fleet):
    load = walk.in_transit()
    sent = {"vehicle": str(fleet.second_truck.pk), "driver": str(fleet.second_driver.pk), "idempotency_key": "k"}
    answer = at.dispatcher.post(record(load, "change_vehicle"), sent)
    trip = Trip.objects.get(vehicle=fleet.second_truck)
    assert answer.url == reverse("transport:trip", args=[trip.pk])
    assert kg(Decimal(1000)) in at.dispatcher.get(answer.url).content.decode()


def test_the_desk_is_told_what_is_missing(walk, at):
    load = walk.in_transit()
    refused = at.dispatcher.post(record(load, "lay_over"), {"reason": "flat tyre"})
    assert refused.status_code == 422
    assert "place" in refused.context["form"].errors
    refused = at.dispatcher.post(record(load, "change_vehicle"), {})
    assert {"vehicle", "driver"} <= set(refused.context["form"].errors)


def test_a_lapsed_paper_is_shown_and_may_be_chosen_on_the_road(walk, at, fleet):
    fleet.second_truck.valid_from, fleet.second_truck.valid_to = date(2020, 1, 1), date(2021, 1, 1)
    fleet.second_truck.save()
    load = walk.in_transit()
    assert "2021-01-01" in at.dispatcher.get(record(load, "change_vehicle")).content.decode()
    sent = {"vehicle": str(fleet.second_truck.pk), "driver": str(fleet.driver.pk)}
    assert at.dispatcher.post(record(load, "change_vehicle"), sent).status_code == 302
