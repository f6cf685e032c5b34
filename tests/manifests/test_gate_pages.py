"""The gate and the weighbridge: from a number to a judgement, with every mistake said beside its line."""

from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.models import Contract
from manifests.actions.arrive_and_receive import arrive_and_receive
from manifests.custody import perform
from manifests.documents import form_of
from manifests.models import CustodyEvent, WasteBatch
from manifests.numbers import spaced
from manifests.printed import Mistyped, NotOurs, read_printed
from manifests.tokens import container_url, manifest_url
from tests.city import facility, member, permit, year
from tests.walk import judgement

GATE, FIND = "/gate/", "/gate/find/"


def weighbridge(manifest) -> str:
    return reverse("manifests:receive", args=[manifest.pk])


def result(manifest) -> str:
    return reverse("manifests:received", args=[manifest.pk])


@pytest.fixture
def gate(client, people):
    client.force_login(people.receiver)
    return client


def judged(position=1, opinion="accept", weighed="1000", **more) -> dict:
    fields = {"opinion": opinion, "weighed_kg": weighed, "method": "D10", **more}
    return {f"line-{position}-{name}": value for name, value in fields.items()}


# The gate


def test_the_gate_lists_what_comes_and_what_stands_there(gate, walk, city):
    walk.issued()
    coming = walk.in_transit()
    here = walk.arrived()
    walk.judged()
    walk.in_transit(consignee=city.collector)
    shown = gate.get(GATE).context
    assert (shown["on_the_way"], shown["at_gate"]) == ([coming], [here])


def test_an_empty_gate_says_so(gate, city):
    text = gate.get(GATE).content.decode()
    assert "Nothing stands at the gate" in text and "Nothing is on its way" in text


def test_the_scanner_may_run_its_decoder_and_nothing_else_is_loosened(gate, city):
    header = gate.get(GATE).headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in header and "default-src 'self'" in header


def test_whatever_is_scanned_or_typed_leads_to_the_weighbridge(gate, walk):
    batch = walk.stored("1000", container_count=2, container_litres="200")
    manifest = walk.in_transit(batch)
    drum = batch.containers.first().digital_id
    number = manifest.number
    for code in (
        number,
        spaced(number),
        number.lower(),
        f" {number}\n",
        manifest_url(number),
        form_of(manifest).url,
        container_url(drum),
        drum,
    ):
        assert gate.get(FIND, {"code": code}).url == weighbridge(manifest), code


@pytest.mark.parametrize(
    "code, said",
    [
        ("", "required"),
        ("   ", "required"),
        ("hello", "no manifest number"),
        ("http://elsewhere.example/x", "no manifest number"),
        ("http://[", "no manifest number"),
        ("/q/LD32042600000011/AAAAAAAAAA", "no manifest number"),
        ("LD32042600000099", "character of this number is wrong"),
        ("x" * 1001, "at most 1000"),
        ("\x00", "Null characters"),
    ],
)
def test_what_is_no_number_is_said_and_shown_again(gate, city, code, said):
    response = gate.get(FIND, {"code": code})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_wrong_character_is_told_from_a_wrong_number(walk):
    number = walk.issued().number
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    with pytest.raises(Mistyped):
        read_printed(wrong)
    with pytest.raises(NotOurs):
        read_printed(manifest_url(number)[:-1] + "!")
    with pytest.raises(NotOurs):
        read_printed(f"/v/{number}")  # without its proof


def test_a_load_for_another_gate_is_not_opened(gate, client, walk, people, city):
    other = walk.in_transit(consignee=city.collector)
    response = gate.get(FIND, {"code": other.number})
    assert response.status_code == 404 and "on its way to your gate" in response.content.decode()
    stored = perform(
        walk.judged(manifest=walk.arrived(consignee=city.collector)).lines.get().batch,
        "store",
        by=people.collector,
        data={"area": walk.area(city.collector).pk},
    ).subject
    onward = walk.in_transit(stored, consignor=city.collector, by=people.collector)
    client.force_login(people.collector)
    response = client.get(FIND, {"code": onward.number})
    assert response.status_code == 404 and "goes to Furnace, not to your gate" in response.content.decode()


