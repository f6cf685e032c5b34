"""A program takes an application to another province from its draft to the decision; officials record the steps."""

from datetime import date, timedelta

import pytest

from facilities import clock
from facilities.models import Approval, Contract, CrossingApplication, CrossingVersion
from tests.api import Api
from tests.city import OIL, PAINT, official
from tests.crossings import drafted_crossing, handed_in_crossing, works_far_away
from tests.digest import stored

ALL = "/api/crossings/"


@pytest.fixture
def works(city):
    return works_far_away(city.generator)


def body(city, works, **more) -> dict:
    today = clock.today()
    return {
        "consignor": str(city.generator.pk),
        "consignee": str(works.pk),
        "method": "R9",
        "valid_from": str(today),
        "valid_to": str(today + timedelta(days=300)),
        "treatment": "Distilled in plant 2",
        "wastes": [{"code": OIL, "kg": "50000"}],
        **more,
    }


def without(sent: dict, *names: str) -> dict:
    return {name: value for name, value in sent.items() if name not in names}


@pytest.fixture
def clerk(people) -> Api:
    return Api(people.clerk)


@pytest.fixture
def province(people) -> Api:
    return Api(official("jiangsu", "320000"))


def test_from_the_draft_to_the_approvals(clerk, province, city, works):
    draft = clerk.make(ALL, without(body(city, works), "treatment", "wastes"))
    at = f"{ALL}{draft['id']}/"
    missing = {row["code"] for row in draft["checklist"] if row["state"] == "missing"}
    assert missing == {"wastes", "permit", "treatment"} or missing == {"wastes", "treatment"}
    assert draft["allowed_actions"] == ["write", "hand_in", "drop"] and draft["version"] is None
    refused = clerk.post(f"{at}hand_in/")
    assert refused.status_code == 409
    assert {f"crossing_{code}" for code in missing} == {row["code"] for row in refused.json()["errors"]}
    written = clerk.do(f"{at}write/", without(body(city, works), "consignor"))
    assert [(row["code"], row["kg"], row["permit"]) for row in written["content"]["lines"]] == [
        (OIL, "50000.000", "P-89")
    ]
    assert province.get(at).status_code == 404  # nobody reads a firm's draft
    handed_in = clerk.do(f"{at}hand_in/")
    assert (handed_in["state"], handed_in["version"]) == ("handed_in", 1) and handed_in["number"].startswith("K")
    assert handed_in["standing"]["clock"]["kind"] == "crossing_complete"
    assert handed_in["allowed_actions"] == ["withdraw"] and handed_in["next_steps"] == []
    steps = [
        {"kind": "accepted"}, {"kind": "consulted"}, {"kind": "replied", "agrees": True},
        {"kind": "granted", "document_no": "No. 7"},
    ]  # fmt: skip
    for step in steps:
        assert step["kind"] in province.see(at)["next_steps"]
        shown = province.do(f"{at}record/", step)
    assert shown["state"] == "granted" and [row["kind"] for row in shown["steps"]][1:] == [s["kind"] for s in steps]
    approval = Approval.objects.get(number="No. 7")
    assert (approval.code, approval.approved_kg, approval.consignee_id) == (OIL, 50000, works.pk)
    assert clerk.see(at)["allowed_actions"] == []


def test_what_came_back_is_changed_by_its_firm_and_officials_read_what_was_handed_in(clerk, city, people, works):
    row = drafted_crossing(people.clerk, city.generator, works)
    at, office = f"{ALL}{row.pk}/", Api(people.city_regulator)
    clerk.do(f"{at}hand_in/")
    assert clerk.post(f"{at}write/", without(body(city, works), "consignor")).json()["code"] == "crossing_closed"
    assert office.post(f"{at}record/", {"kind": "returned"}).json()["errors"][0]["field"] == "/note"
    office.do(f"{at}record/", {"kind": "returned", "note": "no seal"})
    changed = clerk.do(f"{at}write/", without(body(city, works), "consignor"))
    assert (changed["version"], changed["content"]["kg"]) == (None, "50000.000")
    seen = office.see(at)
    assert (seen["version"], seen["content"]["kg"], seen["content"]["treatment"]) == (1, "500.000", "Distilled")
    assert clerk.do(f"{at}hand_in/")["version"] == 2
    assert office.see(at)["content"]["kg"] == "50000.000"
    assert [row["number"] for row in clerk.see(at)["versions"]] == [2, 1]


