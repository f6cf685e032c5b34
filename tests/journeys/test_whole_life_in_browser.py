"""A drum's whole life, by people before their own screens: clerk, dispatcher, driver, receiver, official."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from manifests.documents import form_of
from manifests.models import Manifest, WasteBatch
from tests.browser import needs_chromium
from tests.journeys.desk import Desk, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(city, people, fleet, walk):
    """Everybody, and two manifests of before: one on its way to a truck, one closed."""
    return {"held": walk.issued(), "wrong": walk.closed()}


def describe_waste(clerk: Desk) -> None:
    """From the to-do page to a waste of the site's own, its code found by a Chinese word."""
    clerk.sees(said("To do")).follow(said("Declare waste")).follow(said("Another waste")).follow(
        said("I know the code")
    )
    code = clerk.page.get_by_role("combobox", name=said("Waste code"))
    code.press_sequentially("矿物油", delay=10)
    option = clerk.page.get_by_role("option", name="900-249-08")
    option.wait_for()
    option.click()
    expect(clerk.page.locator("[name=official_name]")).not_to_have_value("")
    clerk.fill("alias", "三号车间废油")
    clerk.tick("液")
    clerk.press(said("Save"))


def declare(clerk: Desk) -> None:
    """Three drums, straight into the store; their labels."""
    clerk.sees("三号车间废油")
    for name, text in (("quantity", "600"), ("container_count", "3"), ("container_litres", "200")):
        clerk.fill(name, text)
    clerk.page.locator("[name=area]").select_option(index=1)
    clerk.press(said("Declare"))
    batch = WasteBatch.objects.latest("pk")
    clerk.sees(batch.number, said("Containers"))
    assert clerk.page.locator("tbody .code--long").count() == 3
    clerk.go(reverse("manifests:labels", args=[batch.pk])).look().sees(said("Paper"))


def draw_up(clerk: Desk, city) -> Manifest:
    """Waste, receiver, carrier, a last look; then the number."""
    clerk.go("/").go(reverse("manifests:manifests")).follow(said("Draw up a manifest"))
    clerk.tick("三号车间废油")
    clerk.press(said("Next: receiver"))
    clerk.page.get_by_role("link", name="D10").click()
    clerk.look().sees(city.site.name, city.collector.name)
    clerk.page.locator("details.more summary").click()
    clerk.sees(city.outside.name)
    clerk.tick(city.site.name)
    clerk.press(said("Next: carrier"))
    clerk.tick(city.carrier.name)
    clerk.press(said("Next: check"))
    clerk.sees(said("Is this right?"), "600")
    clerk.press(said("Draw up"))
    clerk.follow(said("Check and issue")).sees(said("Issue this manifest?"))
    clerk.press(said("Issue"))
    manifest = Manifest.objects.latest("pk")
    assert manifest.state == "issued"
    clerk.sees(str(manifest))
    return manifest


def plan(dispatcher: Desk, manifest: Manifest, fleet) -> str:
    """A truck and a driver for it; and the address behind the QR that makes a phone the driver's."""
    dispatcher.go(reverse("transport:trips")).sees(str(manifest))
    dispatcher.page.get_by_label(f"{manifest}").check()
    dispatcher.press(said("Plan a trip with the ticked ones"))
    dispatcher.tick(fleet.truck.plate)
    dispatcher.tick(fleet.driver.name)
    dispatcher.press(said("Plan the trip"))
    dispatcher.sees(str(manifest), fleet.driver.name)
    dispatcher.follow(fleet.driver.name).press(said("Enrol a phone"))
    expect(dispatcher.page.locator(".enrol-qr svg")).to_be_visible()
    return dispatcher.page.locator(".enrol-qr .code--long").inner_text()


def enrol(phone: Desk, address: str, fleet) -> None:
    phone.go(address).sees(fleet.driver.name)
    phone.press(said("Use this phone"))
    phone.sees(fleet.truck.plate)


def pick_up(phone: Desk, clerk: Desk, manifest: Manifest, folder) -> None:
    """The code on the clerk's screen, photographed into the page; then as the phone's own camera opens it."""
    clerk.go(manifest.get_absolute_url())
    photo = clerk.picture_of(".qr-sheet svg", folder / "code.png")
    phone.follow(said("Scan"))
    with phone.page.expect_request(lambda request: reverse("transport:found") in request.url) as scanned:
        phone.page.set_input_files("[data-scan-picture]", photo)
    code = parse_qs(urlsplit(scanned.value.url).query)["code"][0]
    assert code == form_of(manifest).url
    phone.page.wait_for_url(f"**{reverse('transport:drive_manifest', args=[manifest.pk])}")
    phone.look()

    phone.go(code).sees(str(manifest), "废矿物油", "3 ×")
    phone.taps = 0
    phone.press(said("Confirm pick-up"))
    assert phone.taps <= 2
    phone.sees(said("Picked up"))