def test_what_has_not_left_or_is_over_is_said(gate, walk, people):
    issued = walk.issued()
    response = gate.get(FIND, {"code": issued.number})
    assert response.status_code == 409 and "has not left yet" in response.content.decode()
    cancelled = perform(walk.issued(), "cancel", by=people.clerk, data={"reason": "x"}).subject
    assert "“cancelled”" in gate.get(FIND, {"code": cancelled.number}).content.decode()
    response = gate.get(FIND, {"code": walk.judged().number}, follow=True)
    assert "has been judged already" in response.content.decode()
    assert response.templates[0].name == "manifests/receive_result.html"


@pytest.mark.parametrize("who", ["clerk", "reader", "dispatcher", "driver", "city_regulator"])
def test_only_receivers_stand_at_a_gate(client, people, who):
    client.force_login(getattr(people, who))
    assert client.get(GATE).status_code == client.get(FIND, {"code": "x"}).status_code == 403


def test_the_gate_costs_the_same_however_many_come(gate, walk, django_assert_max_num_queries):
    for _ in range(4):
        walk.in_transit()
    with django_assert_max_num_queries(6):
        assert len(gate.get(GATE).context["on_the_way"]) == 4


# The weighbridge


def test_a_load_is_weighed_and_accepted(gate, walk):
    manifest = walk.arrived()
    page = gate.get(weighbridge(manifest)).content.decode()
    for said in ("苏D12345", "Wang", "139", "Used oil", "900-249-08"):
        assert said in page, said
    done = gate.post(weighbridge(manifest), judged(weighed="990.5") | {"idempotency_key": "k"})
    assert done.url == result(manifest)
    manifest.refresh_from_db()
    assert (manifest.state, manifest.received_kg) == ("accepted", Decimal("990.5"))
    text = gate.get(done.url).content.decode()
    assert "-9.5" in text and "Put into store:" in text and "Confirm and close" in text


def test_an_unrecorded_arrival_is_recorded_with_the_judgement(gate, walk):
    manifest = walk.in_transit()
    assert "has not recorded the arrival" in gate.get(weighbridge(manifest)).content.decode()
    gate.post(weighbridge(manifest), judged() | {"idempotency_key": "k"})
    manifest.refresh_from_db()
    assert manifest.state == "accepted" and manifest.arrived_at is not None
    assert list(manifest.events.order_by("sequence").values_list("action", flat=True))[-2:] == ["arrive", "receive"]


def test_a_refused_judgement_leaves_the_load_on_the_road(gate, walk):
    manifest = walk.in_transit()
    response = gate.post(weighbridge(manifest), judged(weighed="") | {"idempotency_key": "k"})
    assert response.status_code == 422
    manifest.refresh_from_db()
    assert manifest.state == "in_transit" and manifest.arrived_at is None
    assert not CustodyEvent.objects.filter(action="arrive").exists()


@pytest.mark.parametrize("state", ["in_transit", "arrived"])
def test_a_second_click_receives_once(gate, walk, state):
    manifest = walk.to_state(state)
    for _ in range(2):
        assert gate.post(weighbridge(manifest), judged() | {"idempotency_key": "k"}).url == result(manifest)
    assert CustodyEvent.objects.filter(action="receive").count() == 1


def test_two_clicks_at_the_same_moment_receive_once(walk, people):
    """Both have read the load as still on the road; the second meets what the first left behind."""
    manifest = walk.in_transit()
    stale = type(manifest).objects.get(pk=manifest.pk)
    data = {"lines": [judgement(manifest.lines.get())]}
    first = arrive_and_receive(manifest, by=people.receiver, data=data, idempotency_key="k")
    second = arrive_and_receive(stale, by=people.receiver, data=data, idempotency_key="k")
    assert (first.repeated, second.repeated) == (False, True)
    assert first.event.pk == second.event.pk


