"""Refused at one gate, sent to another: who may, what the law says to it, and what each figure counts."""

from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Approval, Facility, PermitUsage, PlanLine, Region
from manifests.access import allowed_actions
from manifests.custody import perform, review
from manifests.flows import Figure, behind
from manifests.models import Flow, Manifest, Stock, WasteBatch
from tests.city import OIL, contract, months, permit
from tests.walk import judgement


@pytest.fixture
def second(city, people) -> Facility:
    """Another furnace that the generator may send oil to."""
    permit(city.outside, "P-SECOND", (["HW08"], ["D10", "R9"], 20_000))
    contract(city.generator, city.outside)
    return city.outside


@pytest.fixture
def refused(walk) -> Manifest:
    """1000 kg of oil on its way home: the furnace did not take it."""
    return walk.judged("refuse").children.get()


def redirect(manifest, by, to, method="D10", **more):
    return perform(manifest, "redirect", by=by, data={"consignee": to.pk, "method": method, **more}).subject


def use_of(number: str) -> tuple[Decimal, Decimal]:
    """(committed, received) kilograms under the permit."""
    row = PermitUsage.objects.filter(item__permit__number=number).first()
    return (row.committed_kg, row.received_kg) if row else (Decimal(0), Decimal(0))


def planned() -> Decimal:
    return PlanLine.objects.get(plan__facility__name="Generator", code=OIL).issued_kg


def take_all(manifest, by, **line):
    lines = [judgement(row, **line) for row in manifest.lines.all()]
    arrived = perform(manifest, "arrive", by=by).subject if manifest.state == "in_transit" else manifest
    return perform(arrived, "receive", by=by, data={"lines": lines}).subject


def test_refused_at_one_gate_and_taken_whole_at_another(refused, second, people, city):
    assert (use_of("P-SITE"), planned()) == ((0, 0), Decimal(1000))

    child = redirect(refused, people.clerk, second, "R9", reason="they can refine it")
    assert (child.consignee, child.method.code, child.state) == (second, "R9", "in_transit")
    assert (child.origin_region_id, child.destination_region_id) == (city.generator.region_id, second.region_id)
    assert use_of("P-SECOND") == (Decimal(1000), 0)
    assert planned() == Decimal(1000)  # counted when it was first issued, and once only
    event = child.events.get(action="redirect")
    assert event.particulars["consignee"]["enterprise"] == "Outside Ltd"
    assert event.particulars["consignee"]["permits"] == ["P-SECOND"]
    assert (event.particulars["from_consignee"], event.particulars["kg"]) == ("Generator", "1000.000")

    taken = take_all(child, people.outsider)
    assert (taken.state, taken.received_kg) == ("accepted", Decimal(1000))
    batch = WasteBatch.objects.get(lines__manifest=taken)
    assert (batch.holder, batch.state, batch.kg) == (second, "received", Decimal(1000))
    assert use_of("P-SECOND") == (0, Decimal(1000))
    flow = Flow.objects.get(kg__gt=0)
    assert (flow.consignee, flow.origin_region, flow.kg) == (second, city.generator.region, Decimal(1000))
    month = localdate(taken.received_at).replace(day=1)
    figure = Figure(month, month, district=city.generator.region_id, site=second.pk)
    assert [(row.pk, row.flow_kg) for row in behind(Manifest.objects.all(), figure)] == [(taken.pk, Decimal(1000))]


def test_what_the_second_gate_refuses_goes_home_and_counts_nowhere(refused, second, people, city):
    child = redirect(refused, people.clerk, second)
    judged = take_all(child, people.outsider, opinion="refuse")
    assert use_of("P-SECOND") == (0, 0)
    grandchild = judged.children.get()
    assert (grandchild.consignee, grandchild.consignor) == (city.generator, city.generator)
    home = take_all(grandchild, people.clerk)
    assert (home.state, home.goes_home) == ("accepted", True)
    assert not Flow.objects.filter(kg__gt=0).exists()
    assert Stock.objects.get(kg__gt=0).facility == city.generator


def test_part_at_the_second_gate_counts_what_it_took(refused, second, people):
    judged = take_all(redirect(refused, people.clerk, second), people.outsider, opinion="part", accepted_kg="400.250")
    assert use_of("P-SECOND") == (0, Decimal("400.250"))
    assert Flow.objects.get(kg__gt=0).kg == Decimal("400.250")
    assert judged.children.get().declared_kg == Decimal("599.750")


