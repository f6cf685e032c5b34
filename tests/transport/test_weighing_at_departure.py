"""The consignor's own weighbridge: what it said goes along, never holds the truck, and stands beside the gate's."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from facilities.errors import BadInput
from manifests.custody import perform
from manifests.documents.weighbridge_slip import PAPERS, departure_slip_of, draw, html
from manifests.models import CustodyEvent, Manifest
from manifests.weighed import Compared, compared, departure_of, weighed_words
from tests.api import Api
from tests.manifests.test_documents_labels import media_boxes
from tests.transport.conftest import tap
from tests.transport.test_on_the_way import record
from tests.walk import judgement

SCALE = {"gross_kg": "9010", "tare_kg": "8000", "scale": "North gate", "ticket": "T-9"}
SAID = "1,010 kg (gross 9,010 kg, tare 8,000 kg) · North gate · T-9"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def events_of(manifest) -> list[CustodyEvent]:
    return list(CustodyEvent.objects.filter(manifest=manifest).order_by("sequence"))


def issued(walk, **weighing) -> Manifest:
    data = {"weighing": weighing} if weighing else {}
    return perform(walk.draft(), "issue", by=walk.people.clerk, data=data).subject


def departed(walk, **weighing) -> Manifest:
    data = {"weighing": weighing} if weighing else {}
    return perform(walk.assigned(), "depart", by=walk.people.driver, data=data).subject


def received(walk, manifest, **line) -> Manifest:
    perform(manifest, "arrive", by=walk.people.driver)
    lines = [judgement(row, **line) for row in manifest.lines.order_by("position")]
    return perform(manifest, "receive", by=walk.people.receiver, data={"lines": lines}).subject


@pytest.mark.parametrize(("sign", "action"), [(issued, "issue"), (departed, "depart")])
def test_it_is_signed_with_the_rest(walk, sign, action):
    manifest = sign(walk, **SCALE)
    event = departure_of(events_of(manifest))
    assert event.action == action
    assert event.particulars["weighing"] == {
        **SCALE,
        "gross_kg": "9010.000",
        "tare_kg": "8000.000",
        "net_kg": "1010.000",
    }
    assert plain(weighed_words(event)) == SAID
    assert manifest.declared_kg == 1000  # what was declared stays


@pytest.mark.parametrize("sign", [issued, departed])
def test_nobody_needs_a_weighbridge(walk, sign):
    manifest = sign(walk)
    assert departure_of(events_of(manifest)) is None and weighed_words(None) == ""
    assert "weighing" not in events_of(manifest)[-1].particulars


def test_the_last_weighing_counts(walk, people, trip_for):
    manifest = issued(walk, **SCALE)
    trip_for(manifest)
    perform(manifest, "depart", by=people.driver, data={"weighing": SCALE | {"gross_kg": "9005"}})
    assert departure_of(events_of(manifest)).particulars["weighing"]["net_kg"] == "1005.000"


def test_a_truck_that_weighs_otherwise_by_far_still_leaves(walk):
    assert departed(walk, gross_kg="90000", tare_kg="8000").state == "in_transit"


@pytest.mark.parametrize("sign", [issued, departed])
@pytest.mark.parametrize(
    ("weighing", "field"),
    [
        ({"gross_kg": "9000"}, "/weighing/tare_kg"),
        ({"gross_kg": "8000", "tare_kg": "8000"}, "/weighing/tare_kg"),
        ({"gross_kg": "heavy", "tare_kg": "1"}, "/weighing/gross_kg"),
        ({"ticket": "a\x00b"}, "/weighing/ticket"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(walk, sign, weighing, field):
    with pytest.raises(BadInput) as refused:
        sign(walk, **weighing)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("sent", "gate", "difference", "percent"),
    [
        ("1010", "1010", "0", "0.00"),
        ("1010", "1000", "-10", "-0.99"),
        ("1000", "1000.005", "0.005", "0.00"),
        ("0.001", "1000000000000", "999999999999.999", "99999999999999900.00"),
    ],
)
def test_the_difference_is_the_gates_less_the_consignors(sent, gate, difference, percent):
    scales = Compared(Decimal(sent), Decimal(gate))
    assert (scales.difference_kg, scales.percent) == (Decimal(difference), Decimal(percent))


def test_both_weighings_stand_side_by_side(walk, people, client):
    manifest = received(walk, departed(walk, **SCALE), weighed_kg="1000")
    assert compared(events_of(manifest)) == Compared(Decimal("1010.000"), Decimal("1000.000"))
    told = "−10 kg (−0.99 %)"
    for person in (people.clerk, people.receiver):
        client.force_login(person)
        page = plain(client.get(manifest.get_absolute_url()).content.decode())
        assert page.count(told) == 2 and "Difference to departure" in page and "Weighed at the gate" in page
        assert f"Difference to the weighing at departure: {told}" in page  # in the event
    page = plain(client.get(reverse("manifests:received", args=[manifest.pk])).content.decode())
    assert f"Difference to departure {told}" in page
    client.force_login(people.city_regulator)
    page = plain(client.get(reverse("admin:manifests_manifest_change", args=[manifest.pk])).content.decode())
    assert told in page and "North gate" in page


def test_a_refused_line_that_nobody_weighed_is_compared_with_nothing(walk, people):
    manifest = departed(walk, **SCALE)
    perform(manifest, "arrive", by=people.driver)
    lines = [judgement(row, "refuse", weighed_kg="") for row in manifest.lines.all()]
    done = perform(manifest, "receive", by=people.receiver, data={"lines": lines}).subject
    assert compared(events_of(done)) is None
    home = done.children.get()
    assert departure_of(events_of(home)) is None


def test_the_clerk_enters_it_when_issuing(walk, people, client):
    manifest = walk.draft()
    client.force_login(people.clerk)
    act = reverse("manifests:act", args=[manifest.pk, "issue"])
    page = client.get(act).content.decode()
    assert "Weighed at departure, where there is a weighbridge" in page and 'name="gross_kg"' in page
    wrong = client.post(act, {**SCALE, "tare_kg": "9999", "idempotency_key": "k"})
    assert wrong.status_code == 422 and "tare_kg" in wrong.context["form"].errors
    assert client.post(act, {**SCALE, "idempotency_key": "k"}).status_code == 302
    shown = plain(client.get(manifest.get_absolute_url()).content.decode())
    assert "North gate · T-9" in shown and "Slip of the departure" in shown


def test_the_driver_enters_it_on_the_phone_and_the_gate_sees_it(at, walk):
    manifest = walk.assigned()
    wrong = tap(at.driver, manifest, "depart", gross_kg="9010")
    assert wrong.status_code == 409 and "Give both gross and tare" in wrong.content.decode()
    assert Manifest.objects.get(pk=manifest.pk).state == "issued"
    assert tap(at.driver, manifest, "depart", **SCALE, note="all well").status_code == 302
    event = events_of(manifest)[-1]
    assert (event.particulars["note"], event.particulars["weighing"]["net_kg"]) == ("all well", "1010.000")
    drive = at.driver.get(reverse("transport:drive_manifest", args=[manifest.pk])).content.decode()
    assert "North gate" in drive and 'name="gross_kg"' not in drive  # asked for at departure only
    gate = at.receiver.get(reverse("manifests:receive", args=[manifest.pk])).content.decode()
    assert "North gate" in gate


def test_the_carriers_desk_enters_it_for_a_driver_who_cannot(at, walk):
    manifest = walk.assigned()
    page = record(manifest, "depart")
    assert 'name="gross_kg"' in at.dispatcher.get(page).content.decode()
    assert at.dispatcher.post(page, {**SCALE, "note": "phone dead"}).status_code == 302
    assert departure_of(events_of(manifest)).particulars["note"] == "phone dead"


@pytest.mark.parametrize(("action", "name"), [("issue", "clerk"), ("depart", "driver")])
def test_through_the_api(walk, people, action, name):
    manifest = walk.draft() if action == "issue" else walk.assigned()
    sent = {"weighing": SCALE}
    answer = Api(getattr(people, name)).post(f"/api/manifests/{manifest.pk}/{action}/", sent)
    assert answer.json()["event"]["particulars"]["weighing"]["net_kg"] == "1010.000"
    other = walk.draft() if action == "issue" else walk.assigned()
    refused = Api(getattr(people, name)).post(f"/api/manifests/{other.pk}/{action}/", {"weighing": {"net": "1"}})
    assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == "unknown_field"


def slip(manifest, paper="roll") -> str:
    return plain(html(departure_slip_of(manifest, paper)))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_slip_is_printed_of_it(walk, people, client, paper):
    manifest = departed(walk, **SCALE)
    text = slip(manifest, paper)
    for words in ("出厂过磅单", "Generator Ltd", "Furnace Ltd", "苏D12345", "毛重 Gross", "9,010.000 kg",
                  "8,000.000 kg", "1,010.000 kg", "North gate", "T-9", "1,000.000 kg", "driver"):  # fmt: skip
        assert words in text, words
    document = draw(departure_slip_of(manifest, paper))
    assert document.startswith(b"%PDF-1.7") and len(media_boxes(document)) == 1
    address = reverse("manifests:weighbridge_pdf", args=[manifest.pk])
    for name, status in (("clerk", 200), ("receiver", 200), ("city_regulator", 200), ("outsider", 404)):
        client.force_login(getattr(people, name))
        assert client.get(address, {"at": "departure", "paper": paper}).status_code == status, name
    client.force_login(people.clerk)
    assert client.get(address).status_code == 404  # the gate has not weighed yet


def test_a_slip_of_a_load_that_nobody_weighed_is_not_there(walk, people, client):
    manifest = departed(walk)
    client.force_login(people.clerk)
    address = reverse("manifests:weighbridge_pdf", args=[manifest.pk])
    assert client.get(address, {"at": "departure"}).status_code == 404
    assert "Slip of the departure" not in client.get(manifest.get_absolute_url()).content.decode()


def test_a_ticket_alone_is_a_weighing_and_compares_with_nothing(walk):
    manifest = received(walk, departed(walk, ticket="T-9"))
    assert compared(events_of(manifest)) is None
    assert weighed_words(departure_of(events_of(manifest))) == "T-9"
    assert "净重" in slip(manifest)


def test_it_is_said_in_chinese_too(walk):
    event = departure_of(events_of(departed(walk, **SCALE)))
    with override("zh-hans"):
        assert "（毛重" in weighed_words(event)
