"""A truck breaks down, a gate refuses, another takes it: the phone, the desk, the owner and the second gate."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from manifests.models import Manifest
from tests.browser import needs_chromium
from tests.city import contract, permit
from tests.journeys.desk import PHONE, Desk, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


def scan(driver: Desk, manifest) -> None:
    driver.go(f"{reverse('transport:found')}?code={manifest.number}")
    driver.taps = 0


def test_a_breakdown_on_the_way(walk, people, fleet, sit_down):
    load = walk.in_transit()
    driver = sit_down(people.driver, screen=PHONE)
    scan(driver, load)
    driver.follow(said("It must stay here")).sees("1,000")
    driver.press(said("The truck broke down"))
    assert driver.taps == 2
    driver.sees(said("Stopped"))

    clerk = sit_down(people.clerk).sees(said("Stopped on the way"))
    clerk.go(load.get_absolute_url()).sees(said("The truck broke down"))
    dispatcher = sit_down(people.dispatcher).go(reverse("transport:trips"))
    dispatcher.go(reverse("transport:trip", args=[load.legs.get().trip_id])).follow(said("Change the vehicle"))
    dispatcher.sees("1,000")
    dispatcher.choose("vehicle", fleet.second_truck.plate)
    dispatcher.choose("driver", fleet.driver.name)
    dispatcher.press(said("Record it"))
    dispatcher.sees(fleet.second_truck.plate)

    scan(driver, load)
    driver.press(said("Drive on"))
    assert driver.taps == 1
    driver.sees(said("On the road again"))
    load.refresh_from_db()
    assert load.state == "in_transit"


def test_refused_here_and_taken_there(walk, people, city, sit_down):
    permit(city.outside, "P-SECOND", (["HW08"], ["D10"], 20_000))
    contract(city.generator, city.outside)
    gate = sit_down(people.receiver)
    load = walk.arrived()
    gate.go(reverse("manifests:receive", args=[load.pk]))
    gate.page.get_by_text(said("Not all could be emptied")).click()
    gate.fill("line-1-weighed_kg", "1000")
    gate.fill("line-1-residue_kg", "30")
    gate.fill("line-1-reason", "太稠，泵不出")
    gate.press(said("Record the receipt"))
    gate.sees("970", "30")
    child = load.children.get()

    clerk = sit_down(people.clerk, screen=PHONE)
    clerk.go(child.get_absolute_url()).sees(said("This comes back to you"))
    clerk.follow(said("Send to another receiver")).sees(city.collector.name, "30")
    clerk.page.get_by_role("link", name="D10").click()
    clerk.look()
    clerk.tick(city.outside.name)
    clerk.press(said("Next: check"))
    clerk.sees(said("Send it there?"), city.outside.name, city.site.name)
    clerk.press(said("Send it there"))
    clerk.sees(city.outside.name)
    expect(clerk.page.get_by_role("link", name=said("Send to another receiver"))).to_be_visible()

    driver = sit_down(people.driver, screen=PHONE)
    scan(driver, child)
    driver.sees(city.outside.name)
    second = sit_down(people.outsider).go(reverse("manifests:gate"))
    second.follow(str(child)).sees("30")
    second.fill("line-1-weighed_kg", "30")
    second.press(said("Record arrival and receipt"))
    assert Manifest.objects.get(pk=child.pk).state == "accepted"


def test_what_comes_back_is_taken_back_on_a_phone(walk, people, sit_down):
    child = walk.judged("refuse").children.get()
    clerk = sit_down(people.clerk, screen=PHONE)
    clerk.sees(said("On the way to you")).go(child.get_absolute_url()).follow(said("Take it back"))
    clerk.fill("line-1-weighed_kg", "1000")
    clerk.press(said("Take it back"))
    assert Manifest.objects.get(pk=child.pk).state == "accepted"
