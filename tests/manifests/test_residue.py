"""Not all of it would leave the tank: the gate takes the load, the residue goes on, the ledger is exact to the gram."""

from decimal import Decimal

import pytest

from facilities.errors import Refusal
from facilities.models import PermitUsage
from manifests.custody import perform
from manifests.models import Flow, ManifestLine, Movement, Stock
from tests.walk import judgement


def receive(manifest, by, **line):
    lines = [judgement(row, **line) for row in manifest.lines.order_by("position")]
    return perform(manifest, "receive", by=by, data={"lines": lines}).subject


def test_the_residue_goes_home_and_every_gram_is_somewhere(walk, people, city):
    load = walk.arrived(walk.stored("1000"))
    judged = receive(load, people.receiver, weighed_kg="998.5", residue_kg="12.345", reason="too thick to pump")
    assert (judged.state, judged.received_kg) == ("partially_accepted", Decimal("986.155"))
    line = judged.lines.get()
    assert (line.opinion, line.rest, line.reason) == ("accept", "residue", "too thick to pump")
    assert (line.weighed_kg, line.accepted_kg) == (Decimal("998.500"), Decimal("986.155"))
    event = judged.events.get(action="receive")
    assert event.particulars["lines"][0]["rest"] == "residue"
    assert {warning["code"]: warning["figures"].get("kg") for warning in event.warnings} == {"residue_left": "12.345"}

    child = judged.children.get()
    assert (child.state, child.declared_kg, child.goes_home) == ("in_transit", Decimal("12.345"), True)
    where = {(row.account, row.facility_id): row.kg for row in Stock.objects.filter(kg__gt=0)}
    assert where == {("site", city.site.pk): Decimal("986.155"), ("transit", None): Decimal("12.345")}
    assert Movement.objects.get(to_account="adjustment").kg == Decimal("1.500")
    assert Flow.objects.get().kg == Decimal("986.155")
    use = PermitUsage.objects.get()
    assert (use.committed_kg, use.received_kg) == (0, Decimal("986.155"))

    perform(child, "arrive", by=people.driver)
    assert receive(child, people.clerk).state == "accepted"
    home = Stock.objects.get(kg=Decimal("12.345"))
    assert (home.account, home.facility) == ("site", city.generator)


def test_a_reason_is_welcome_and_not_asked_for(walk, people):
    judged = receive(walk.arrived(), people.receiver, residue_kg="5")
    assert (judged.state, judged.lines.get().reason) == ("partially_accepted", "")


def test_one_line_leaves_a_residue_and_another_is_refused(walk, people):
    load = walk.arrived(walk.stored("100"), walk.stored("200"))
    first, second = load.lines.order_by("position")
    lines = [judgement(first, residue_kg="1"), judgement(second, "refuse")]
    judged = perform(load, "receive", by=people.receiver, data={"lines": lines}).subject
    assert list(judged.lines.order_by("position").values_list("rest", flat=True)) == ["residue", "refused"]
    assert (judged.state, judged.received_kg) == ("partially_accepted", Decimal(99))
    rest = judged.children.get()
    assert list(rest.lines.order_by("position").values_list("declared_kg", flat=True)) == [Decimal(1), Decimal(200)]


@pytest.mark.parametrize(
    ("opinion", "line", "code", "field"),
    [
        ("accept", {"residue_kg": "1000"}, "residue_too_large", "residue_kg"),
        ("accept", {"residue_kg": "1000.001"}, "residue_too_large", "residue_kg"),
        ("accept", {"residue_kg": "0"}, "kg_invalid", "residue_kg"),
        ("accept", {"residue_kg": "-3"}, "kg_invalid", "residue_kg"),
        ("accept", {"residue_kg": "0.0001"}, "kg_invalid", "residue_kg"),
        ("accept", {"residue_kg": "a bit"}, "kg_invalid", "residue_kg"),
        ("accept", {"residue_kg": "5", "accepted_kg": "994"}, "residue_does_not_add_up", "residue_kg"),
        ("accept", {"residue_kg": "5", "accepted_kg": "much"}, "kg_invalid", "accepted_kg"),
        ("accept", {"residue_kg": "5", "weighed_kg": ""}, "kg_invalid", "weighed_kg"),
        ("part", {"residue_kg": "5"}, "residue_refused", "residue_kg"),
        ("refuse", {"residue_kg": "5"}, "residue_refused", "residue_kg"),
    ],
)
def test_what_cannot_be_is_told_with_its_field(walk, people, opinion, line, code, field):
    load = walk.arrived()
    with pytest.raises(Refusal) as said:
        data = {"lines": [judgement(load.lines.get(), opinion, **line)]}
        perform(load, "receive", by=people.receiver, data=data)
    assert (said.value.code, said.value.field) == (code, f"/lines/0/{field}")
    load.refresh_from_db()
    assert (load.state, ManifestLine.objects.get().rest) == ("arrived", "")


def test_accepted_and_residue_that_add_up_may_both_be_sent(walk, people):
    judged = receive(walk.arrived(), people.receiver, residue_kg="5.5", accepted_kg="994.5")
    assert judged.received_kg == Decimal("994.500")


@pytest.mark.parametrize(("opinion", "rest"), [("accept", ""), ("part", "refused"), ("refuse", "refused")])
def test_what_is_not_accepted_is_refused_and_no_residue(walk, opinion, rest):
    assert walk.judged(opinion).lines.get().rest == rest


def test_a_load_with_a_residue_on_the_road_is_not_voided(walk, people):
    judged = receive(walk.arrived(), people.receiver, residue_kg="5")
    with pytest.raises(Refusal) as said:
        perform(judged, "void", by=people.city_regulator, data={"reason": "typed twice"})
    assert "void_has_child" in {reason.code for reason in said.value.all}