def test_the_owner_may_take_it_home_after_all(refused, second, people, city):
    child = redirect(refused, people.clerk, second)
    home = redirect(child, people.clerk, city.generator)
    assert (home.goes_home, home.origin_region_id) == (True, city.site.region_id)
    assert use_of("P-SECOND") == (0, 0)
    assert take_all(home, people.clerk).state == "accepted"
    assert not Flow.objects.filter(kg__gt=0).exists()


def test_a_second_redirection_gives_back_what_the_first_counted(refused, second, people, city):
    redirect(refused, people.clerk, second)
    child = redirect(refused, people.clerk, city.collector, "R9")
    assert (use_of("P-SECOND"), use_of("P-COLLECT")) == ((0, 0), (Decimal(1000), 0))
    take_all(child, people.collector)
    assert use_of("P-COLLECT") == (0, Decimal(1000))


@pytest.fixture
def far(second) -> Facility:
    """The second furnace lies in another province."""
    second.region = Region.objects.get(pk="330102")
    second.save()
    return second


def approve(city, far, kg, number="A-9") -> Approval:
    return Approval.objects.create(
        number=number,
        consignor=city.generator,
        consignee=far,
        code=OIL,
        method="D10",
        approved_kg=Decimal(kg),
        **months(),
    )


@pytest.mark.parametrize(
    ("opinion", "line", "used"),
    [("accept", {}, 1000), ("accept", {"weighed_kg": "1010"}, 1000), ("part", {}, 500), ("refuse", {}, 0)],
)
def test_an_approval_counts_what_crossed_the_border(refused, far, people, city, opinion, line, used):
    approval = approve(city, far, 1500)
    child = redirect(refused, people.clerk, far)
    approval.refresh_from_db()
    assert approval.used_kg == Decimal(1000)
    take_all(child, people.outsider, opinion=opinion, **line)
    approval.refresh_from_db()
    assert approval.used_kg == Decimal(used)


@pytest.mark.parametrize(("taken", "used"), [("300", [300, 0]), ("700", [600, 100]), ("1000", [600, 400])])
def test_two_approvals_together_count_what_crossed_and_no_more(refused, far, people, city, taken, used):
    both = [approve(city, far, 600, "A-1"), approve(city, far, 500, "A-2")]
    child = redirect(refused, people.clerk, far)
    said = {"opinion": "accept"} if taken == "1000" else {"opinion": "part", "accepted_kg": taken}
    gate = take_all(child, people.outsider, **said)
    assert sum(row.accepted_kg for row in gate.lines.all()) == Decimal(taken)
    for row in both:
        row.refresh_from_db()
    assert sorted((row.used_kg for row in both), reverse=True) == used


def test_voiding_books_back_what_the_second_gate_took(refused, far, people, city):
    approval = approve(city, far, 1500)
    taken = take_all(redirect(refused, people.clerk, far), people.outsider, weighed_kg="990")
    perform(taken, "void", by=people.district_regulator, data={"reason": "typed twice"})
    batch = WasteBatch.objects.get(lines__manifest=taken)
    assert (batch.holder, batch.state, batch.kg) == (city.generator, "stored", Decimal(1000))
    assert Stock.objects.get(kg__gt=0).area.facility == city.generator
    approval.refresh_from_db()
    assert (approval.used_kg, use_of("P-SECOND")) == (0, (0, 0))
    assert not Flow.objects.filter(kg__gt=0).exists()
    parent = Manifest.objects.get(pk=taken.parent_id)
    assert perform(parent, "void", by=people.city_regulator, data={"reason": "with it"}).subject.state == "voided"
    assert planned() == 0


def test_voiding_a_part_that_another_gate_took_lays_it_where_the_whole_had_left(walk, second, people, city):
    child = walk.judged("part").children.get()
    taken = take_all(redirect(child, people.clerk, second), people.outsider)
    perform(taken, "void", by=people.city_regulator, data={"reason": "typed twice"})
    batch = WasteBatch.objects.get(lines__manifest=taken)
    assert (batch.holder, batch.area, batch.kg) == (city.generator, walk.area(city.generator), Decimal(500))


def test_what_came_home_cannot_be_voided(refused, people):
    home = take_all(refused, people.clerk)
    with pytest.raises(Refusal) as said:
        perform(home, "void", by=people.city_regulator, data={"reason": "typed twice"})
    assert said.value.code == "void_carried_on"


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.all}


def test_the_law_is_asked_as_when_issuing(refused, city, people):
    """Neither permit nor contract, and both are said at once."""
    with pytest.raises(Refusal) as said:
        redirect(refused, people.clerk, city.outside)
    assert codes(said.value) == {"permit_missing", "contract_missing"}
    refused.refresh_from_db()
    assert refused.consignee == city.generator


