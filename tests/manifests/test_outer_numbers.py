"""The nation's and the province's numbers: read at every boundary, recorded once, taken from a block that was granted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import Region
from manifests.access import allowed_actions
from manifests.actions.answer_amendment import agree
from manifests.actions.enter_block import enter_block, give_back
from manifests.actions.propose_amendment import propose
from manifests.actions.set_number_mask import set_number_mask
from manifests.custody import perform
from manifests.documents.manifest_form import form_of
from manifests.models import CustodyEvent, Manifest, NumberBlock, NumberMask
from manifests.numbers import NationalNumber, NotANumber, fits_mask, is_mask
from tests.at_once import at_once
from tests.city import CITY, LIYANG, WUJIN, official
from tests.manifests.test_profiles import drawn, packed

YEAR = clock.today().year


def number(serial: int, *, year: int = YEAR, place: str = "3204") -> str:
    return str(NationalNumber(year, place, serial))


def block(by, first=1, last=3, *, year=YEAR, region=CITY, **told) -> NumberBlock:
    said = {"granted_by": "Ministry", "document": "No. 7", "granted_on": clock.today()} | told
    return enter_block(by=by, region=Region.objects.get(pk=region), year=year, first=first, last=last, **said)


def record(manifest, by, **numbers) -> Manifest:
    return perform(Manifest(pk=manifest.pk), "record_numbers", by=by, data=numbers).subject


def refused(call, *args, **kwargs) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as error, transaction.atomic():
        call(*args, **kwargs)
    return [(reason.code, reason.field) for reason in error.value.all]


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


# Blocks


def test_without_a_block_nothing_national_is_minted_and_nothing_is_asked(walk, people):
    walk.issued()  # the picture is taken
    draft = walk.draft()
    with CaptureQueriesContext(connection) as asked:
        issued = perform(draft, "issue", by=people.clerk).subject
    assert issued.national_no == "" and issued.number
    assert not [query for query in asked if "numberblock" in query["sql"]]


def test_a_block_numbers_what_is_issued_until_its_last_number(walk, people):
    granted = block(people.city_regulator, 999_998, 999_999)
    drafts = [walk.draft() for _each in range(3)]
    numbers = [perform(draft, "issue", by=people.clerk).subject.national_no for draft in drafts]
    assert numbers == [number(999_998), number(999_999), ""]
    granted.refresh_from_db()
    assert (granted.used, granted.left) == (2, 0)
    event = CustodyEvent.objects.get(manifest=drafts[0], action="issue")
    assert event.particulars["national_no"] == number(999_998)
    assert form_of(drafts[0]).national_no == number(999_998)


def test_one_statement_mints(walk, people):
    walk.issued()
    bare, drafted = walk.draft(), walk.draft()

    def spent(draft) -> int:
        with CaptureQueriesContext(connection) as asked:
            perform(draft, "issue", by=people.clerk)
        return len(asked)

    before = spent(bare)
    block(people.city_regulator)
    walk.issued()  # the picture is taken anew
    assert spent(drafted) == before + 1


def test_blocks_are_used_in_the_order_of_their_numbers(walk, people):
    block(people.city_regulator, 50, 50)
    block(people.city_regulator, 7, 7)
    assert [walk.issued().national_no for _each in range(3)] == [number(7), number(50), ""]


@pytest.mark.parametrize(("year", "region"), [(YEAR + 1, CITY), (YEAR - 1, CITY), (YEAR, "320500")])
def test_a_block_of_another_year_or_city_is_left_alone(walk, year, region):
    by = official("jiangsu", "320000")
    granted = block(by, year=year, region=region)
    assert walk.issued().national_no == ""
    granted.refresh_from_db()
    assert granted.used == 0


def test_the_year_of_the_paper_chooses_the_block(walk, people):
    """Issued on paper before the turn of the year, entered after it: the block of the old year counts."""
    block(people.city_regulator, year=YEAR)
    block(people.city_regulator, year=YEAR - 1, granted_on=clock.today())
    last = datetime(YEAR - 1, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Changzhou
    draft = walk.draft()
    back_fill = {
        "kind": "emergency", "paper_number": "P-1", "reason": "down",
        "transfer_ended_at": (last + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    told = {"happened_at": last, "data": {"back_fill": back_fill}}
    assert localdate(last).year == YEAR - 1
    assert perform(draft, "issue", by=people.clerk, **told).subject.national_no == number(1, year=YEAR - 1)
    told["happened_at"] = last + timedelta(minutes=1)  # midnight
    assert perform(walk.draft(), "issue", by=people.clerk, **told).subject.national_no == number(1)


def test_what_paper_bears_is_entered_with_it(walk, people):
    block(people.city_regulator)
    now = clock.now() - timedelta(hours=1)
    back_fill = {
        "kind": "emergency", "paper_number": "P-1", "reason": "down", "transfer_ended_at": now.isoformat(),
        "national_no": number(77), "provincial_no": "JS-1",
    }  # fmt: skip
    send = lambda **more: perform(  # noqa: E731
        walk.draft(), "issue", by=people.clerk, happened_at=now, data={"back_fill": back_fill | more}
    )
    issued = send().subject
    assert (issued.national_no, issued.provincial_no) == (number(77), "JS-1")
    assert NumberBlock.objects.get().used == 0
    told = refused(send, national_no=number(2))
    assert told == [
        ("national_no_in_block", "/back_fill/national_no"),
        ("provincial_no_taken", "/back_fill/provincial_no"),
    ]


def test_waste_without_a_national_scheme_takes_no_national_number(walk, people):
    block(people.city_regulator)
    issued = perform(drawn(walk, packed(walk, "900-001-S17")), "issue", by=people.clerk).subject
    assert issued.national_no == ""
    told = refused(record, issued, people.clerk, national_no=number(9))
    assert told == [("national_no_not_asked", "/national_no")]
    assert record(issued, people.clerk, provincial_no="G-1").provincial_no == "G-1"


def test_a_number_of_a_block_is_not_recorded_by_hand(walk, people):
    issued = walk.issued()
    block(people.city_regulator)
    assert refused(record, issued, people.clerk, national_no=number(2)) == [("national_no_in_block", "/national_no")]
    assert record(issued, people.clerk, national_no=number(4)).national_no == number(4)


def test_a_rolled_back_issue_gives_its_number_back(walk, people):
    block(people.city_regulator)
    with transaction.atomic():
        perform(walk.draft(), "issue", by=people.clerk)
        transaction.set_rollback(True)
    assert walk.issued().national_no == number(1)


# Entering a block


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"region": WUJIN}, "not_permitted"),
        ({"region": "320500"}, "not_permitted"),
        ({"year": YEAR + 2}, "block_year"),
        ({"year": YEAR - 2}, "block_year"),
        ({"first": 0}, "block_serials"),
        ({"first": 4}, "block_serials"),
        ({"last": 1_000_000}, "block_serials"),
        ({"granted_on": date(YEAR + 1, 1, 1)}, "day_in_future"),
        ({"granted_by": "x\x00"}, "text_invalid"),
        ({"document": " "}, "blank"),
        ({"document": "x" * 81}, "max_length"),
    ],
)
def test_a_block_is_entered_with_care(people, change, code):
    assert [found for found, _field in refused(block, people.city_regulator, **change)] == [code]


@pytest.mark.parametrize("name", ["clerk", "district_regulator", "other_regulator"])
def test_a_block_is_entered_by_officials_of_the_whole_city(people, name):
    with pytest.raises(NotPermitted):
        block(getattr(people, name))


def test_a_block_for_a_province_is_none(people):
    assert refused(block, official("jiangsu", "320000"), region="320000") == [("block_region", "/region")]


@pytest.mark.parametrize(("first", "last"), [(3, 9), (1, 3), (2, 2), (1, 9)])
def test_blocks_never_overlap(people, first, last):
    block(people.city_regulator)
    assert refused(block, people.city_regulator, first, last) == [("block_overlaps", "/first")]
    assert block(people.city_regulator, 4, 9).left == 6


def test_a_block_over_a_number_that_stands_somewhere_is_refused(walk, people):
    record(walk.issued(), people.clerk, national_no=number(2))
    assert refused(block, people.city_regulator) == [("block_number_taken", "/first")]


def test_what_is_left_is_given_back_and_no_more_is_taken(walk, people):
    granted = block(people.city_regulator)
    assert walk.issued().national_no == number(1)
    assert give_back(by=people.city_regulator, block=granted) == 2
    granted.refresh_from_db()
    assert (granted.used, granted.left, granted.given_back, granted.granted) == (1, 0, 2, 3)
    assert walk.issued().national_no == ""
    assert refused(give_back, by=people.city_regulator, block=granted) == [("block_used_up", "")]
    assert block(people.city_regulator, 2, 3).left == 2  # free to be granted again


def test_an_unused_block_given_back_is_gone(people):
    granted = block(people.city_regulator)
    assert give_back(by=people.city_regulator, block=granted) == 3
    assert not NumberBlock.objects.exists()


@pytest.mark.parametrize(("name", "answer"), [("district_regulator", NotThere), ("clerk", NotThere)])
def test_others_give_nothing_back(people, name, answer):
    granted = block(people.city_regulator)
    with pytest.raises(answer):
        give_back(by=getattr(people, name), block=granted)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM manifests_numberblock",
        "UPDATE manifests_numberblock SET next_no = next_no - 1",
        "UPDATE manifests_numberblock SET last_no = last_no + 1, granted_last_no = granted_last_no + 1",
        "UPDATE manifests_numberblock SET document = 'another'",
        f"UPDATE manifests_numberblock SET first_no = first_no - 0, region_id = '{LIYANG}'",
    ],
)
def test_a_used_block_stands_in_the_database(walk, people, change):
    block(people.city_regulator)
    walk.issued()
    with pytest.raises(IntegrityError, match="block"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


# At once


@pytest.mark.django_db(transaction=True)
def test_national_numbers_under_32_concurrent_issues_are_all_different(walk, people, city):
    granted = block(people.city_regulator, 1, 30)
    drafts = [walk.draft(walk.stored("10")) for _ in range(32)]
    results = at_once(*[lambda draft=draft: perform(draft, "issue", by=people.clerk) for draft in drafts])
    numbers = [outcome.subject.national_no for outcome in results]
    assert sorted(filter(None, numbers)) == [number(serial) for serial in range(1, 31)]
    assert numbers.count("") == 2
    granted.refresh_from_db()
    assert granted.left == 0


@pytest.mark.django_db(transaction=True)
def test_two_people_recording_one_number_at_once(walk, people):
    first, second = walk.issued(), walk.issued()
    results = at_once(
        lambda: record(first, people.clerk, national_no=number(7)),
        lambda: record(second, people.city_regulator, national_no=number(7)),
    )
    codes = [result.code for result in results if isinstance(result, Refusal)]
    assert codes == ["national_no_taken"]
    assert Manifest.objects.filter(national_no=number(7)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_block_and_a_number_of_it_entered_at_once(walk, people):
    issued = walk.issued()
    results = at_once(
        lambda: record(issued, people.clerk, national_no=number(2)),
        lambda: block(people.city_regulator),
    )
    codes = [result.code for result in results if isinstance(result, Refusal)]
    assert codes in (["national_no_in_block"], ["block_number_taken"])


@pytest.mark.django_db(transaction=True)
def test_two_officials_entering_overlapping_blocks_at_once(people):
    results = at_once(lambda: block(people.city_regulator, 1, 5), lambda: block(people.city_regulator, 5, 9))
    assert [result.code for result in results if isinstance(result, Refusal)] == ["block_overlaps"]
    assert NumberBlock.objects.count() == 1
