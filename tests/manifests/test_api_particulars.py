"""What events say was signed is what the description says they say, key for key."""

from manifests.actions.answer_amendment import agree
from manifests.actions.propose_amendment import propose
from manifests.api.particulars import BY_ACTION
from manifests.custody import perform
from manifests.models import CustodyEvent
from manifests.states import TRANSITIONS
from tests.city import stream
from tests.elsewhere import entered, received
from tests.files import put


def members(shape: dict) -> tuple[set, set]:
    """(what must be there, what may be there)."""
    return set(shape["required"]), set(shape["properties"])


def test_every_action_of_the_table_is_described():
    assert set(BY_ACTION) == {(row.subject, row.action) for row in TRANSITIONS}


def test_the_description_names_every_key_and_no_other(walk, people, city, fleet):
    walk.to_state("voided")
    walk.to_state("cancelled")
    batch, other = walk.stored("50", container_count=2, container_litres="20"), walk.stored("70")
    draft = walk.draft(batch, kg="20")
    route = {"consignee": city.site.pk, "carrier": city.carrier.pk, "method": "D10", "lines": [{"batch": other.pk}]}
    perform(draft, "revise", by=people.clerk, data=route)
    perform(draft, "freeze", by=people.city_regulator, data={"reason": "look"})
    perform(draft, "release", by=people.city_regulator, data={"reason": "fine"})
    one, two = walk.stored("5"), walk.stored("6")
    perform(one, "move", by=people.clerk, data={"area": walk.area(city.generator).pk})
    perform(one, "regroup", by=people.clerk, data={"batches": [two.pk]})
    perform(walk.stored("9"), "split", by=people.clerk, data={"kg": "4"})
    judged = walk.judged("part")
    perform(judged, "acknowledge", by=people.clerk)
    riding = walk.laid_over()
    perform(riding, "resume", by=people.driver)
    crew = {"vehicle": fleet.second_truck.pk, "driver": fleet.driver.pk}
    perform(riding, "change_vehicle", by=people.dispatcher, data=crew)
    goal = {"consignee": city.collector.pk, "method": "D10"}
    perform(judged.children.get(), "redirect", by=people.clerk, data=goal)
    taken = walk.judged().lines.get().batch
    perform(taken, "treat", by=people.receiver, data={"method": "D10"})
    drums = walk.stored("8", container_count=2, container_litres="50")
    perform(drums, "repack", by=people.clerk, data={"container_count": 1, "container_litres": "50"})
    perform(drums, "count", by=people.clerk, data={"counted_kg": "7", "reason": "yearly"})
    perform(drums, "lose", by=people.clerk, data={"kg": "1", "reason": "evaporated"})
    perform(walk.declared("4"), "retract", by=people.clerk, data={"reason": "typed twice"})
    abroad = {"notice": "EX-1", "country": "Germany", "receiver": "Works AG"}
    perform(drums, "export", by=people.clerk, data=abroad)
    burnt, ash = walk.judged().lines.get().batch, stream(city.site, "Ash", "772-003-18")
    products = [{"stream": ash.pk, "kg": "10", "container_count": 1, "container_litres": "50"}]
    sums = {"additives_kg": "2", "burn_off_kg": str(burnt.kg - 8)}
    perform(burnt, "transform", by=people.receiver, data={"method": "D10", "products": products, **sums})
    corrected = walk.judged()
    for by, kg in ((people.receiver, "900"), (people.clerk, "950")):
        change = [{"field": "/lines/1/accepted_kg", "value": kg}]
        asked = propose(corrected, by=by, changes=change, reason="typed wrongly")[0]
        if by == people.receiver:
            agree(asked, by=people.clerk)
        else:
            perform(corrected, "override", by=people.city_regulator, data={"amendment": asked.pk, "reason": "seen"})
    perform(walk.issued(), "record_numbers", by=people.clerk, data={"provincial_no": "JS-1"})
    photograph = put(people.clerk, city.generator.enterprise)
    perform(walk.issued(), "attach", by=people.clerk, data={"evidence": [photograph.pk]})
    from_elsewhere = entered(city, people)
    perform(from_elsewhere, "strike_out", by=people.receiver, data={"reason": "typed wrongly"})
    voided = received(entered(city, people, 2), people, "part")
    perform(voided, "void", by=people.city_regulator, data={"reason": "entered twice"})
    assert judged.children.exists()
    seen = set()
    for event in CustodyEvent.objects.all():
        action = ("manifest" if event.manifest_id else "batch", event.action)
        keys = set(event.particulars)
        fitting = [
            shape
            for shape in BY_ACTION[action]
            if members(shape)[0] <= keys <= members(shape)[1] and _deep(event.particulars, shape)
        ]
        assert fitting, (action, event.particulars)
        seen.add(action)
    assert set(BY_ACTION) - seen == {("manifest", "hand_over")}  # told in the story of a hand-over


def _deep(value, shape: dict) -> bool:
    if shape.get("type") == "array":
        return isinstance(value, list) and all(_deep(item, shape["items"]) for item in value)
    if shape.get("type") == "object":
        required, known = members(shape)
        return required <= set(value) <= known and all(
            _deep(item, shape["properties"][name]) for name, item in value.items()
        )
    return not isinstance(value, dict | list)