def test_code_method_scale_and_province_are_asked(refused, second, far, people, city):
    with pytest.raises(Refusal) as said:
        redirect(refused, people.clerk, second, "D1")
    assert codes(said.value) == {"permit_lacks_code", "approval_missing"}
    approve(city, far, 999)
    second.permits.get().items.update(annual_kg=Decimal(500))
    with pytest.raises(Refusal) as said:
        redirect(refused, people.clerk, second)
    assert codes(said.value) == {"permit_scale_exceeded", "approval_exceeded"}


def test_a_warning_is_kept_with_the_event_and_blocks_nothing(refused, second, people):
    second.permits.get().items.update(annual_kg=Decimal(1100))
    redirect(refused, people.clerk, second)
    warnings = refused.events.get(action="redirect").warnings
    assert [warning["code"] for warning in warnings] == ["permit_scale_reached"]


def test_a_plan_that_no_longer_names_the_waste_blocks(refused, second, people):
    PlanLine.objects.filter(code=OIL).delete()
    with pytest.raises(Refusal) as said:
        redirect(refused, people.clerk, second)
    assert codes(said.value) == {"plan_lacks_code"}


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"method": "D10"}, "required", "/consignee"),
        ({"consignee": "nobody", "method": "D10"}, "unknown_choice", "/consignee"),
        ({"consignee": "carrier", "method": "D10"}, "consignee_does_not_receive", "/consignee"),
        ({"consignee": "generator", "method": "D10"}, "goes_there_already", "/consignee"),
        ({"consignee": "site", "method": "X1"}, "method_unknown", "/method"),
        ({"consignee": "site", "method": "D10", "reason": "x" * 201}, "too_long", "/reason"),
    ],
)
def test_bad_input_is_told_with_its_field(refused, people, city, data, code, field):
    named = data.get("consignee")
    if named and hasattr(city, named):
        data = data | {"consignee": getattr(city, named).pk}
    with pytest.raises(BadInput) as said:
        perform(refused, "redirect", by=people.clerk, data=data)
    assert (said.value.code, said.value.field) == (code, field)


def test_only_what_a_gate_did_not_take_is_redirected(walk, second, people):
    """A carrier delivers to the receiver that the manifest names (Order 23, Art. 11)."""
    normal = walk.in_transit()
    assert "redirect" not in {row.action for row in allowed_actions(people.clerk, normal)}
    with pytest.raises(Refusal) as said:
        redirect(normal, people.clerk, second)
    assert (said.value.code, said.value.law) == ("redirect_only_carried_on", "Order 23 of 2022, Art. 11")


def test_somebody_elses_load_is_not_theirs_to_send(refused, second, people):
    for somebody in (people.driver, people.dispatcher, people.reader, people.city_regulator):
        with pytest.raises(NotPermitted):
            redirect(refused, somebody, second)
    for nobody in (people.outsider, people.receiver, people.collector, people.other_regulator):
        with pytest.raises(NotThere):
            redirect(refused, nobody, second)


def test_a_frozen_load_is_not_sent_elsewhere(refused, second, people):
    perform(refused, "freeze", by=people.district_regulator, data={"reason": "samples"})
    with pytest.raises(Refusal) as said:
        redirect(refused, people.clerk, second)
    assert said.value.code == "manifest_frozen"


def test_both_gates_officials_and_the_new_gate_see_it_at_once(refused, second, people):
    seen = Manifest.objects.filter(pk=refused.pk)
    assert not seen.visible_to(people.outsider).exists()
    redirect(refused, people.clerk, second)
    for person in (people.outsider, people.clerk, people.driver, people.district_regulator, people.other_regulator):
        assert seen.visible_to(person).exists(), person


def test_the_same_key_answers_with_the_first_redirection(refused, second, people):
    data = {"consignee": second.pk, "method": "D10"}
    first = perform(refused, "redirect", by=people.clerk, data=data, idempotency_key="k")
    again = perform(refused, "redirect", by=people.clerk, data=data, idempotency_key="k")
    assert (again.repeated, again.event.pk) == (True, first.event.pk)
    assert use_of("P-SECOND") == (Decimal(1000), 0)


def test_a_review_says_what_would_be_said_and_changes_nothing(refused, city, people):
    said = review(refused, "redirect", by=people.clerk, data={"consignee": city.outside.pk, "method": "D10"})
    assert {finding.code for finding in said} == {"permit_missing", "contract_missing"}
    refused.refresh_from_db()
    assert refused.consignee == city.generator
