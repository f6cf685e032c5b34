"""Finding waste codes by number, Chinese and English words and process, best first, in one query."""

import datetime

import pytest
from django.utils import translation

from facilities.catalogue.loader import load
from facilities.catalogue.query_words import MOST_WORDS, Word, read_words
from facilities.catalogue.search import search_codes
from facilities.catalogue.solid_waste import solid_waste_code
from facilities.catalogue.tables import (
    Editions,
    EuropeanList,
    HazardousWaste,
    HazardousWasteCategories,
    Hazards,
    Industries,
    SolidWasteRanges,
)
from facilities.models import CatalogueEdition, WasteCategory, WasteCode

TODAY = datetime.date(2026, 3, 2)
TABLES = [Industries, Editions, Hazards, HazardousWaste, HazardousWasteCategories, SolidWasteRanges]


@pytest.fixture
def catalogue(db):
    assert all(outcome.state != "refused" for outcome in load([table() for table in TABLES]))


def codes(text, **options):
    return [found.code for found in search_codes(text, on=TODAY, **options)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("900-249-08", "900-249-08"),
        ("900249", "900-249-08"),
        ("90024908", "900-249-08"),
        ("9002", "900-200-08"),
        ("900-2", "900-200-08"),
        ("249-08", "900-249-08"),
        ("900 - 249 - 08", "900-249-08"),
        ("９００－２４９－０８", "900-249-08"),
        ("900—249—08", "900-249-08"),
        ("HW08 900-249-08", "900-249-08"),
        ("HW08（900-249-08）", "900-249-08"),
        ("hw08900-249-08", "900-249-08"),
        ("实验室", "900-047-49"),
        ("废切削液", "900-006-09"),
        ("荧光灯管", "900-023-29"),
        ("废铅蓄电池", "900-052-31"),
        ("HW49 活性炭", "900-039-49"),
        ("HW49，活性炭", "900-039-49"),
        ("感染性废物", "841-001-01"),
        ("卫生 损伤性", "841-002-01"),
        ("infectious", None),  # the catalogue has no English descriptions, only categories
        ("medical", "841-001-01"),
        ("900-249-09", None),
        ("没有这种废物", None),
        ("100%", None),  # no wildcard
        ("___", None),
    ],
)
def test_search_puts_the_code_meant_first(catalogue, text, first):
    found = codes(text)
    assert (found[0] if found else None) == first


@pytest.mark.parametrize("text", ["HW08", "hw08", "08", "废矿物油", "mineral oils", "waste mineral OIL"])
def test_search_for_a_category_finds_its_codes_only_or_first(catalogue, text):
    found = search_codes(text, on=TODAY, limit=32)
    assert {code.category_code for code in found} == {"HW08"}
    assert len(found) == 32


def test_search_orders_number_then_category_then_beginnings(catalogue):
    found = codes("09", limit=100)
    places = [0 if code.endswith("-09") else 1 if code.startswith("09") else 2 for code in found]
    assert places == sorted(places)
    assert set(places) == {0, 1, 2}


def test_search_wants_every_word(catalogue):
    both = set(codes("废水处理 污泥", limit=500))
    assert both
    assert both == set(codes("废水处理", limit=500)) & set(codes("污泥", limit=500))
    assert codes("废水处理 污泥 没有这种废物") == []


def test_search_finds_what_people_call_by_a_shorter_name(catalogue):
    assert codes("废机油")[0] == "900-214-08"  # printed as 废发动机油
    assert all("电镀" in code.description for code in search_codes("电镀污泥", on=TODAY))


def test_search_puts_the_words_as_written_before_their_parts(catalogue):
    found = search_codes("废活性炭", on=TODAY, limit=100)
    whole = ["废活性炭" in code.description for code in found]
    assert whole[0] and whole == sorted(whole, reverse=True)


@pytest.mark.parametrize("text", ["", "   ", "-", "——", "，。", "\x00", "\ud800"])
def test_search_for_nothing_finds_nothing_without_a_query(catalogue, django_assert_num_queries, text):
    with django_assert_num_queries(0):
        assert codes(text) == []


@pytest.mark.parametrize("text", ["废", "a" * 5000, "废 " * 5000, "'; DROP TABLE", "\\", "废\x00油", "9" * 500])
def test_search_survives_any_text_with_one_query(catalogue, django_assert_num_queries, text):
    with django_assert_num_queries(1):
        codes(text)


def test_search_brings_all_that_a_list_shows_in_one_query(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1), translation.override("en"):
        shown = [
            (code.code, code.hazard_list, code.category.localised_name, code.edition.localised_name)
            for code in search_codes("900-249-08", on=TODAY)
        ]
    assert shown == [
        (
            "900-249-08",
            ["T", "I"],
            "Waste mineral oil and waste containing mineral oil",
            "National Catalogue of Hazardous Wastes (2021 edition)",
        )
    ]


def test_search_keeps_to_the_limit(catalogue):
    assert len(codes("废物")) == 20
    assert len(codes("废物", limit=3)) == 3


def test_search_finds_general_solid_waste_beside_hazardous(catalogue):
    solid_waste_code("900-001-S17")
    assert codes("S17") == ["900-001-S17"]
    assert codes("900-001-S17") == ["900-001-S17"]
    assert codes("900001S17") == ["900-001-S17"]
    assert codes("工业固体废物 S17") == ["900-001-S17"]
    assert codes("900-001-S17", systems=("hazardous",)) == []


@pytest.mark.parametrize("text", ["130205", "13 02 05", "13 02 05*", "mineral-based non-chlorinated engine oils"])
def test_search_keeps_the_european_list_to_those_who_ask(catalogue, text):
    list(load([EuropeanList()]))
    assert "130205" not in codes(text)
    assert codes(text, systems=("eu_low",))[0] == "130205"


def test_search_uses_the_edition_of_the_day(catalogue):
    CatalogueEdition.objects.create(
        code="CN-HW-2025", jurisdiction="CN", system="hazardous", name="新", valid_from="2025-01-01"
    )
    category = WasteCategory.objects.create(edition_id="CN-HW-2025", code="HW08", name="新类")
    WasteCode.objects.create(
        edition_id="CN-HW-2025", category=category, code="900-249-08", description="新", hazardous=True
    )

    def edition(on):
        return [code.edition_id for code in search_codes("900-249-08", on=on)]

    assert edition(datetime.date(2024, 12, 31)) == ["CN-HW-2021"]
    assert edition(datetime.date(2025, 1, 1)) == ["CN-HW-2025"]
    assert edition(datetime.date(2020, 12, 31)) == []


def test_edition_stands_in_until_its_successor_is_loaded(catalogue):
    editions = CatalogueEdition.objects
    edition = editions.in_force("hazardous", TODAY)
    assert edition.code == "CN-HW-2021"
    assert edition.is_superseded_on(TODAY) is True
    assert edition.is_superseded_on(datetime.date(2025, 1, 1)) is True
    assert edition.is_superseded_on(datetime.date(2024, 12, 31)) is False
    assert editions.in_force("solid", TODAY).is_superseded_on(TODAY) is False
    with pytest.raises(CatalogueEdition.DoesNotExist):
        editions.in_force("hazardous", datetime.date(2020, 12, 31))


def test_words_are_read_once_each_and_not_without_end():
    assert read_words("废油 废油") == [Word("废油")]
    assert len(read_words(" ".join(f"词{n}" for n in range(99)))) == MOST_WORDS
    assert read_words("oils glass") == [Word("oil"), Word("glas")]
    assert Word("电镀污泥").pairs == ["电镀", "镀污", "污泥"]
    assert Word("废酸").pairs == Word("waste").pairs == []
