"""A program writes a firm's management plan: begin, write, see what lacks, file, amend; safe to send again."""

from decimal import Decimal

import pytest

from facilities.models import Facility, ManagementPlan, PlanVersion
from tests.api import Api
from tests.city import BASICS, OIL, PAINT, drafted_plan, filed_plan, stream

ALL = "/api/plans/"
NOBODY = "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"


@pytest.fixture
def clerk(people) -> Api:
    return Api(people.clerk)


def begin(api, site, year, **more):
    return api.make(ALL, {"facility": str(site.pk), "year": year}, **more)


def transfer(city, kg="500", **more) -> dict:
    return {"code": OIL, "kg": kg, "method_code": "R9", "receiver": str(city.site.pk), **more}


def generation(city, kg="600", **more) -> dict:
    return {"stream": str(city.oil.pk), "kg": kg, "step": "turning", **more}


def whole(city) -> dict:
    return {"a1": BASICS, "a3": [generation(city)], "a7": [transfer(city)]}


def test_begin_write_file_and_amend_by_version(clerk, city, unplanned, year):
    draft = begin(clerk, unplanned, year)
    at = f"{ALL}{draft['id']}/"
    assert draft["amends"] is None and {"a1", "a3", "a7"} == {name for name, rows in draft["tables"].items() if rows}
    lacks = {(row["code"], row["field"]) for row in draft["remarks"] if row["blocks"]}
    assert ("required", "/a1/legal_representative") in lacks and ("required", "/a3/0/step") in lacks
    assert clerk.rows(ALL) == []  # what was never filed is no plan
    written = clerk.do(f"{at}write/", whole(city))
    assert [row for row in written["remarks"] if row["blocks"]] == []
    (row,) = written["tables"]["a7"]
    assert (row["receiver_name"], row["permit_no"], row["scope"], row["method_code"]) == (
        "Furnace", "P-SITE", "province", "R9",
    )  # fmt: skip
    filed = clerk.make(f"{at}file/", {})
    plan = ManagementPlan.objects.get(facility=unplanned)
    assert (filed["number"], filed["receipt_no"]) == (1, f"{plan.filing_no}-01")
    assert filed["tables"] == clerk.see(f"{at}versions/1/")["tables"]
    assert clerk.get(f"{at}draft/").json()["code"] == "no_draft"
    shown = clerk.see(at)
    assert [line["transferred_kg"] for line in shown["lines"]] == ["500.000"] and shown["draft_since"] is None

    again = begin(clerk, unplanned, year)
    assert (again["id"], again["amends"]) == (draft["id"], 1)
    more = clerk.do(f"{at}write/", {"a7": [transfer(city, "550")]})
    assert more["tables"]["a3"][0]["kg"] == "600"  # what was not sent stays
    assert clerk.see(at)["lines"][0]["transferred_kg"] == "500.000"  # in force until it is filed
    refused = clerk.post(f"{at}file/", {})
    assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["field"]) == (
        409, "note_missing", "/note",
    )  # fmt: skip
    second = clerk.make(f"{at}file/", {"note": "one more press"})
    assert (second["number"], second["note"]) == (2, "one more press")
    assert [row["number"] for row in clerk.see(at)["versions"]] == [2, 1]
    assert clerk.see(f"{at}versions/1/")["tables"]["a7"][0]["kg"] == "500"


