"""A new edition of the hazardous-waste catalogue: one command, all of it or nothing."""

import pytest

from facilities.models import CatalogueEdition, Exemption, WasteCode
from tests.facilities.reference_files import everything, replace_in, run


@pytest.fixture
def new_catalogue(tmp_path):
    """Three codes in two categories, one of them renamed, in the form of the 2021 file."""
    path = tmp_path / "catalogue_2025.csv"
    path.write_text(
        "code,category,category_name,industry_source,description,hazard\n"
        '900-249-08,HW08,废矿物油与含矿物油废物,非特定行业,新的描述,"T, I"\n'
        "900-200-08,HW08,废矿物油与含矿物油废物,非特定行业,另一描述,T/I\n"
        "321-099-48,HW48,改名的类别,常用有色金属冶炼,锡冶炼废渣,T\n",
        encoding="utf-8",
    )
    return path


def new_edition(path, *, edition="CN-HW-2025", valid_from="2025-01-01", **options):
    arguments = ["--hazardous-waste", str(path), "--edition", edition, "--valid-from", valid_from]
    return run(*arguments, **options)


def test_new_edition_is_one_command(reference, new_catalogue):
    assert new_edition(new_catalogue)[2] is None
    edition = CatalogueEdition.objects.get(pk="CN-HW-2025")
    assert edition.name == "国家危险废物名录（2025年版）"
    assert list(edition.waste_codes.values_list("code", flat=True)) == [
        "321-099-48",
        "900-200-08",
        "900-249-08",
    ]
    # A category that kept its name keeps its English one; a renamed one waits for a translation.
    assert dict(edition.categories.values_list("code", "name_en")) == {
        "HW08": "Waste mineral oil and waste containing mineral oil",
        "HW48": "",
    }
    assert WasteCode.objects.filter(edition="CN-HW-2021").count() == 467
    assert WasteCode.objects.get(edition="CN-HW-2021", code="900-249-08").description != "新的描述"
    on_day = CatalogueEdition.objects.in_force
    assert on_day("hazardous", edition.valid_from).code == "CN-HW-2025"


def test_new_edition_may_be_loaded_again_corrected(reference, new_catalogue):
    new_edition(new_catalogue)
    replace_in(new_catalogue, "900-200-08", "900-201-08")
    out, _, failure = new_edition(new_catalogue)
    assert failure is None and "catalogue_2025.csv" in out
    codes = WasteCode.objects.filter(edition="CN-HW-2025").order_by("code").values_list("code", flat=True)
    assert list(codes) == ["321-099-48", "900-201-08", "900-249-08"]


def test_new_edition_ends_the_term_of_an_open_predecessor(reference, new_catalogue):
    new_edition(new_catalogue)
    assert CatalogueEdition.objects.get(pk="CN-HW-2025").valid_to is None
    new_edition(new_catalogue, edition="CN-HW-2028", valid_from="2028-06-01")
    terms = dict(CatalogueEdition.objects.filter(system="hazardous").values_list("code", "valid_to"))
    assert {code: str(day) for code, day in terms.items()} == {
        "CN-HW-2021": "2024-12-31",
        "CN-HW-2025": "2028-05-31",
        "CN-HW-2028": "None",
    }


def test_new_edition_brings_its_exemptions(reference, new_catalogue, tmp_path):
    exempt = tmp_path / "exempt.csv"
    exempt.write_text(
        "serial,code,name,stage,condition,exempt_content\n1,900-249-08,油桶,利用,再制造,利用过程不按危险废物管理\n",
        encoding="utf-8",
    )
    assert new_edition(new_catalogue, exemptions=exempt)[2] is None
    assert Exemption.objects.get(edition="CN-HW-2025").code_text == "900-249-08"
    assert Exemption.objects.filter(edition="CN-HW-2021").count() == 57


@pytest.mark.parametrize(
    ("change", "edition", "valid_from", "code"),
    [
        (("321-099-48,", "321-099-49,"), "CN-HW-2025", "2025-01-01", "wrong_category"),
        ((",T\n", ",T\n"), "HW2025", "2025-01-01", "edition_pattern"),
        ((",T\n", ",T\n"), "CN-HW-2025", "2021-01-01", "edition_day_taken"),
        ((",T\n", ",T\n"), "CN-HW-2021", "2025-01-01", "edition_day_differs"),
    ],
)
def test_new_edition_with_a_problem_does_not_come_into_being(
    reference, new_catalogue, change, edition, valid_from, code
):
    replace_in(new_catalogue, *change)
    before = everything()
    _, err, failure = new_edition(new_catalogue, edition=edition, valid_from=valid_from)
    assert failure and f"[{code}]" in err
    assert everything() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--edition", "CN-HW-2025"],
        ["--hazardous-waste", "somewhere.csv"],
        ["--exemptions", "somewhere.csv"],
        ["--edition", "CN-HW-2025", "--hazardous-waste", "somewhere.csv"],
        ["--edition", "CN-HW-2025", "--hazardous-waste", "somewhere.csv", "--valid-from", "tomorrow"],
    ],
)
def test_new_edition_needs_its_three_facts(db, arguments):
    assert run(*arguments)[2] is not None
