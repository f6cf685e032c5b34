"""The API's addresses of the paperwork (plans, cross-province applications, label codes, several declarations), for the
tables of who may what and of spoiled bodies."""

from types import SimpleNamespace

import pytest

from facilities import clock
from facilities.models import (
    CrossingApplication,
    CrossingLine,
    CrossingStep,
    CrossingVersion,
    Facility,
    ManagementPlan,
    PlannedGeneration,
    PlannedTransfer,
    PlanVersion,
)
from manifests.actions.draw_codes import draw_codes
from manifests.actions.print_labels import Asked, print_labels
from manifests.declarations.figures import content_of, digest_of
from manifests.models import BlockSerial, LabelPrint, SerialBlock
from tests.city import BASICS, drafted_plan, filed_plan
from tests.crossings import drafted_crossing, handed_in_crossing
from tests.world import month_ago

WATCHED = (
    *(CrossingApplication, CrossingLine, CrossingStep, CrossingVersion, ManagementPlan, PlanVersion),
    *(PlannedGeneration, PlannedTransfer, Facility, SerialBlock, LabelPrint),
)
# What needs nothing in its body.
EMPTY_WILL_DO = {"hand a crossing in", "drop a crossing", "withdraw a crossing", "file a plan", "drop a plan"}
OFFICIALS = {"city_regulator", "district_regulator"}
AT_GENERATOR = {"clerk", "reader", *OFFICIALS}
EVERY_CLERK = {"clerk", "collector", "outsider"}


@pytest.fixture
def paperwork(people, city) -> SimpleNamespace:
    """The generator's: a plan filed, and a draft of the next year's; an application handed in, and a draft of one;
    two label codes drawn and printed, and two that are not."""
    year, today = clock.today().year, clock.today()
    version = filed_plan(people.clerk, city.generator, year)
    planned = drafted_plan(people.clerk, city.generator, year + 1)
    handed_in = handed_in_crossing(people.clerk, city.generator)
    drafted = drafted_crossing(people.clerk, city.generator, handed_in.consignee)
    blocks = [draw_codes(by=people.clerk, stream=city.oil.pk, day=today, count=2, litres="50") for _block in range(2)]
    ahead, fresh = ([row.pk for row in block.serials.all()] for block in blocks)
    printed = print_labels(by=people.clerk, facility=city.generator.pk, codes=ahead, asked=Asked())
    assert BlockSerial.objects.filter(container=None).count() == 4
    figures = content_of(city.generator, month_ago(2))
    return SimpleNamespace(
        city=city,
        people=people,
        version=version,
        plan=f"/api/plans/{planned.pk}/",
        handed_in=f"/api/crossings/{handed_in.pk}/",
        drafted=f"/api/crossings/{drafted.pk}/",
        block=f"/api/label-blocks/{blocks[1].pk}/",
        printed=f"/api/label-prints/{printed.pk}/",
        codes=fresh,
        begin={"facility": str(city.generator.pk), "year": year},
        applied={
            "consignee": str(handed_in.consignee_id),
            "method": "R9",
            "valid_from": str(today),
            "valid_to": str(today),
            "treatment": "Distilled",
            "wastes": [{"code": "900-249-08", "kg": "500.5"}],
        },
        consignor={"consignor": str(city.generator.pk)},
        draw={"stream": str(city.oil.pk), "day": str(today), "count": 2, "litres": "50"},
        labels={"facility": str(city.generator.pk), "codes": fresh},
        declared={
            "facility": str(city.generator.pk),
            "label": month_ago(2).label,
            "digest": digest_of(figures),
        },
    )


def reading(paper: SimpleNamespace) -> dict:
    """name: (path, who sees it)."""
    return {
        "plans-version": (f"/api/plans/{paper.version.plan_id}/versions/1/", AT_GENERATOR),
        "crossings-list": ("/api/crossings/", AT_GENERATOR),
        "crossings-detail": (paper.handed_in, AT_GENERATOR),
        "crossings-pack": (f"{paper.handed_in}pack/", AT_GENERATOR),
        "label-blocks-list": ("/api/label-blocks/", AT_GENERATOR),
        "label-blocks-detail": (paper.block, AT_GENERATOR),
        "label-codes-list": ("/api/label-codes/", AT_GENERATOR),
        "label-prints-list": ("/api/label-prints/", AT_GENERATOR),
        "label-prints-detail": (paper.printed, AT_GENERATOR),
        "label-prints-file": (f"{paper.printed}file/", {"clerk"}),
    }


