"""Blocks of national numbers: entered once, taken from at issue and nowhere else, and never the same number twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from manifests.actions.enter_block import give_back
from manifests.custody import perform
from manifests.documents.manifest_form import form_of
from manifests.models import CustodyEvent, Manifest, NumberBlock
from tests.at_once import at_once
from tests.city import CITY, LIYANG, WUJIN, official
from tests.manifests.test_back_fill import early_draft
from tests.manifests.test_profiles import drawn, packed
from tests.numbered import YEAR, block, number, record, refused


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
    draft = early_draft(walk, last)
    back_fill = {
        "kind": "emergency", "paper_number": "P-1", "reason": "down",
        "transfer_ended_at": (last + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    told = {"happened_at": last, "data": {"back_fill": back_fill}}
    assert localdate(last).year == YEAR - 1
    assert perform(draft, "issue", by=people.clerk, **told).subject.national_no == number(1, year=YEAR - 1)
    told["happened_at"] = last + timedelta(minutes=1)  # midnight
    back_fill["paper_number"] = "P-2"
    assert perform(early_draft(walk, last), "issue", by=people.clerk, **told).subject.national_no == number(1)


def test_what_paper_bears_is_entered_with_it(walk, people):
    block(people.city_regulator)
    now = clock.now() - timedelta(hours=1)
    back_fill = {
        "kind": "emergency", "paper_number": "P-1", "reason": "down", "transfer_ended_at": now.isoformat(),
        "national_no": number(77), "provincial_no": "JS-1",
    }  # fmt: skip
    send = lambda **more: perform(  # noqa: E731
        early_draft(walk, now), "issue", by=people.clerk, happened_at=now, data={"back_fill": back_fill | more}
    )
    issued = send().subject
    assert (issued.national_no, issued.provincial_no) == (number(77), "JS-1")
    assert NumberBlock.objects.get().used == 0
    told = refused(send, national_no=number(2), paper_number="P-2")
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
