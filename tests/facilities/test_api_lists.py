"""Lists: pages by key, filters, the directory, the catalogue."""

import pytest

from facilities import clock
from facilities.models import Permit
from tests.api import Api
from tests.city import drafted_plan, filed_plan


def test_pages_follow_each_other_and_lead_back(walk, people):
    api = Api(people.clerk)
    batches = [str(walk.declared("1").pk) for _ in range(5)]
    page = api.see("/api/batches/", page_size=2)
    assert page["previous"] is None and len(page["results"]) == 2
    pages = [page]
    while pages[-1]["next"]:
        pages.append(api.see(pages[-1]["next"].partition("testserver")[2]))
    assert [row["id"] for page in pages for row in page["results"]] == batches[::-1]
    assert pages[-1]["next"] is None
    back = api.see(pages[-1]["previous"].partition("testserver")[2])
    assert back["results"] == pages[-2]["results"]


def test_what_is_added_meanwhile_moves_no_page(walk, people):
    api = Api(people.clerk)
    first, second = walk.declared("1"), walk.declared("1")
    page = api.see("/api/batches/", page_size=1)
    walk.declared("1")
    after = api.see(page["next"].partition("testserver")[2])
    assert [page["results"][0]["id"], after["results"][0]["id"]] == [str(second.pk), str(first.pk)]


@pytest.mark.parametrize(("asked", "given"), [("1", 1), ("200", 200), ("9999", 200), ("0", 50), ("x", 50)])
def test_a_page_has_at_most_two_hundred_rows(people, asked, given):
    assert len(Api(people.clerk).rows("/api/waste-codes/", page_size=asked)) == given


def test_codes_are_found_by_number_and_by_words_in_either_language(people):
    api = Api(people.clerk, language="zh-hans")
    assert api.rows("/api/waste-codes/", search="90024908")[0]["code"] == "900-249-08"
    assert {"HW08"} <= {row["category"] for row in api.rows("/api/waste-codes/", search="废矿物油")}
    found = api.see("/api/waste-codes/", search="废")
    assert len(found["results"]) == 50 and found["next"] is None
    assert api.get("/api/waste-codes/", search="油" * 81).status_code == 400
    assert api.rows("/api/waste-codes/", search="no such waste") == []


def test_codes_and_methods_speak_the_reader_s_language(people):
    chinese, english = Api(people.clerk, "zh-hans"), Api(people.clerk, "en")
    assert chinese.rows("/api/methods/") != english.rows("/api/methods/")
    (oil,) = chinese.rows("/api/waste-codes/", code="900-249-08")
    assert oil["hazards"] == ["T", "I"] and oil["category"] == "HW08"
    assert {row["kind"] for row in english.rows("/api/methods/", kind="disposal")} == {"disposal"}


def test_the_directory_offers_who_may_take_a_code(people, city):
    api = Api(people.clerk)
    names = {row["name"] for row in api.rows("/api/facilities/directory/", code="336-064-17")}
    assert names == {"Furnace"}
    (entry,) = api.rows("/api/facilities/directory/", code="336-064-17")
    (shown,) = entry["permits"]
    assert shown["items"] == [{"codes": ["HW08", "HW12", "HW17"], "methods": ["D10", "R9"], "annual_kg": "100000.000"}]
    Permit.objects.filter(number="P-SITE").update(revoked_on="2020-01-01")
    assert api.rows("/api/facilities/directory/", code="336-064-17") == []
    assert api.see(f"/api/facilities/directory/{city.site.pk}/")["permits"] == []
    assert "Generator" not in {row["name"] for row in api.rows("/api/facilities/directory/")}


def test_a_region_finds_its_districts(people):
    api = Api(people.city_regulator)
    everywhere = api.rows("/api/facilities/", region="320400")
    wujin = api.rows("/api/facilities/", region="320412")
    assert {row["name"] for row in wujin} == {"Generator", "Collector", "Carrier"}
    assert len(everywhere) > len(wujin)


def test_a_permit_tells_what_the_year_has_used(walk, people):
    walk.judged()
    (row,) = Api(people.receiver).rows("/api/permits/", kind="comprehensive", valid_on=clock.today().isoformat())
    (item,) = row["items"]
    assert (item["annual_kg"], item["used_kg"]) == ("100000.000", "1000.000")


def test_a_plan_tells_what_is_issued(walk, people):
    walk.issued()
    (plan,) = Api(people.clerk).rows("/api/plans/", year=str(walk.issued().recorded_at.year))
    assert {row["code"]: row["issued_kg"] for row in plan["lines"]}["900-249-08"] == "2000.000"


def test_a_plan_tells_its_versions_and_a_draft_is_none(people, city):
    year = clock.today().year
    version = filed_plan(people.clerk, city.generator, year)
    drafted_plan(people.clerk, city.generator, year + 1)
    (plan,) = Api(people.clerk).rows("/api/plans/")
    (row,) = plan["versions"]
    assert (row["number"], row["receipt_no"], row["digest"]) == (1, version.receipt_no, version.digest)
    assert plan["is_late"] is False


@pytest.mark.parametrize("retired", ["true", "false"])
def test_streams_and_areas_are_narrowed(people, city, retired):
    api = Api(people.clerk)
    assert bool(api.rows("/api/waste-streams/", retired=retired)) == (retired == "false")
    assert bool(api.rows("/api/storage-areas/", closed=retired)) == (retired == "false")
    assert [row["alias"] for row in api.rows("/api/waste-streams/", code="900-252-12")] == ["Paint waste"]