def writing(paper: SimpleNamespace, everybody: set[str]) -> dict:
    """name: (path, body, who may, who sees it and is forbidden, what the others are told)."""
    clerk, generation = {"clerk"}, {"a3": [{"stream": str(paper.city.oil.pk), "kg": "90000"}]}
    others = AT_GENERATOR - clerk
    void = {"codes": paper.codes[:1], "reason": "torn"}
    return {
        "plans-list": ("/api/plans/", paper.begin, clerk, others, 422),
        "plans-draft": (f"{paper.plan}draft/", None, clerk, others, 404),
        "plans-write": (f"{paper.plan}write/", generation, clerk, others, 404),
        "plans-file": (f"{paper.plan}file/", {}, clerk, others, 404),
        "plans-drop": (f"{paper.plan}drop/", {}, clerk, others, 404),
        # Officials see no draft of an application.
        "crossings-list": ("/api/crossings/", paper.applied | paper.consignor, clerk, others, 422),
        "crossings-write": (f"{paper.drafted}write/", paper.applied, clerk, {"reader"}, 404),
        "crossings-hand-in": (f"{paper.drafted}hand_in/", {}, clerk, {"reader"}, 404),
        "crossings-drop": (f"{paper.drafted}drop/", {}, clerk, {"reader"}, 404),
        "crossings-withdraw": (f"{paper.handed_in}withdraw/", {}, clerk, others, 404),
        "crossings-record": (f"{paper.handed_in}record/", {"kind": "accepted"}, OFFICIALS, {"clerk", "reader"}, 404),
        "label-blocks-list": ("/api/label-blocks/", paper.draw, clerk, set(), 422),
        "label-blocks-void": (f"{paper.block}void/", void, clerk, others, 404),
        "label-prints-list": ("/api/label-prints/", paper.labels, clerk, set(), 422),
        "declarations-confirm-many": (  # what is not theirs is said of each
            "/api/declarations/confirm_many/",
            {"declarations": [paper.declared]},
            EVERY_CLERK,
            everybody - EVERY_CLERK,
            404,
        ),
    }


def calls(paper: SimpleNamespace) -> dict:
    """name: (who, path, a body that works, with each optional field)."""
    clerk, official = paper.people.clerk, paper.people.city_regulator
    step = {"kind": "accepted", "happened_on": str(clock.today()), "agrees": None, "document_no": "7", "note": "-"}
    return {
        "confirm several declarations": (
            clerk,
            "/api/declarations/confirm_many/",
            {"declarations": [paper.declared | {"reason": "first"}]},
        ),
        "begin a plan": (clerk, "/api/plans/", paper.begin),
        "write a plan": (clerk, f"{paper.plan}write/", _tables(paper.city)),
        "file a plan": (clerk, f"{paper.plan}file/", {"note": "none"}),
        "drop a plan": (clerk, f"{paper.plan}drop/", {}),
        "begin a crossing": (clerk, "/api/crossings/", paper.applied | paper.consignor),
        "write a crossing": (clerk, f"{paper.drafted}write/", paper.applied),
        "hand a crossing in": (clerk, f"{paper.drafted}hand_in/", {}),
        "drop a crossing": (clerk, f"{paper.drafted}drop/", {}),
        "withdraw a crossing": (clerk, f"{paper.handed_in}withdraw/", {}),
        "record a crossing": (official, f"{paper.handed_in}record/", step),
        "draw codes": (clerk, "/api/label-blocks/", paper.draw),
        "void codes": (clerk, f"{paper.block}void/", {"codes": paper.codes[:1], "reason": "torn"}),
        "print codes": (clerk, "/api/label-prints/", paper.labels | {"layout": "a4", "start": 1, "note": "-"}),
    }


def _tables(city) -> dict:
    """Every table of a plan that the generator's class asks for."""
    generation = {"stream": str(city.oil.pk), "kg": "500.5", "unit_code": "", "step": "turning"}
    generation |= {"destination": "store", "destination_code": "TS001", "destination_kg": "50000"}
    transfer = {"code": "900-249-08", "name": "Oil", "kg": "500.5", "scope": "province", "method_code": "R9"}
    transfer |= {"receiver_kind": "permit", "receiver": str(city.site.pk), "receiver_name": "Works"}
    basics = {"eia_no": "E-1", "discharge_permit_no": "D-1", "operating_since": "2015-03-01", "eia_annual_kg": "9000"}
    return {
        "a1": BASICS | basics | {"long_cycle": False, "treats_own_waste": False},
        "a3": [generation],
        "a7": [transfer | {"permit_no": "P-9"}],
        "seen": {"a3": ""},
    }
