"""A district store: loads of two generators come in at its gate and leave together under a manifest of its own."""

from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.models import StorageArea
from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from tests.browser import needs_chromium
from tests.city import OIL, WUJIN, contract, facility, member, plan, stream
from tests.journeys.desk import Desk, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def loads(city, walk) -> list[Manifest]:
    """At the store's gate: oil of the city's generator and of a small workshop."""
    workshop = facility(6, "Workshop", WUJIN, is_generator=True)
    owner = member("owner", workshop.enterprise, "clerk")
    plan(workshop, OIL)
    contract(workshop, city.collector)
    oil = stream(workshop, "Workshop oil", OIL)
    shed = StorageArea.objects.create(
        facility=workshop, code="TS001", name="Shed", kind=StorageArea.Kind.WAREHOUSE, capacity_kg=Decimal(500)
    )
    small = perform(WasteBatch, "declare", by=owner, data={"stream": oil.pk, "kg": "150"}).subject
    perform(small, "store", by=owner, data={"area": shed.pk})
    route = {"consignee": city.collector, "method": "R9"}
    return [
        walk.arrived(walk.stored("800"), **route),
        walk.arrived(small, consignor=workshop, by=owner, **route),
    ]


def receive(desk: Desk, manifest: Manifest) -> None:
    desk.go(reverse("manifests:gate")).follow(str(manifest))
    desk.fill("line-1-weighed_kg", str(manifest.declared_kg))
    desk.press(said("Record the receipt"))
    desk.sees(str(manifest))


def test_collector_bundles_what_came_from_two_generators(sit_down, loads, city, people):
    desk = sit_down(people.collector)
    for manifest in loads:
        receive(desk, manifest)
    desk.go(reverse("manifests:stock")).follow(said("Put into a store (%(outside)s)") % {"outside": 2})
    desk.page.locator("[name=area]").select_option(index=1)
    desk.press(said("Put into a store"))

    desk.go(reverse("manifests:stock")).follow("TS001").sees("Generator", "Workshop", "950")
    for box in desk.page.locator("tbody [type=checkbox]").all():
        box.check()
    desk.press(said("Regroup the ticked batches"))
    desk.sees("800", "150", "950")
    desk.press(said("Regroup"))
    bundle = WasteBatch.objects.latest("pk")
    desk.sees(bundle.number, "950")

    desk.go(reverse("manifests:draw_up"))
    desk.page.get_by_role("checkbox", name=bundle.number).check()
    desk.press(said("Next: receiver"))
    desk.tick(city.site.name)
    desk.press(said("Next: carrier"))
    desk.press(said("Next: check"))
    desk.press(said("Draw up"))
    onward = Manifest.objects.latest("pk")
    assert (onward.consignor, onward.consignee) == (city.collector, city.site)
    desk.follow(said("Check and issue")).press(said("Issue"))
    desk.sees(said("The manifest is issued."))
