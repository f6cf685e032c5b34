"""The nation's and the province's numbers: read at every boundary, recorded once and then only corrected."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from facilities import clock
from facilities.errors import NotPermitted, NotThere
from facilities.models import Region
from manifests.access import allowed_actions
from manifests.actions.answer_amendment import agree
from manifests.actions.propose_amendment import propose
from manifests.actions.set_number_mask import set_number_mask
from manifests.documents.manifest_form import form_of
from manifests.models import CustodyEvent, Manifest, NumberMask
from manifests.numbers import NationalNumber, NotANumber, fits_mask, is_mask
from tests.city import CITY, official
from tests.numbered import YEAR, number, record, refused

# As text


@pytest.mark.parametrize(
    "text",
    ["", "2026320400000", "202632040000011", "2026320400000a", "２０２６３２０４０００００１", "20263204000001\n"],
)
def test_a_national_number_is_14_digits_and_nothing_else(text):
    with pytest.raises(NotANumber):
        NationalNumber.read(text)


def test_a_national_number_is_year_city_and_serial():
    read = NationalNumber.read("20263204000123")
    assert (read.year, read.place, read.serial, read.series) == (2026, "3204", 123, 20263204)
    assert str(NationalNumber.of(int(read))) == "20263204000123"
    assert str(NationalNumber(2026, "3204", 999_999)) == "20263204999999"


@pytest.mark.parametrize(
    ("mask", "text", "fits"),
    [
        ("JS########", "JS20260001", True),
        ("JS########", "JS2026000", False),
        ("JS########", "js20260001", False),
        ("@@-##/A", "AB-12/A", True),
        ("@@-##/A", "A1-12/A", False),
        ("#", "１", False),
        ("#", "1\n", False),
    ],
)
def test_a_mask_says_how_a_province_spells(mask, text, fits):
    assert is_mask(mask) and fits_mask(text, mask) is fits


@pytest.mark.parametrize("mask", ["", "JS", "#" * 41, "js##", "(##)", "##\n", ".*#", "##\x00"])
def test_what_is_no_mask(mask):
    assert not is_mask(mask)


# Recording


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026320400012", "national_no_invalid"),
        ("202632040000123", "national_no_invalid"),
        ("2026320400012x", "national_no_invalid"),
        (number(1, year=YEAR - 1), "national_no_year"),
        (number(1, year=YEAR + 1), "national_no_year"),
        (number(1, year=9999), "national_no_year"),
        (number(1, place="3205"), "national_no_place"),
        (number(1, place="0000"), "national_no_place"),
        (number(0), "national_no_serial"),
        ("\x00" * 14, "text_invalid"),
        ("1" * 41, "too_long"),
    ],
)
def test_a_national_number_is_that_of_its_city_and_year(walk, people, text, code):
    assert refused(record, walk.issued(), people.clerk, national_no=text) == [(code, "/national_no")]


@pytest.mark.parametrize("serial", [1, 999_999])
def test_the_first_and_the_last_serial_are_taken(walk, people, serial):
    recorded = record(walk.issued(), people.clerk, national_no=number(serial))
    assert recorded.national_no == number(serial)


def test_spaces_of_the_paper_are_forgiven(walk, people):
    assert record(walk.issued(), people.clerk, national_no=f"{YEAR} 3204 000001").national_no == number(1)


def test_a_number_is_recorded_as_an_event_and_printed(walk, people):
    issued = walk.issued()
    assert form_of(issued).national_no == ""
    record(issued, people.clerk, national_no=number(7), provincial_no="js-9")
    event = CustodyEvent.objects.get(manifest=issued, action="record_numbers")
    assert event.particulars == {"national_no": number(7), "provincial_no": "JS-9"}
    assert (event.old_state, event.new_state) == ("issued", "issued")
    form = form_of(Manifest.objects.get(pk=issued.pk))
    assert (form.national_no, form.provincial_no) == (number(7), "JS-9")


def test_each_number_is_recorded_once_and_then_corrected(walk, people):
    closed = walk.closed()
    record(closed, people.clerk, national_no=number(7))
    assert refused(record, closed, people.clerk, national_no=number(8)) == [("number_recorded", "/national_no")]
    record(closed, people.city_regulator, provincial_no="JS-9")
    fresh = Manifest.objects.with_parties().get(pk=closed.pk)
    assert "record_numbers" not in {row.action for row in allowed_actions(people.clerk, fresh)}
    change = [{"field": "/national_no", "value": number(8)}, {"field": "/provincial_no", "value": "JS-10"}]
    asked = propose(closed, by=people.clerk, changes=change, reason="typed wrongly")[0]
    assert [(row["before"], row["after"]) for row in asked.changes] == [
        (number(7), number(8)),
        ("JS-9", "JS-10"),
    ]


def test_nothing_recorded_is_refused(walk, people):
    assert refused(record, walk.issued(), people.clerk, national_no=" ") == [("required", "/national_no")]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("clerk", None),
        ("city_regulator", None),
        ("district_regulator", None),
        ("dispatcher", NotPermitted),
        ("receiver", NotPermitted),
        ("reader", NotPermitted),
        ("outsider", NotThere),
        ("other_regulator", NotThere),
    ],
)
def test_the_consignor_and_officials_record_numbers(walk, people, name, answer):
    issued = walk.issued()
    if answer is None:
        assert record(issued, getattr(people, name), national_no=number(5)).national_no == number(5)
    else:
        with pytest.raises(answer):
            record(issued, getattr(people, name), national_no=number(5))


def test_no_two_manifests_have_one_number(walk, people):
    first, second = walk.issued(), walk.issued()
    record(first, people.clerk, national_no=number(7), provincial_no="JS-9")
    told = refused(record, second, people.clerk, national_no=number(7), provincial_no="JS-9")
    assert told == [("national_no_taken", "/national_no"), ("provincial_no_taken", "/provincial_no")]
    for field, value in (("national_no", number(7)), ("provincial_no", "JS-9")):
        with pytest.raises(IntegrityError, match=f"manifest_{field}_once"), transaction.atomic():
            Manifest.objects.filter(pk=second.pk).update(**{field: value})
    with pytest.raises(IntegrityError, match="manifest_national_no_shape"), transaction.atomic():
        Manifest.objects.filter(pk=second.pk).update(national_no="12")


def test_a_correction_is_held_to_the_same(walk, people):
    first, second = walk.issued(), walk.issued()
    record(first, people.clerk, national_no=number(7))
    for value, code in ((number(7), "national_no_taken"), (number(1, place="3205"), "national_no_place")):
        change = [{"field": "/national_no", "value": value}]
        assert refused(propose, second, by=people.clerk, changes=change, reason="x") == [(code, "/changes/0/value")]


def test_a_correction_meets_a_number_that_somebody_got_meanwhile(walk, people):
    first, second = walk.judged(), walk.issued()
    change = [{"field": "/national_no", "value": number(7)}]
    asked = propose(first, by=people.clerk, changes=change, reason="x")[0]
    record(second, people.clerk, national_no=number(7))
    told = refused(agree, asked, by=people.receiver)
    assert told == [("national_no_taken", "/amendment")]


# A province's own


def test_a_province_s_numbers_follow_its_mask_from_its_first_day_on(walk, people, monkeypatch):
    jiangsu = official("jiangsu", "320000")
    tomorrow = clock.today() + timedelta(days=1)
    early = walk.issued()
    set_number_mask(
        by=jiangsu, region=Region.objects.get(pk="320000"), mask="js####", valid_from=tomorrow, document="Notice 3"
    )
    record(early, people.clerk, provincial_no="whatever 1")  # issued before the mask's first day
    late = walk.issued()
    Manifest.objects.filter(pk=late.pk).update(issued_at=late.issued_at + timedelta(days=1))
    assert refused(record, late, people.clerk, provincial_no="JS123") == [("provincial_no_invalid", "/provincial_no")]
    assert record(late, people.clerk, provincial_no="JS1234").provincial_no == "JS1234"


@pytest.mark.parametrize(
    ("who", "region", "mask", "days", "answer"),
    [
        ("city_regulator", "320000", "JS####", 1, "not_permitted"),
        ("clerk", "320000", "JS####", 1, "not_permitted"),
        ("jiangsu", "330000", "ZJ####", 1, "not_permitted"),
        ("jiangsu", CITY, "JS####", 1, "mask_region"),
        ("jiangsu", "320000", "JS", 1, "mask_invalid"),
        ("jiangsu", "320000", "JS####", 0, "mask_backdated"),
    ],
)
def test_a_mask_is_entered_by_its_province_for_days_to_come(people, who, region, mask, days, answer):
    by = official("jiangsu", "320000") if who == "jiangsu" else getattr(people, who)
    place = Region.objects.get(pk=region)
    day = clock.today() + timedelta(days=days)
    told = refused(set_number_mask, by=by, region=place, mask=mask, valid_from=day, document="Notice 3")
    assert [code for code, _field in told] == [answer]


def test_a_mask_ends_on_the_eve_of_the_next_and_stands(people):
    by, place = official("jiangsu", "320000"), Region.objects.get(pk="320000")
    first, second = (clock.today() + timedelta(days=days) for days in (1, 5))
    old = set_number_mask(by=by, region=place, mask="A#", valid_from=first, document="1")
    set_number_mask(by=by, region=place, mask="B#", valid_from=second, document="2")
    old.refresh_from_db()
    assert old.valid_to == second - timedelta(days=1)
    masks = [NumberMask.objects.in_force(first + timedelta(days=days), "32").first() for days in range(-1, 5)]
    assert [mask and mask.mask for mask in masks] == [None, "A#", "A#", "A#", "A#", "B#"]
    told = refused(set_number_mask, by=by, region=place, mask="C#", valid_from=first, document="3")
    assert told == [("mask_entered_later", "/valid_from")]
    for change in ("UPDATE manifests_numbermask SET mask = 'X#'", "DELETE FROM manifests_numbermask"):
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
