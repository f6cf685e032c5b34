"""A load from elsewhere rides on the truck of the other platform's paper, also where its carrier has a desk here."""

import pytest
from django.urls import reverse
from django.utils import translation

from facilities.errors import Refusal
from manifests.custody import perform
from manifests.models import Manifest
from tests.elsewhere import TRUCKS, entered
from transport.actions.add_leg import add_leg
from transport.actions.plan_trip import assign
from transport.models import Leg
from transport.waiting import may_change_trucks, waiting_for_truck


@pytest.fixture
def inbound(city, people) -> Manifest:
    trucks = TRUCKS | {"registration_no": city.carrier.enterprise.registration_no, "name": "Carrier Ltd"}
    return entered(city, people, carrier=trucks)


def test_the_desk_is_offered_no_truck_for_it(inbound, walk, people, fleet, at):
    driven = walk.in_transit()
    assert [row.pk for row in may_change_trucks(people.dispatcher)] == [driven.pk]
    assert inbound not in waiting_for_truck(people.dispatcher)
    page = at.dispatcher.get(reverse("transport:new_trip")).content.decode()
    assert str(driven.pk) in page and str(inbound.pk) not in page


def test_it_is_put_on_no_trip_and_gets_no_further_carrier(inbound, people, trip_for, rival):
    for field, call in (
        ("/manifests", lambda: assign(by=people.dispatcher, trip=trip_for(), manifest=inbound.pk)),
        ("/manifest", lambda: add_leg(by=people.dispatcher, manifest=inbound.pk, carrier=rival.depot.pk)),
    ):
        with pytest.raises(Refusal) as refusal:
            call()
        assert (refusal.value.code, refusal.value.field) == ("load_from_elsewhere", field)
        assert "comes from elsewhere" in str(refusal.value)
        with translation.override("zh-hans"):
            assert "外地" in str(refusal.value)
    assert not Leg.objects.exists()


def test_the_planning_page_says_why(inbound, fleet, at):
    sent = {
        "vehicle": str(fleet.truck.pk),
        "driver": str(fleet.driver.pk),
        "manifests": [str(inbound.pk)],
        "idempotency_key": "k",
    }
    answer = at.dispatcher.post(reverse("transport:new_trip"), sent)
    assert answer.status_code == 422 and not Leg.objects.exists()


def test_a_leg_from_before_goes_with_the_entry_that_is_struck_out(inbound, city, people):
    """Legs could be planned for such loads once."""
    Leg.objects.create(manifest=inbound, position=1, carrier=city.carrier)
    perform(inbound, "strike_out", by=people.receiver, data={"reason": "typed wrongly"})
    assert not Leg.objects.exists()
