"""Between two gates: the load stands still, drives on, arrives; custody stays with the carrier all the time."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import get_default_timezone

from facilities import clock
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from manifests.custody import perform
from manifests.models import Manifest, Stock
from manifests.waiting import waiting_for

FLAT = {"place": "Service area 12, G42", "reason": "The truck broke down", "note": "tow truck called"}


def stopped(walk, by=None, **more) -> Manifest:
    return perform(walk.in_transit(), "lay_over", by=by or walk.people.driver, data=FLAT | more).subject


def test_a_breakdown_from_the_stop_to_the_gate(walk, people):
    load = stopped(walk)
    assert (load.state, load.laid_over_place) == ("laid_over", "Service area 12, G42")
    event = load.events.get(action="lay_over")
    assert load.laid_over_at == event.happened_at
    assert (event.party, event.on_behalf_of) == ("driver", "Carrier Ltd")
    said = event.particulars
    assert (said["reason"], said["note"], said["kg"]) == (FLAT["reason"], FLAT["note"], "1000.000")
    stock = Stock.objects.get(kg__gt=0)
    assert (stock.account, stock.kg, load.carrier) == ("transit", Decimal(1000), walk.city.carrier)

    load = perform(load, "resume", by=people.dispatcher).subject
    assert (load.state, load.laid_over_at, load.laid_over_place) == ("in_transit", None, "")
    assert load.events.get(action="resume").particulars["place"] == "Service area 12, G42"
    load = perform(load, "arrive", by=people.driver).subject
    assert walk.judged(manifest=load).state == "accepted"


def test_a_known_site_is_named_with_its_address(walk, people, city):
    load = stopped(walk, facility=city.site.pk, place="yard, behind the scale")
    assert load.laid_over_place == "Furnace · 3 Furnace Road · yard, behind the scale"
    assert load.events.get(action="lay_over").particulars["facility"] == str(city.site.pk)


def test_who_forgot_to_say_that_they_drive_on_still_arrives(walk, people):
    load = perform(stopped(walk), "arrive", by=people.receiver).subject
    assert (load.state, load.laid_over_at) == ("arrived", None)
    assert [warning["code"] for warning in load.events.get(action="arrive").warnings] == ["stop_not_ended"]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"place": "here"}, "required", "/reason"),
        ({"reason": "flat tyre"}, "required", "/place"),
        ({"reason": "flat tyre", "place": "  "}, "required", "/place"),
        ({"reason": " ", "place": "here"}, "required", "/reason"),
        ({"reason": "flat tyre", "facility": "nowhere"}, "unknown_choice", "/facility"),
        ({"reason": "flat tyre", "place": "x" * 201}, "too_long", "/place"),
        ({"reason": "x" * 201, "place": "here"}, "too_long", "/reason"),
    ],
)
def test_bad_input_is_told_with_its_field(walk, people, data, code, field):
    load = walk.in_transit()
    with pytest.raises(BadInput) as said:
        perform(load, "lay_over", by=people.driver, data=data)
    assert (said.value.code, said.value.field) == (code, field)


def test_it_is_recorded_while_an_authority_holds_the_load(walk, people):
    load = walk.in_transit()
    perform(load, "freeze", by=people.city_regulator, data={"reason": "samples"})
    load = perform(load, "lay_over", by=people.driver, data=FLAT).subject
    assert (load.state, load.is_frozen) == ("laid_over", True)
    assert perform(load, "resume", by=people.driver).subject.state == "in_transit"


def test_somebody_elses_load_stands_and_drives_without_them(walk, people):
    load = walk.in_transit()
    for action, data in (("lay_over", FLAT), ("resume", {})):
        for person in (people.clerk, people.receiver, people.city_regulator):
            with pytest.raises(NotPermitted):
                perform(load, action, by=person, data=data)
        for person in (people.outsider, people.second_driver, people.other_regulator):
            with pytest.raises(NotThere):
                perform(load, action, by=person, data=data)


def test_a_second_tap_changes_nothing(walk, people):
    load = walk.in_transit()
    first = perform(load, "lay_over", by=people.driver, data=FLAT, idempotency_key="k")
    again = perform(load, "lay_over", by=people.driver, data=FLAT, idempotency_key="k")
    assert (again.repeated, again.event.pk) == (True, first.event.pk)
    with pytest.raises(Refusal) as said:
        perform(load, "lay_over", by=people.driver, data=FLAT)
    assert said.value.code == "transition_not_allowed"


def test_a_phone_without_signal_says_later_when_it_was(walk, people):
    load = walk.in_transit()
    since = clock.now()
    load = perform(load, "lay_over", by=people.driver, data=FLAT, happened_at=since).subject
    assert load.laid_over_at == since
    event = perform(load, "resume", by=people.driver, happened_at=since - timedelta(hours=1)).event
    assert [warning["code"] for warning in event.warnings] == ["time_runs_backwards"]


@pytest.mark.parametrize("year", [1, 1999])
def test_a_year_typed_wrong_is_told(walk, people, year):
    load, moment = walk.in_transit(), datetime(year, 1, 1, tzinfo=get_default_timezone())
    with pytest.raises(BadInput) as said:
        perform(load, "lay_over", by=people.dispatcher, data=FLAT, happened_at=moment)
    assert (said.value.code, said.value.field) == ("time_too_early", "/happened_at")


def test_everybody_concerned_finds_it_among_what_waits(walk, people):
    load = stopped(walk)
    for person in (people.clerk, people.receiver, people.dispatcher):
        groups = {str(group.title): group for group in waiting_for(person, clock.now())}
        group = groups["Stopped on the way"]
        assert [item.url for item in group.items] == [load.get_absolute_url()], person
        assert "Service area 12, G42" in str(group.items[0].note)
    assert "Stopped on the way" not in {str(group.title) for group in waiting_for(people.collector, clock.now())}


def test_the_database_knows_no_stop_without_a_place(walk):
    load = stopped(walk)
    with pytest.raises(IntegrityError, match="manifest_stands_somewhere"), transaction.atomic():
        Manifest.objects.filter(pk=load.pk).update(laid_over_place="")