def arrive(phone: Desk, manifest: Manifest) -> None:
    phone.go(form_of(manifest).url)
    phone.taps = 0
    phone.press(said("Arrived"))
    assert phone.taps <= 2
    phone.sees(said("Arrived"), str(manifest))


def receive_in_part(receiver: Desk, manifest: Manifest) -> Manifest:
    """The number typed at the gate, the scale read, a third sent back."""
    receiver.go(reverse("manifests:gate")).sees(str(manifest))
    receiver.fill("code", str(manifest))
    receiver.press(said("Open"))
    receiver.sees(said("Weigh and judge every line"))
    receiver.fill("line-1-weighed_kg", "598.5")
    receiver.tick(said("Accept in part"))
    receiver.fill("line-1-accepted_kg", "400")
    receiver.fill("line-1-reason", "一桶含水超标")
    receiver.press(said("Record the receipt"))
    child = Manifest.objects.get(parent=manifest)
    receiver.sees(str(child), "400", "一桶含水超标")
    return child


def bring_back(phone: Desk, child: Manifest) -> None:
    phone.go(reverse("transport:driver_home")).sees(str(child))
    phone.page.locator("a.load-link", has_text=str(child)).tap()
    phone.page.wait_for_url(f"**{reverse('transport:drive_manifest', args=[child.pk])}")
    phone.look().press(said("Arrived"))


def take_back(clerk: Desk, child: Manifest) -> None:
    clerk.go(child.get_absolute_url()).follow(said("Take it back"))
    clerk.fill("line-1-weighed_kg", str(child.declared_kg))
    clerk.press(said("Take it back"))
    clerk.sees(str(child))


def close_and_treat(receiver: Desk, manifest: Manifest) -> None:
    receiver.go(manifest.get_absolute_url()).follow(said("Confirm and close"))
    receiver.press(said("Confirm and close"))
    receiver.sees(said("The manifest is closed."))
    receiver.go(reverse("manifests:treatments")).sees(str(manifest))
    receiver.page.get_by_role("checkbox", name=str(manifest)).check()
    receiver.page.locator("[name=method]").select_option("D10")
    receiver.press(said("Record the treatment"))
    receiver.does_not_see(str(manifest))


def oversee(official: Desk, manifest: Manifest, cast: dict) -> None:
    """The life as a timeline; the flows as a picture that opens its rows; holding, releasing, voiding."""
    official.go(reverse("admin:manifests_manifest_changelist")).follow(str(manifest))
    expect(official.page.locator(".timeline > li")).to_have_count(manifest.events.count())
    official.sees("598.5", "一桶含水超标", manifest.events.first().person.name)

    official.go(reverse("admin:flows"))
    band = official.page.locator("a.sankey-link").first
    band.wait_for(state="attached")
    box = band.bounding_box()  # a level band has no height of its own, only its stroke's
    with official.page.expect_navigation():
        official.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    official.look().sees(str(manifest))

    official.go(reverse("admin:manifests_manifest_change", args=[cast["held"].pk]))
    for act in ("Freeze", "Release"):
        official.follow(said(act))
        official.fill("reason", "核查台账")
        official.press(said(act))
        cast["held"].refresh_from_db()
        assert cast["held"].is_frozen is (act == "Freeze")
    official.go(reverse("admin:manifests_manifest_change", args=[cast["wrong"].pk])).follow(said("Void"))
    official.fill("reason", "重复填写")
    official.press(said("Void"))
    official.sees("重复填写")
    cast["wrong"].refresh_from_db()
    assert cast["wrong"].state == "voided"


def test_one_waste_lives_its_whole_life(sit_down, phone, cast, city, people, fleet, tmp_path):
    clerk = sit_down(people.clerk)
    describe_waste(clerk)
    declare(clerk)
    manifest = draw_up(clerk, city)
    dispatcher = sit_down(people.dispatcher)
    enrol(phone, plan(dispatcher, manifest, fleet), fleet)
    pick_up(phone, clerk, manifest, tmp_path)
    arrive(phone, manifest)
    receiver = sit_down(people.receiver)
    child = receive_in_part(receiver, manifest)
    bring_back(phone, child)
    take_back(clerk, child)
    close_and_treat(receiver, manifest)
    manifest.refresh_from_db()
    assert manifest.state == "closed"
    oversee(sit_down(people.city_regulator), manifest, cast)