@pytest.mark.parametrize(
    ("more", "status", "code", "field"),
    [
        ({"consignee": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"}, 422, "unknown_choice", "/consignee"),
        ({"consignor": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"}, 422, "unknown_choice", "/consignor"),
        ({"method": "X9"}, 422, "unknown_choice", "/method"),
        ({"valid_to": "2020-01-01"}, 422, "period_backwards", "/valid_to"),
        ({"wastes": [{"code": "900-000-00", "kg": "1"}]}, 422, "code_unknown", "/wastes/0/code"),
        ({"wastes": [{"code": OIL, "kg": "1"}, {"code": PAINT, "kg": "0"}]}, 201, "", ""),
        ({"wastes": [{"code": OIL, "kg": "1"}, {"code": PAINT, "kg": "-1"}]}, 422, "kg_invalid", "/wastes/1/kg"),
        ({"wastes": [{"code": OIL, "kg": "1"}, {"code": OIL, "kg": "2"}]}, 422, "row_twice", "/wastes/1/code"),
        ({"wastes": [{"code": OIL}]}, 422, "required", "/wastes/0/kg"),
        ({"colour": "red"}, 422, "unknown_field", "/colour"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_begun(clerk, city, works, more, status, code, field):
    answer = clerk.post(ALL, body(city, works, **more))
    assert answer.status_code == status, answer.content
    if code:
        assert (answer.json()["code"], answer.json()["errors"][0]["field"]) == (code, field)
        assert not CrossingApplication.objects.exists()
    else:
        assert [row["code"] for row in answer.json()["content"]["lines"]] == [OIL]  # of the other nothing goes


def test_whatever_is_sent_again_is_done_once(clerk, province, city, works):
    sent = body(city, works)
    first, second = (clerk.post(ALL, sent, key="b") for _try in range(2))
    assert (first.status_code, second.status_code) == (201, 200) and first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    other = clerk.post(ALL, sent | {"treatment": "burnt"}, key="b")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    at = f"{ALL}{first.json()['id']}/"
    for api, verb, step, state in (
        (clerk, "hand_in", {}, "handed_in"),
        (province, "record", {"kind": "accepted"}, "accepted"),
        (clerk, "withdraw", {}, "withdrawn"),
    ):
        assert [api.do(f"{at}{verb}/", step, key=verb)["state"] for _try in range(2)] == [state, state]
    assert CrossingVersion.objects.count() == 1
    assert clerk.post(f"{at}withdraw/").json()["code"] == "crossing_not_open"


def test_a_draft_is_thrown_away_once(clerk, city, people, works):
    at = f"{ALL}{drafted_crossing(people.clerk, city.generator, works).pk}/"
    for _try in range(2):
        assert clerk.post(f"{at}drop/", key="d").status_code == 204
    assert clerk.post(f"{at}drop/", key="e").status_code == 404
    kept = drafted_crossing(people.clerk, city.generator, works)
    clerk.do(f"{ALL}{kept.pk}/hand_in/")
    assert clerk.post(f"{ALL}{kept.pk}/drop/").json()["code"] == "crossing_closed"


def test_a_decision_is_for_the_city_and_the_province_and_not_for_a_district(clerk, people, province, city):
    row = handed_in_crossing(people.clerk, city.generator)
    at, district = f"{ALL}{row.pk}/", Api(people.district_regulator)
    for step in ({"kind": "accepted"}, {"kind": "consulted"}, {"kind": "replied", "agrees": False}):
        district.do(f"{at}record/", step)
    assert district.see(at)["next_steps"] == []
    decision = {"kind": "refused", "note": "they do not agree"}
    assert district.post(f"{at}record/", decision).status_code == 403
    assert province.see(at)["next_steps"] == ["refused"]  # a reply that disagrees cannot be granted
    assert province.post(f"{at}record/", {"kind": "granted", "document_no": "7"}).json()["code"] == "step_not_allowed"
    assert province.do(f"{at}record/", decision)["state"] == "refused"


@pytest.mark.parametrize("day", ["2000-01-01", "2199-12-31"])
def test_a_step_lies_between_the_one_before_and_today(people, province, city, day):
    row = handed_in_crossing(people.clerk, city.generator)
    refused = province.post(f"{ALL}{row.pk}/record/", {"kind": "accepted", "happened_on": day})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "/happened_on")


def test_the_papers_are_one_pdf_for_the_firm_and_for_officials(clerk, people, city, works):
    row = drafted_crossing(people.clerk, city.generator, works)
    at, office = f"{ALL}{row.pk}/pack/", Api(people.city_regulator)
    assert office.get(at).status_code == 404
    before = stored()
    drafted = clerk.get(at)
    assert b"".join(drafted.streaming_content).startswith(b"%PDF-")
    assert 'filename="crossing-draft.pdf"' in drafted["Content-Disposition"] and stored() == before
    number = clerk.do(f"{ALL}{row.pk}/hand_in/")["number"]
    answer = office.get(at)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-") and number in answer["Content-Disposition"]


def test_lists_by_site_state_and_number(clerk, people, city):
    row = handed_in_crossing(people.clerk, city.generator)
    drafted_crossing(people.clerk, city.generator, row.consignee)
    assert [found["state"] for found in clerk.rows(ALL)] == ["draft", "handed_in"]
    assert [found["id"] for found in clerk.rows(ALL, number=row.number)] == [str(row.pk)]
    assert len(clerk.rows(ALL, state="draft", consignor=str(city.generator.pk))) == 1
    assert clerk.get(ALL, state="x").status_code == 400
    assert [found["id"] for found in Api(people.city_regulator).rows(ALL)] == [str(row.pk)]


def test_what_it_costs(clerk, people, city, django_assert_max_num_queries):
    row = handed_in_crossing(people.clerk, city.generator)
    with django_assert_max_num_queries(8):
        clerk.see(f"{ALL}{row.pk}/")
    draft = drafted_crossing(people.clerk, city.generator, row.consignee)
    with django_assert_max_num_queries(15):
        clerk.see(f"{ALL}{draft.pk}/")
    with django_assert_max_num_queries(4) as one:
        clerk.see(ALL)
    for _more in range(3):
        drafted_crossing(people.clerk, city.generator, row.consignee)
    with django_assert_max_num_queries(4) as more:
        clerk.see(ALL)
    assert len(one) == len(more)


def test_without_contract_or_plan_the_record_says_null(clerk, people, city, works):
    Contract.objects.filter(consignee=works).delete()
    row = drafted_crossing(people.clerk, city.generator, works)
    CrossingApplication.objects.filter(pk=row.pk).update(
        valid_from=date(clock.today().year + 1, 1, 1), valid_to=date(clock.today().year + 1, 5, 1)
    )
    content = clerk.see(f"{ALL}{row.pk}/")["content"]
    assert (content["contract"], content["plan"]) == (None, None)
