"""Who hears of an application to another province: each step, and each term that runs out, once and in which words."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.tell_of_crossings import remind_of_crossings
from facilities.actions.withdraw_crossing import withdraw_crossing
from facilities.models import Facility, Notice
from facilities.notices import words
from tests.city import OIL, facility, member, official
from tests.crossings import HANGZHOU, step, written
from tests.declared import at


@pytest.fixture
def offices(people, far) -> None:
    """Zhejiang's and Jiangsu's provinces, Hangzhou's city, and a clerk at the works that is to receive."""
    official("jiangsu", "320000")
    official("zhejiang", "330000")
    official("hangzhou", "330100")
    official("hangzhou_district", HANGZHOU)
    member("works_clerk", far.works.enterprise, "clerk")
    member("boss", far.contract.consignor.enterprise, "manager")


def told(call) -> list[str]:
    """Who hears something new when `call` is made."""
    before = set(Notice.objects.values_list("pk", flat=True))
    call()
    return sorted(Notice.objects.exclude(pk__in=before).values_list("person__username", flat=True))


def taken(row, by, kind: str, day: int, month: int = 9, **more) -> list[str]:
    return told(lambda: step(row, by, kind, date(2026, month, day), **more))


def reminded(*moment: int) -> list[str]:
    with clock.standing_at(at(*moment)):
        return told(remind_of_crossings)


def last_words(username: str) -> str:
    return words(Notice.objects.filter(person__username=username).order_by("-pk").first())


def test_each_step_goes_to_the_firm_and_to_those_whose_turn_it_is(draft, people, offices):
    by, desk = people.district_regulator, ["boss", "clerk"]
    assert told(lambda: hand_in_crossing(draft, by=people.clerk)) == ["boss", "district_regulator"]
    assert taken(draft, by, "accepted", 22) == desk  # the next step is the same official's own
    assert taken(draft, by, "consulted", 23) == [*desk, "hangzhou"]
    assert taken(draft, by, "replied", 24) == ["boss", "city_regulator", "clerk"]  # a district does not decide
    granted = taken(draft, people.city_regulator, "granted", 28)
    assert granted == [*desk, "hangzhou", "works_clerk"]


@pytest.mark.parametrize(
    ("steps", "kind", "who"),
    [
        ((), "returned", ["boss", "clerk"]),
        (("accepted",), "refused", ["boss", "clerk"]),
        (("accepted", "consulted", "replied"), "refused", ["boss", "clerk", "hangzhou"]),
    ],
)
def test_a_return_and_a_refusal_say_why(handed_in, people, offices, steps, kind, who):
    for before in steps:
        step(handed_in, people.city_regulator, before, date(2026, 9, 22))
    assert taken(handed_in, people.city_regulator, kind, 23, note="no seal") == who
    assert last_words("clerk").endswith("Reason or note: no seal")


def test_a_withdrawal_goes_to_the_officials_who_work_on_it(handed_in, people, offices):
    for kind in ("accepted", "consulted"):
        step(handed_in, people.city_regulator, kind, date(2026, 9, 22))
    with clock.standing_at(at(2026, 9, 23, 9)):
        who = told(lambda: withdraw_crossing(handed_in, by=people.clerk))
    assert who == ["boss", "district_regulator", "hangzhou"]


def test_where_a_place_has_no_office_the_one_above_hears(draft, people, far):
    people.district_regulator.delete()
    official("zhejiang", "330000")
    assert told(lambda: hand_in_crossing(draft, by=people.clerk)) == ["city_regulator"]
    step(draft, people.city_regulator, "accepted", date(2026, 9, 22))
    assert "zhejiang" in taken(draft, people.city_regulator, "consulted", 23)


# Handed in on 21 September: five working days end on the 29th, two before that on the 25th's eve, Mid-Autumn.
def test_a_term_is_told_when_it_nears_its_end_and_when_silence_accepts(handed_in, people, offices):
    Notice.objects.all().delete()
    assert reminded(2026, 9, 24, 23, 59) == []
    assert reminded(2026, 9, 27, 0) == ["district_regulator"]
    assert last_words("district_regulator") == (
        f"Due on 2026-09-29: say whether a cross-province application is complete "
        f"(application {handed_in.number}, Generator → Works)."
    )
    assert reminded(2026, 9, 28, 12) == []
    assert reminded(2026, 9, 30, 0) == ["boss", "clerk", "district_regulator"]
    assert last_words("clerk") == (
        f"Nothing was said until 2026-09-29, so application {handed_in.number} (Generator → Works) counts as complete. "
        "Next: review it and ask the receiving province, by 2026-10-12."
    )
    assert reminded(2026, 9, 30, 8) == []


