"""Gross, tare and net at the gate: read exactly, held against each other, frozen with the receipt, printed."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.errors import Refusal
from manifests.actions.weighing import Weighing, hold_against, read_weighing
from manifests.custody import perform
from manifests.documents.weighbridge_slip import PAPERS, draw, html, slip_of
from manifests.models import CustodyEvent, Manifest
from tests.api import Api
from tests.walk import judgement

SCALE = {"gross_kg": "9000", "tare_kg": "8000", "scale": "Weighbridge 1", "ticket": "T-17"}


def slip(manifest, paper="roll") -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(slip_of(manifest, paper))))


def receive(walk, manifest, *weighings, **data):
    lines = [
        judgement(line, **({"weighing": weighing, "weighed_kg": ""} if weighing else {}))
        for line, weighing in zip(manifest.lines.order_by("position"), weighings, strict=True)
    ]
    return perform(manifest, "receive", by=walk.people.receiver, data={"lines": lines, **data}).subject


@pytest.mark.parametrize("nothing", [None, "", {}, {"gross_kg": "", "scale": ""}])
def test_nothing_said_is_no_weighing(nothing):
    assert read_weighing(nothing, "/weighing") is None


def test_a_ticket_alone_is_a_weighing():
    assert read_weighing({"ticket": "T-17"}, "/weighing").as_record() == {"ticket": "T-17"}


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        ({"gross_kg": "9000"}, "required", "tare_kg"),
        ({"tare_kg": "9000"}, "required", "gross_kg"),
        ({"gross_kg": "8000", "tare_kg": "8000"}, "tare_too_large", "tare_kg"),
        ({"gross_kg": "heavy", "tare_kg": "1"}, "kg_invalid", "gross_kg"),
        ({"gross_kg": "2", "tare_kg": "0"}, "kg_invalid", "tare_kg"),
        ({"gross_kg": "1e30", "tare_kg": "1"}, "kg_invalid", "gross_kg"),
        ({"gross_kg": "2", "tare_kg": "1", "scale": "x" * 41}, "too_long", "scale"),
        ({"ticket": "a\x00b"}, "text_invalid", "ticket"),
        ("9000", "weighing_invalid", ""),
        (["9000"], "weighing_invalid", ""),
    ],
)
def test_what_cannot_be_is_said_at_its_field(sent, code, field):
    with pytest.raises(Refusal) as refused:
        read_weighing(sent, "/weighing")
    assert (refused.value.code, refused.value.field) == (code, f"/weighing/{field}".rstrip("/"))


@pytest.mark.parametrize(
    ("net", "note", "holds"),
    [("1000", "", True), ("1000.001", "", False), ("999.999", "", False), ("999.999", "drums weighed apart", True)],
)
def test_gross_less_tare_is_the_net_to_the_gram_or_a_note_says_why_not(net, note, holds):
    weighing = Weighing(Decimal(9000), Decimal(8000), note=note)
    if holds:
        hold_against(weighing, Decimal(net), "/weighing")
        return
    with pytest.raises(Refusal) as refused:
        hold_against(weighing, Decimal(net), "/weighing")
    assert (refused.value.code, refused.value.field) == ("weighing_does_not_add_up", "/weighing/note")


def test_the_net_is_worked_out_where_it_was_left_empty(walk):
    manifest = receive(walk, walk.arrived(), SCALE)
    assert manifest.received_kg == 1000
    (line,) = CustodyEvent.objects.get(manifest=manifest, action="receive").particulars["lines"]
    assert line["weighing"] == {**SCALE, "gross_kg": "9000.000", "tare_kg": "8000.000", "net_kg": "1000.000"}


def test_a_receipt_with_the_net_alone_freezes_no_weighing(walk):
    said = CustodyEvent.objects.get(manifest=walk.judged(), action="receive").particulars
    assert "weighing" not in said and "weighing" not in said["lines"][0]


def test_several_lines_go_over_the_scale_as_one_load(walk):
    manifest = walk.arrived(walk.stored("400"), walk.stored("600"))
    done = receive(walk, manifest, None, None, weighing=SCALE)
    said = CustodyEvent.objects.get(manifest=done, action="receive").particulars
    assert said["weighing"]["net_kg"] == "1000.000"


def test_a_load_whose_lines_weigh_otherwise_together_is_sent_back_and_stays_at_the_gate(walk):
    manifest = walk.arrived(walk.stored("400"), walk.stored("500"))
    with pytest.raises(Refusal) as refused:
        receive(walk, manifest, None, None, weighing=SCALE)
    assert (refused.value.code, refused.value.field) == ("weighing_does_not_add_up", "/weighing/note")
    manifest.refresh_from_db()
    assert manifest.state == "arrived"
    done = receive(walk, manifest, None, None, weighing=SCALE | {"note": "pallets stayed on the truck"})
    assert done.received_kg == 900


def test_a_net_typed_otherwise_is_said_beside_its_line(walk):
    manifest = walk.arrived()
    lines = [judgement(line, weighing=SCALE, weighed_kg="990") for line in manifest.lines.all()]
    with pytest.raises(Refusal) as refused:
        perform(manifest, "receive", by=walk.people.receiver, data={"lines": lines})
    assert [reason.field for reason in refused.value.all] == ["/lines/0/weighing/note"]


def test_the_slip_shows_what_the_scale_said(walk):
    manifest = receive(walk, walk.arrived(), SCALE)
    text = slip(manifest)
    for words in (
        str(manifest),
        "Furnace Ltd",
        "Generator Ltd",
        "苏D12345",
        "毛重 Gross 9,000.000 kg",
        "皮重 Tare 8,000.000 kg",
    ):
        assert words in text, words
    for words in ("净重 Net 1,000.000 kg", "Weighbridge 1", "T-17", "联单填写 Declared 1,000.000 kg", "receiver"):
        assert words in text, words


def test_an_old_receipt_shows_the_net_alone(walk):
    text = slip(walk.judged(weighed_kg="990.5"))
    assert "净重 Net 990.500 kg" in text and "毛重" not in text and "皮重" not in text


def test_a_refused_line_that_nobody_weighed_says_so(walk):
    manifest = walk.judged("refuse", weighed_kg="")
    assert "未称重" in slip(manifest)


def test_what_rides_home_names_the_truck_of_its_parent(walk, people):
    home = walk.judged("refuse").children.get()
    perform(home, "arrive", by=people.driver)
    lines = [judgement(line) for line in home.lines.all()]
    taken = perform(home, "receive", by=people.clerk, data={"lines": lines}).subject
    assert "苏D12345" in slip(taken)


@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_is_one_sheet_and_an_archive_document(walk, paper):
    manifest = receive(walk, walk.arrived(), SCALE)
    document = draw(slip_of(manifest, paper))
    assert document.startswith(b"%PDF-1.7")
    assert document == draw(slip_of(manifest, paper))


def test_a_roll_is_as_long_as_its_load(walk):
    manifest = walk.arrived(*(walk.stored("10") for _each in range(6)))
    long = slip_of(receive(walk, manifest, *[SCALE | {"tare_kg": "8990"}] * 6))
    short = slip_of(walk.judged())
    assert int(long.sheet.split("r")[-1]) > int(short.sheet.split("r")[-1])


def test_who_reads_the_slip(walk, people, client):
    manifest, coming = walk.judged(), walk.arrived()
    address = reverse("manifests:weighbridge_pdf", args=[manifest.pk])
    for name, status in (("clerk", 200), ("receiver", 200), ("city_regulator", 200), ("outsider", 404)):
        client.force_login(getattr(people, name))
        for paper in (*PAPERS, "a0", "\x00"):
            assert client.get(address, {"paper": paper}).status_code == status, name
    client.force_login(people.receiver)
    assert client.get(reverse("manifests:weighbridge_pdf", args=[coming.pk])).status_code == 404
    assert address in client.get(reverse("manifests:received", args=[manifest.pk])).content.decode()
    assert address in client.get(manifest.get_absolute_url()).content.decode()


@pytest.fixture
def gate(client, people):
    client.force_login(people.receiver)
    return client


def typed(manifest, **more) -> dict:
    """A gate's form as filled in: every line accepted, weighed as declared."""
    said = {"idempotency_key": f"k-{manifest.pk}"}
    for line in manifest.lines.all():
        said |= {f"line-{line.position}-opinion": "accept", f"line-{line.position}-weighed_kg": str(line.declared_kg)}
        said |= {f"line-{line.position}-method": "D10"}
    return said | more


