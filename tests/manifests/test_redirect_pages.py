"""The clerk sends a refused load elsewhere: who may take it and why others may not, mass and way before confirming."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from facilities.models import PlanLine
from facilities.templatetags.quantities import kg
from manifests.custody import perform
from manifests.models import Manifest
from tests.city import contract, permit
from tests.manifests.test_documents import paper, part
from tests.walk import judgement


@pytest.fixture
def second(city, people):
    permit(city.outside, "P-SECOND", (["HW08"], ["D10"], 20_000))
    contract(city.generator, city.outside)
    return city.outside


@pytest.fixture
def child(walk) -> Manifest:
    return walk.judged("part").children.get()


@pytest.fixture
def clerk(people) -> Client:
    browser = Client()
    browser.force_login(people.clerk)
    return browser


def address(manifest, **query) -> str:
    return reverse("manifests:redirect", args=[manifest.pk], query=query or None)


def page(manifest) -> str:
    return manifest.get_absolute_url()


def test_coming_home_is_the_default_and_named_so(child, clerk):
    shown = clerk.get(page(child)).content.decode()
    assert "Take it back" in shown
    assert address(child) in shown
    receive = clerk.get(reverse("manifests:receive", args=[child.pk]))
    assert "Take it back" in receive.content.decode()
    form = receive.context["form"].forms[0]
    sent = {"line-1-weighed_kg": "500", "line-1-opinion": "accept", "line-1-accepted_kg": "", "idempotency_key": "k"}
    assert "method" not in form.fields
    assert clerk.post(reverse("manifests:receive", args=[child.pk]), sent).status_code == 302
    child.refresh_from_db()
    assert (child.state, child.received_kg) == ("accepted", Decimal(500))


def test_receivers_that_may_take_it_are_offered_and_the_others_say_why(child, second, clerk, city):
    answer = clerk.get(address(child, method="D10"))
    assert {offer.facility for offer in answer.context["offered"]} == {city.site, city.collector, second}
    shown = answer.content.decode()
    assert kg(Decimal(500)) in shown
    assert "did not take this load" in shown
    refused = clerk.get(address(child, method="R9"))
    reasons = {offer.facility: {finding.code for finding in offer.reasons} for offer in refused.context["others"]}
    assert reasons == {second: {"permit_lacks_code"}}


def test_mass_and_way_are_shown_before_the_one_press_that_sends_it(child, second, clerk):
    ask = address(child, method="D10", consignee=str(second.pk))
    answer = clerk.get(ask)
    shown = answer.content.decode()
    for said in ("Furnace", "Outside", "Carrier", "D10", kg(Decimal(500)), "Used oil"):
        assert said in shown
    sent = {"reason": "near by", "idempotency_key": "once"}
    assert clerk.post(ask, sent).url == page(child)
    child.refresh_from_db()
    assert (child.consignee, child.events.filter(action="redirect").count()) == (second, 1)
    clerk.post(ask, sent)  # the second click
    assert child.events.filter(action="redirect").count() == 1
    shown = clerk.get(page(child)).content.decode()
    assert "You sent it to Outside" in shown
    assert "Sent to another receiver" in shown  # in what has happened
    assert "Take it back instead" in clerk.get(address(child)).content.decode()


def test_what_stands_against_it_is_said_and_nothing_can_be_pressed(child, second, clerk):
    PlanLine.objects.all().delete()
    answer = clerk.get(address(child, method="D10", consignee=str(second.pk)))
    assert [block["text"] for block in answer.context["blocks"]]
    assert "<button" not in answer.content.decode().split("</dl>")[1].split("</main>")[0]


def test_an_old_or_typed_address_leads_back_to_the_choice(child, second, clerk, city):
    for query in (
        {"method": "D10", "consignee": str(city.carrier.pk)},
        {"method": "X9", "consignee": str(second.pk)},
        {"method": "D10", "consignee": "nobody"},
    ):
        answer = clerk.get(address(child, **query))
        assert "offered" in answer.context, query


def test_it_is_taken_home_after_all(child, second, clerk, people, city):
    perform(child, "redirect", by=people.clerk, data={"consignee": second.pk, "method": "D10"})
    ask = address(child, consignee=str(city.generator.pk))
    assert "Take it back?" in clerk.get(ask).content.decode()
    assert clerk.post(ask, {"idempotency_key": "k"}).status_code == 302
    child.refresh_from_db()
    assert child.goes_home


def test_only_the_owners_clerk_opens_the_page_and_only_while_it_rides(walk, child, people, clerk):
    for person, status in ((people.driver, 403), (people.dispatcher, 403), (people.receiver, 404)):
        browser = Client()
        browser.force_login(person)
        assert browser.get(address(child)).status_code == status, person
    assert clerk.get(address(walk.in_transit())).status_code == 302
    perform(child, "arrive", by=people.driver)
    assert clerk.get(address(child)).url == page(child)


def test_driver_carrier_and_the_new_gate_see_it_at_once(child, second, people):
    perform(child, "redirect", by=people.clerk, data={"consignee": second.pk, "method": "D10"})
    for person, where in (
        (people.driver, reverse("transport:drive_manifest", args=[child.pk])),
        (people.dispatcher, page(child)),
        (people.outsider, reverse("manifests:gate")),
    ):
        browser = Client()
        browser.force_login(person)
        assert "Outside" in browser.get(where).content.decode() or person == people.outsider
    assert str(child) in browser.get(reverse("manifests:gate")).content.decode()


def test_the_paper_shows_both_receivers(child, second, people):
    perform(child, "redirect", by=people.clerk, data={"consignee": second.pk, "method": "D10", "reason": "near by"})
    text = paper(child)
    assert "原接受人" in text
    assert "Generator → Outside（Generator Ltd） · near by" in part(text, 2)
    assert "5 Outside Road" in part(text, 2)
    for said in ("Outside Ltd", "P-SECOND", "5 Outside Road"):
        assert said in part(text, 3)


def test_the_paper_tells_stops_and_changes_of_vehicle(walk, people, fleet):
    load = walk.laid_over()
    data = {"vehicle": fleet.second_truck.pk, "driver": fleet.second_driver.pk, "reason": "gearbox"}
    load = perform(load, "change_vehicle", by=people.dispatcher, data=data).subject
    load = perform(load, "resume", by=people.second_driver).subject
    told = part(paper(load), 2)
    assert "途中停留 Stopped" in told
    assert "Service area 12 · flat tyre" in told
    assert "更换车辆 Vehicle changed · gearbox" in told
    assert "第 2 程" in told
    assert "苏D54321" in told


def test_the_paper_says_what_kind_of_rest_stays(walk, people):
    load = walk.arrived()
    data = {"lines": [judgement(load.lines.get(), residue_kg="12.5", reason="too thick")]}
    judged = perform(load, "receive", by=people.receiver, data=data).subject
    told = part(paper(judged), 3)
    assert "残留 residue left" in told
    assert "987.500 kg" in told


def test_a_residue_is_typed_at_the_gate(walk, people):
    load = walk.arrived()
    gate = Client()
    gate.force_login(people.receiver)
    where = reverse("manifests:receive", args=[load.pk])
    line = {"line-1-weighed_kg": "1000", "line-1-opinion": "accept", "line-1-method": "D10", "line-1-accepted_kg": ""}
    refused = gate.post(where, line | {"line-1-residue_kg": "1000", "idempotency_key": "a"})
    assert refused.status_code == 422
    assert refused.context["form"].forms[0].errors["residue_kg"]
    gate.post(where, line | {"line-1-residue_kg": "20", "line-1-reason": "thick", "idempotency_key": "b"})
    load.refresh_from_db()
    assert (load.state, load.received_kg) == ("partially_accepted", Decimal(980))
    shown = gate.get(reverse("manifests:received", args=[load.pk])).content.decode()
    assert f"{kg(Decimal(20))} could not be emptied" in shown


def test_what_was_typed_as_residue_is_dropped_when_the_line_is_refused(walk, people):
    """The page hides the field then; what it still holds is no part of the judgement."""
    load = walk.arrived()
    gate = Client()
    gate.force_login(people.receiver)
    line = {"line-1-opinion": "refuse", "line-1-reason": "wrong waste", "line-1-residue_kg": "20"}
    assert gate.post(reverse("manifests:receive", args=[load.pk]), line).status_code == 302
    load.refresh_from_db()
    assert load.state == "refused"
