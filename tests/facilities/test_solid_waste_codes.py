"""General solid waste codes: what the documented form and the class ranges let in, and what they keep out."""

import pytest

from facilities.catalogue.loader import load
from facilities.catalogue.solid_waste import (
    EDITION,
    SolidWasteClassUnlisted,
    SolidWasteCodeMalformed,
    SolidWasteCodeUnlisted,
    SolidWasteIndustryUnknown,
    solid_waste_code,
)
from facilities.catalogue.tables import Editions, Industries, SolidWasteRanges
from facilities.errors import BadInput
from facilities.models import WasteCode


@pytest.fixture
def ranges(db):
    assert all(outcome.state != "refused" for outcome in load([Industries(), Editions(), SolidWasteRanges()]))


@pytest.mark.parametrize(
    ("text", "code", "industry", "kind"),
    [
        ("900-001-S17", "900-001-S17", "", "工业固体废物"),
        ("900-099-S01", "900-099-S01", "", "工业固体废物"),
        ("900-099-S59", "900-099-S59", "", "工业固体废物"),
        ("900-001-S60", "900-001-S60", "", "生活垃圾"),
        ("900-001-S99", "900-001-S99", "", "其他固体废物"),
        ("441-002-S02", "441-002-S02", "电力生产", "工业固体废物"),
        ("  900-001-s17 ", "900-001-S17", "", "工业固体废物"),
        ("９００-００１-Ｓ１７", "900-001-S17", "", "工业固体废物"),
    ],
)
def test_solid_waste_code_of_the_documented_form(ranges, text, code, industry, kind):
    made = solid_waste_code(text)
    assert (made.code, made.industry_source, made.description) == (code, industry, kind)
    assert (made.edition_id, made.hazardous, made.by_pattern) == (EDITION, False, True)
    assert made.category_code == code[-3:]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", SolidWasteCodeMalformed),
        ("900-000-S17", SolidWasteCodeMalformed),  # serials begin at 001
        ("900-100-S17", SolidWasteCodeMalformed),  # and end at 099
        ("900-001-17", SolidWasteCodeMalformed),
        ("900-001-S1", SolidWasteCodeMalformed),
        ("900-001-S017", SolidWasteCodeMalformed),
        ("90-001-S17", SolidWasteCodeMalformed),
        ("900001S17", SolidWasteCodeMalformed),
        ("900-001-S17\n900-001-S18", SolidWasteCodeMalformed),
        ("٩٠٠-٠٠١-S١٧", SolidWasteCodeMalformed),  # digits, but not these
        ("900-249-08", SolidWasteCodeMalformed),  # a hazardous code
        ("900-001-S\x0017", SolidWasteCodeMalformed),
        ("900-001-S00", SolidWasteClassUnlisted),
        ("900-001-S08", SolidWasteClassUnlisted),  # left out of S01–S59
        ("999-001-S17", SolidWasteIndustryUnknown),
        ("000-001-S17", SolidWasteIndustryUnknown),
    ],
)
def test_solid_waste_code_that_breaks_a_rule(ranges, text, error):
    before = WasteCode.objects.count()
    with pytest.raises(error) as refusal:
        solid_waste_code(text, field="/waste_code")
    assert isinstance(refusal.value, BadInput)
    assert refusal.value.code == error.code != BadInput.code
    assert (refusal.value.field, refusal.value.value) == ("/waste_code", text)
    assert str(refusal.value.message) and str(refusal.value.law)
    assert WasteCode.objects.count() == before


def test_solid_waste_code_is_made_once(ranges, django_assert_num_queries):
    first = solid_waste_code("900-001-S17")
    with django_assert_num_queries(1):
        assert solid_waste_code("900-001-s17") == first


def test_solid_waste_code_once_the_table_is_loaded(ranges):
    early = solid_waste_code("900-001-S17")
    listed = WasteCode.objects.create(edition_id=EDITION, code="900-002-S17", description="废有色金属", hazardous=False)
    assert solid_waste_code("900-002-S17") == listed
    # What was used before stays usable; what was not is now judged by the table.
    assert solid_waste_code("900-001-S17") == early
    with pytest.raises(SolidWasteCodeUnlisted):
        solid_waste_code("900-003-S17")