def test_the_gates_form_takes_gross_and_tare_and_proposes_its_scale_again(gate, walk):
    manifest, following = walk.arrived(), walk.arrived()
    scale = {f"line-1-{name}": value for name, value in SCALE.items()}
    answer = gate.post(
        reverse("manifests:receive", args=[manifest.pk]), typed(manifest, **scale, **{"line-1-weighed_kg": ""})
    )
    assert answer.status_code == 302
    assert Manifest.objects.get(pk=manifest.pk).received_kg == 1000
    page = gate.get(reverse("manifests:receive", args=[following.pk])).content.decode()
    assert 'value="Weighbridge 1"' in page and 'name="gross_kg"' not in page


def test_the_gates_form_says_beside_the_field_what_does_not_add_up(gate, walk):
    manifest = walk.arrived(walk.stored("400"), walk.stored("500"))
    answer = gate.post(reverse("manifests:receive", args=[manifest.pk]), typed(manifest, **SCALE))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Gross less tare is 1000.000 kg, and 900.000 kg stand as weighed" in page
    assert 'href="#id_note"' in page and 'value="T-17"' in page


def test_a_scale_proposed_and_nothing_else_says_nothing(gate, walk):
    manifest = walk.arrived()
    gate.post(reverse("manifests:receive", args=[manifest.pk]), typed(manifest, **{"line-1-scale": "Weighbridge 1"}))
    said = CustodyEvent.objects.get(manifest=manifest, action="receive").particulars
    assert "weighing" not in said["lines"][0]


def test_through_the_api(walk, people):
    manifest = walk.arrived()
    line = {"line": str(manifest.lines.get().pk), "opinion": "accept", "weighing": SCALE}
    receiver, at = Api(people.receiver), f"/api/manifests/{manifest.pk}/receive/"
    refused = receiver.post(at, {"lines": [line | {"weighing": SCALE | {"colour": "red"}}]})
    assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == "unknown_field"
    done = receiver.post(at, {"lines": [line]}).json()
    assert done["event"]["particulars"]["lines"][0]["weighing"]["net_kg"] == "1000.000"