def test_everything_that_blocks_is_said_at_its_place(clerk, city, unplanned, year):
    at = f"{ALL}{begin(clerk, unplanned, year)['id']}/"
    wrong = {"a3": [generation(city, step=""), generation(city)], "a7": [transfer(city, receiver=None)]}
    draft = clerk.do(f"{at}write/", wrong)
    refused = clerk.post(f"{at}file/")
    said = {(row["code"], row["field"]) for row in refused.json()["errors"]}
    assert said == {(row["code"], row["field"]) for row in draft["remarks"] if row["blocks"]}
    assert said >= {
        ("required", "/a1/technical_lead"),
        ("required", "/a3/0/step"),
        ("row_twice", "/a3/1"),
        ("required", "/a7/0/receiver_name"),
    }
    assert refused.json()["errors"][0]["rule"] and not PlanVersion.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status", "code", "field"),
    [
        ({}, 422, "required", ""),
        ({"a3": [{"kg": "1"}]}, 422, "required", "/a3/0/stream"),
        ({"a3": [{"stream": "x", "kg": "1"}]}, 422, "invalid", "/a3/0/stream"),
        ({"a3": [{"stream": NOBODY, "kg": "1"}]}, 422, "unknown_choice", "/a3/0/stream"),
        ({"a7": [{"code": OIL, "kg": "-1"}]}, 422, "min_value", "/a7/0/kg"),
        ({"a7": [{"code": OIL, "kg": "1", "method_code": "D99"}]}, 422, "unknown_choice", "/a7/0/method_code"),
        ({"a7": [{"code": OIL, "kg": "1", "colour": "red"}]}, 422, "unknown_field", "/a7/0/colour"),
        ({"a5": []}, 409, "table_not_asked", "/a5"),
        ({"a1": {"eia_annual_kg": "-5"}}, 422, "min_value", "/a1/eia_annual_kg"),
        ({"a1": {"operating_since": "2199-01-01"}}, 422, "day_invalid", "/a1/operating_since"),
        ({"a3": [], "seen": {"a3": "0" * 64}}, 409, "table_changed", "/a3"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_leaves_the_draft_as_it_was(clerk, city, year, sent, status, code, field):
    at = f"{ALL}{begin(clerk, city.generator, year)['id']}/"
    before = clerk.see(f"{at}draft/")
    refused = clerk.post(f"{at}write/", sent)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json()["errors"][0]["field"] == field
    assert clerk.see(f"{at}draft/") == before


def test_all_tables_or_none(clerk, city, year):
    at = f"{ALL}{begin(clerk, city.generator, year)['id']}/"
    before = clerk.see(f"{at}draft/")
    foreign = str(stream(city.outside, "Oil", OIL).pk)
    refused = clerk.post(f"{at}write/", {"a1": BASICS, "a3": [generation(city), generation(city, stream=foreign)]})
    assert refused.json()["errors"][0]["field"] == "/a3/1/stream"
    assert clerk.see(f"{at}draft/") == before


def test_a_program_does_not_overwrite_what_a_clerk_has_saved_since(clerk, city, year):
    draft = begin(clerk, city.generator, year)
    at = f"{ALL}{draft['id']}/"
    body = {"a3": [generation(city, "700")], "seen": draft["seen"]}
    assert clerk.do(f"{at}write/", body)["seen"]["a3"] != draft["seen"]["a3"]
    refused = clerk.post(f"{at}write/", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "table_changed")
    clerk.do(f"{at}write/", {"a7": [transfer(city)], "seen": draft["seen"]})  # this table nobody had touched


def test_all_tables_of_a_key_site(clerk, city, year):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key", treats_own_waste=True)
    at = f"{ALL}{begin(clerk, city.generator, year)['id']}/"
    oil = str(city.oil.pk)
    written = clerk.do(
        f"{at}write/",
        whole(city)
        | {
            "a2": [{"code": "MF1", "unit": "Hall", "name": "Lathe", "products": "shafts"}],
            "a3": [generation(city, unit_code="MF1", destination="store", destination_code="TS001")],
            "a4": [{"area_code": "TS001", "stream": oil, "packaging": "桶", "kg": "12.5"}],
            "a5": [{"facility_kind": "Still", "facility_code": "MF9", "stream": oil, "method_code": "R9", "kg": "80"}],
            "a6": [{"stream": oil, "kg": "5", "measures": "filters"}],
        },
    )
    tables = written["tables"]
    assert (tables["a2"][0]["products"], tables["a3"][0]["unit_name"]) == ("shafts", "Lathe")
    assert (tables["a4"][0]["kg"], tables["a4"][0]["packaging"][0]) == ("12.5", "桶")
    assert (tables["a5"][0]["facility_code"], tables["a6"][0]["measures"]) == ("MF9", "filters")
    assert clerk.make(f"{at}file/", {"note": "as a key site"})["tables"] == tables


def test_whatever_is_sent_again_is_done_once(clerk, city, unplanned, year):
    first = begin(clerk, unplanned, year, key="b")
    second = clerk.post(ALL, {"facility": str(unplanned.pk), "year": year}, key="b")
    assert second.status_code == 200 and second.headers["Idempotent-Replay"] == "true"
    at = f"{ALL}{first['id']}/"
    for kg in ("500", "500.0"):
        body = whole(city) | {"a7": [transfer(city, kg)]}
        assert clerk.do(f"{at}write/", body, key="w")["tables"]["a7"][0]["kg"] == "500"
    other = clerk.post(f"{at}write/", {"a7": []}, key="w")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    filed, again = (clerk.post(f"{at}file/", {}, key="f") for _try in range(2))
    assert (filed.status_code, again.status_code) == (201, 200) and filed.json() == again.json()
    assert PlanVersion.objects.count() == 1


def test_a_draft_is_thrown_away_once_and_what_is_filed_stays(clerk, city, unplanned, people, year):
    at = f"{ALL}{begin(clerk, unplanned, year)['id']}/"
    for _try in range(2):
        assert clerk.post(f"{at}drop/", key="d").status_code == 204
    assert clerk.post(f"{at}drop/", key="e").status_code == 404
    filed_plan(people.clerk, unplanned, year)
    at = f"{ALL}{begin(clerk, unplanned, year)['id']}/"
    assert clerk.post(f"{at}drop/").status_code == 204
    assert clerk.post(f"{at}drop/").json()["code"] == "no_draft"
    assert len(clerk.see(at)["versions"]) == 1


@pytest.mark.parametrize(("offset", "status"), [(-1, 422), (0, 201), (1, 201), (2, 422)])
def test_a_plan_is_for_this_year_or_the_next(clerk, city, year, offset, status):
    answer = clerk.post(ALL, {"facility": str(city.generator.pk), "year": year + offset})
    assert answer.status_code == status
    assert status == 201 or answer.json()["code"] == "plan_year_invalid"


def test_more_than_a_line_can_hold_is_no_plan(clerk, city, year):
    at = f"{ALL}{begin(clerk, city.generator, year)['id']}/"
    most, least = "999999999999.999", "0.001"
    elsewhere = {"receiver": None, "receiver_name": "Works", "permit_no": "P-9"}
    sent = whole(city) | {"a7": [transfer(city, most), transfer(city, least, **elsewhere)]}
    draft = clerk.do(f"{at}write/", sent)
    assert ("planned_too_much", "/a7", True) in {(row["code"], row["field"], row["blocks"]) for row in draft["remarks"]}
    assert clerk.post(f"{at}file/", {"note": "x"}).json()["code"] == "planned_too_much"
    clerk.do(f"{at}write/", {"a7": [transfer(city, most)]})
    clerk.make(f"{at}file/", {"note": "x"})


def test_messages_come_in_the_reader_s_language(people, unplanned, year):
    plan = begin(Api(people.clerk), unplanned, year)
    said = [
        {row["message"] for row in Api(people.clerk, language).see(f"{ALL}{plan['id']}/draft/")["remarks"]}
        for language in ("en", "zh-hans")
    ]
    assert said[0].isdisjoint(said[1])


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
def test_a_version_that_is_none(clerk, people, city, year, number):
    version = filed_plan(people.clerk, city.generator, year)
    assert clerk.get(f"{ALL}{version.plan_id}/versions/{number}/").status_code == 404


def test_a_draft_costs_the_same_for_one_line_and_many(clerk, people, city, year, django_assert_max_num_queries):
    plan = drafted_plan(people.clerk, city.generator, year)
    at = f"{ALL}{plan.pk}/draft/"
    with django_assert_max_num_queries(26) as few:
        clerk.see(at)
    rows = [generation(city, "1", stream=str(stream(city.generator, f"Oil {i}", OIL).pk)) for i in range(12)]
    clerk.do(f"/api/plans/{plan.pk}/write/", {"a3": rows})
    with django_assert_max_num_queries(26) as many:
        clerk.see(at)
    assert len(many) == len(few)


def test_what_a_program_files_is_what_manifests_are_issued_against(clerk, city, unplanned, year):
    at = f"{ALL}{begin(clerk, unplanned, year)['id']}/"
    rows = [generation(city), generation(city, "7", stream=str(city.paint.pk))]
    clerk.do(f"{at}write/", whole(city) | {"a3": rows, "a7": [transfer(city), transfer(city, "7", code=PAINT)]})
    clerk.make(f"{at}file/", {})
    lines = ManagementPlan.objects.get(facility=unplanned).lines
    assert dict(lines.values_list("code", "transferred_kg")) == {OIL: Decimal(500), PAINT: Decimal(7)}