@pytest.mark.parametrize(
    ("steps", "last", "in_turn", "late"),
    [
        (("accepted",), (2026, 9, 29), ["district_regulator"], ["boss", "clerk", "district_regulator"]),
        (
            ("accepted", "consulted"),
            (2026, 10, 12),
            ["district_regulator", "hangzhou"],
            ["boss", "clerk", "district_regulator", "hangzhou"],
        ),
        (
            ("accepted", "consulted", "replied"),
            (2026, 9, 29),
            ["city_regulator"],
            ["boss", "city_regulator", "clerk"],
        ),
    ],
)
def test_every_authoritys_term_tells_those_in_turn_and_once_it_is_late_the_firm(
    handed_in, people, offices, steps, last, in_turn, late
):
    for kind in steps:
        step(handed_in, people.city_regulator, kind, date(2026, 9, 21))
    Notice.objects.all().delete()
    assert reminded(*last, 12) == in_turn
    assert reminded(*last, 23, 59) == []
    after = (last[0], last[1], last[2] + 1, 0)
    assert reminded(*after) == late
    assert last_words("boss").startswith("Overdue, was due on ")
    assert reminded(*after) == []


@pytest.mark.parametrize("kinds", [("returned",), ("accepted", "refused")])
def test_what_waits_for_no_authority_reminds_nobody(handed_in, people, offices, kinds):
    for kind in kinds:
        step(handed_in, people.city_regulator, kind, date(2026, 9, 21), note="no")
    assert reminded(2027, 3, 1) == []


def test_a_notice_is_read_in_the_readers_language_and_leads_to_the_application(handed_in, people, client):
    notice = Notice.objects.get(person=people.district_regulator)
    assert notice.path == reverse("admin:facilities_crossingapplication_change", args=[handed_in.pk])
    with override("zh-hans"):
        assert words(notice).startswith(f"跨省转移申请 {handed_in.number}（Generator → Works）：")
    step(handed_in, people.city_regulator, "accepted", date(2026, 9, 22))
    client.force_login(people.clerk)
    assert Notice.objects.get(person=people.clerk).path == handed_in.get_absolute_url()
    assert handed_in.number in client.get(reverse("facilities:notices")).content.decode()


def test_the_job_costs_as_many_statements_for_applications_that_are_not_due(
    handed_in, people, offices, django_assert_num_queries
):
    with clock.standing_at(at(2026, 9, 22, 9)), django_assert_num_queries(3):  # rows, steps, the calendar
        remind_of_crossings()


def test_lists_say_what_was_handed_in_and_not_what_is_being_changed(
    handed_in, people, client, django_assert_max_num_queries
):
    step(handed_in, people.city_regulator, "returned", date(2026, 9, 22))
    others = facility(90, "Others", HANGZHOU, is_disposal_site=True)
    written(handed_in, people.clerk, valid_to=date(2027, 3, 30), kg_by_code={OIL: 41000}, consignee=others)
    admin = reverse("admin:facilities_crossingapplication_changelist")
    for person, url in ((people.clerk, reverse("facilities:crossings")), (people.city_regulator, admin)):
        client.force_login(person)
        with django_assert_max_num_queries(6):
            page = client.get(url).content.decode()
        assert "returned" in page and "2027-09-30" in page and "Works" in page
        assert "Others" not in page and "2027-03-30" not in page
    handed_in.refresh_from_db()
    works = Facility.objects.get(name="Works")
    written(handed_in, people.clerk, valid_to=date(2027, 8, 31), consignee=works)
    assert hand_in_crossing(handed_in, by=people.clerk).number == 2
    client.force_login(people.clerk)
    assert "2027-08-31" in client.get(reverse("facilities:crossings")).content.decode()


def test_a_draft_is_listed_as_it_stands(draft, people, client):
    client.force_login(people.clerk)
    page = client.get(reverse("facilities:crossings")).content.decode()
    assert "Works" in page and "R9" in page and "2027-09-30" in page