def test_a_form_changed_after_it_was_sent_is_not_taken_for_the_first(gate, walk):
    manifest = walk.arrived()
    gate.post(weighbridge(manifest), judged() | {"idempotency_key": "k"})
    response = gate.post(weighbridge(manifest), judged(weighed="5") | {"idempotency_key": "k"})
    assert response.status_code == 422
    manifest.refresh_from_db()
    assert manifest.received_kg == Decimal(1000)


def test_every_mistake_is_said_at_once_beside_its_field_and_nothing_is_lost(gate, walk, city):
    manifest = walk.arrived(walk.stored(), walk.stored(stream=city.paint), walk.stored(stream=city.sludge))
    sent = {
        **judged(1, "accept", "a lot", significant_difference="smells of acid"),
        **judged(2, "part", "1000", accepted_kg="1000"),
        **judged(3, "refuse", ""),
        "idempotency_key": "k",
    }
    response = gate.post(weighbridge(manifest), sent)
    assert response.status_code == 422
    first, second, third = response.context["form"].forms
    assert set(first.errors) == {"weighed_kg"}
    assert set(second.errors) == {"accepted_kg", "reason"}
    assert set(third.errors) == {"reason"}
    page = response.content.decode()
    assert 'value="a lot"' in page and 'value="smells of acid"' in page
    assert 'href="#id_line-1-weighed_kg"' in page
    assert second["opinion"].value() == "part" and third["opinion"].value() == "refuse"
    manifest.refresh_from_db()
    assert manifest.state == "arrived"


@pytest.mark.parametrize("weighed", ["0", "-1", "1.0001", "NaN", "1e99", "9" * 21, "１２,5", "\x00"])
def test_weights_that_are_none_are_refused(gate, walk, weighed):
    manifest = walk.arrived()
    response = gate.post(weighbridge(manifest), judged(weighed=weighed) | {"idempotency_key": "k"})
    assert response.status_code == 422 and response.context["form"].forms[0].errors["weighed_kg"]


@pytest.mark.parametrize(
    "field, value", [("opinion", ""), ("opinion", "maybe"), ("method", "Z9"), ("reason", "x" * 201), ("method", "D99")]
)
def test_other_fields_that_cannot_be_read_are_refused(gate, walk, field, value):
    manifest = walk.arrived()
    sent = judged(opinion="refuse", reason="wet") | {f"line-1-{field}": value, "idempotency_key": "k"}
    response = gate.post(weighbridge(manifest), sent)
    assert response.status_code == 422 and response.context["form"].forms[0].errors[field]


def test_the_rest_of_a_part_accepted_load_is_told_with_its_new_manifest(gate, walk):
    manifest = walk.arrived()
    sent = judged(opinion="part", accepted_kg="400", reason="two drums leak") | {"idempotency_key": "k"}
    text = gate.post(weighbridge(manifest), sent, follow=True).content.decode()
    child = manifest.children.get()
    assert str(child) in text and "go back to Generator" in text
    assert "two drums leak" in text and "was not accepted in full" in text
    assert WasteBatch.objects.get(state="received").kg == Decimal(400)


def test_a_refused_load_comes_back_to_the_generators_clerk(client, walk, people, city):
    manifest = walk.judged("refuse")
    child = manifest.children.get()
    client.force_login(people.clerk)
    page = client.get(weighbridge(child)).content.decode()
    assert "苏D12345" in page and str(manifest) in page
    assert "line-1-method" not in page
    sent = {"line-1-opinion": "accept", "line-1-weighed_kg": "998", "idempotency_key": "k"}
    text = client.post(weighbridge(child), sent, follow=True).content.decode()
    assert "998" in text and "Back to the gate" not in text
    batch = WasteBatch.objects.get()
    assert (batch.holder, batch.state, batch.kg) == (city.generator, "received", Decimal(998))


def test_a_collector_receives_like_a_gate(client, walk, people, city):
    manifest = walk.arrived(consignee=city.collector)
    client.force_login(people.collector)
    assert client.get(GATE).context["at_gate"] == [manifest]
    client.post(weighbridge(manifest), judged() | {"idempotency_key": "k"})
    assert WasteBatch.objects.get().holder == city.collector


def test_a_method_outside_the_permit_is_taken_and_told(gate, walk):
    manifest = walk.arrived()
    text = gate.post(
        weighbridge(manifest), judged(method="D1") | {"idempotency_key": "k"}, follow=True
    ).content.decode()
    assert "does not cover 900-249-08 with method D1" in text


def test_a_frozen_load_is_received_all_the_same(gate, walk, people):
    manifest = perform(walk.arrived(), "freeze", by=people.city_regulator, data={"reason": "x"}).subject
    assert "An authority holds this manifest" in gate.get(weighbridge(manifest)).content.decode()
    assert gate.post(weighbridge(manifest), judged() | {"idempotency_key": "k"}).status_code == 302
    text = gate.get(result(manifest)).content.decode()
    assert "Confirm and close" not in text


@pytest.mark.parametrize("state", ["draft", "issued", "cancelled", "voided", "accepted", "closed"])
def test_what_is_not_coming_has_no_weighbridge(gate, walk, people, state):
    manifest = walk.to_state(state)
    response = gate.get(weighbridge(manifest))
    if state in ("draft",):
        assert response.status_code == 404
    else:
        assert response.status_code == 302
        assert response.url == (result(manifest) if manifest.received_at else manifest.get_absolute_url())


@pytest.mark.parametrize(
    "who, status",
    [("clerk", 403), ("reader", 403), ("dispatcher", 403), ("driver", 403), ("city_regulator", 403), ("outsider", 404),
     ("collector", 404)],
)  # fmt: skip
def test_only_the_consignees_gate_weighs(client, walk, people, who, status):
    manifest = walk.arrived()
    client.force_login(getattr(people, who))
    assert client.get(weighbridge(manifest)).status_code == status
    assert client.post(weighbridge(manifest), judged() | {"idempotency_key": "k"}).status_code == status
    manifest.refresh_from_db()
    assert manifest.state == "arrived"


def test_parties_read_the_result_and_others_do_not(client, walk, people):
    manifest = walk.judged("part")
    for name, status in (("clerk", 200), ("reader", 200), ("city_regulator", 200), ("outsider", 404)):
        client.force_login(getattr(people, name))
        assert client.get(result(manifest)).status_code == status, name
    client.force_login(people.clerk)
    waiting = walk.arrived()
    assert client.get(result(waiting)).url == waiting.get_absolute_url()


def test_weighing_costs_the_same_however_many_lines(gate, walk, django_assert_max_num_queries):
    few, many = walk.arrived(), walk.arrived(*[walk.stored("10") for _ in range(8)])
    with django_assert_max_num_queries(7):
        gate.get(weighbridge(few))
    with django_assert_max_num_queries(7):
        gate.get(weighbridge(many))
    sent = {}
    for position in range(1, 9):
        sent |= judged(position, weighed="10")
    with django_assert_max_num_queries(45):
        assert gate.post(weighbridge(many), sent | {"idempotency_key": "k"}).status_code == 302
    with django_assert_max_num_queries(9):
        gate.get(result(many))


def test_two_gates_of_one_enterprise_are_one_list(client, walk, people, city):
    """A receiver at an enterprise with two sites sees the loads of both."""
    site = facility(61, "Kiln", "320412", is_disposal_site=True)
    site.enterprise = city.site.enterprise
    site.save()
    permit(site, "P-KILN", (["HW08"], ["C1"], 1000))
    Contract.objects.create(consignor=city.generator, consignee=site, number="C-K", **year())
    both = {walk.in_transit(), walk.in_transit(walk.stored("10"), consignee=site, method="C1")}
    client.force_login(member("second", city.site.enterprise, "receiver"))
    assert set(client.get(GATE).context["on_the_way"]) == both
