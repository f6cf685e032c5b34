"""When something is due: the law's own examples, make-up days, years not yet published; who may enter a rule."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate

from facilities import clock, deadlines
from facilities.actions.set_deadline_rule import Terms, set_deadline_rule
from facilities.catalogue.loader import load
from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import DeadlineRuleMissing, due_after, due_in, length_of, rule_for
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import DeadlineRule, Region
from tests.city import CITY, WUJIN, person
from tests.facilities.reference_files import replace_in, run, table

NEW = reverse("admin:facilities_deadlinerule_add")
TERMS = Terms(warn=1, role="receiver", district_days=2, city_days=4, law="Notice 7")


def at(*when) -> datetime:
    return datetime(*when, tzinfo=get_current_timezone())


def last_day(due) -> date:
    return localdate(due.due_at - timedelta(microseconds=1))


def soon(days_ahead: int = 1) -> date:
    return clock.today() + timedelta(days=days_ahead)


def enter(by, code="close", region=CITY, valid_from=None, **terms) -> DeadlineRule:
    place = Region.objects.get(pk=region) if region else None
    told = Terms(**{**vars(TERMS), **terms})
    return set_deadline_rule(by=by, code=code, region=place, valid_from=valid_from or soon(), terms=told)


def test_every_clock_has_a_rule_that_says_how_long_and_who_is_told(reference):
    for kind in DeadlineKind:
        rule = rule_for(kind, clock.today())
        assert rule.role and rule.law and rule.closes, kind
        assert rule.unit in ("date", "month_day") or length_of(rule, clock.today()) >= 0, kind


# 2026: National Day is 1 to 7 October; Sunday 20 September and Saturday 10 October are worked in its place.
@pytest.mark.parametrize(
    ("started", "kind", "last"),
    [
        (at(2026, 9, 21, 10), "close", date(2026, 9, 29)),  # Friday the 25th is Mid-Autumn
        (at(2026, 9, 29, 23, 59), "close", date(2026, 10, 12)),  # 30 September, 8, 9, Saturday the 10th, 12
        (at(2026, 10, 9, 0), "close", date(2026, 10, 15)),
        (at(2026, 9, 29, 9), "back_fill", date(2026, 10, 19)),
    ],
)
def test_working_days_go_over_national_day_with_its_make_up_days(reference, started, kind, last):
    (due,) = due_after(started, WUJIN, kind)
    assert (last_day(due), due.assumed) == (last, False)
    assert due.due_at == at(*(last + timedelta(days=1)).timetuple()[:3])


def test_a_year_whose_holidays_are_not_published_is_flagged(reference):
    known = due_after(at(2026, 12, 24, 9), WUJIN, "close")[0]
    crossing = due_after(at(2026, 12, 30, 9), WUJIN, "close")[0]
    assert (known.assumed, crossing.assumed) == (False, True)


def test_the_warning_leaves_two_working_days(reference):
    (due,) = due_after(at(2026, 9, 7, 9), WUJIN, "close")
    assert (last_day(due), due.warn_at) == (date(2026, 9, 14), at(2026, 9, 11))


def test_the_plan_is_due_on_the_last_of_march_and_warned_of_from_its_first(reference):
    due = due_in(rule_for("plan", date(2026, 1, 1)), date(2026, 1, 1))
    assert (last_day(due), due.warn_at) == (date(2026, 3, 31), at(2026, 3, 1))


def test_declarations_are_due_on_the_fifteenth(reference):
    due = due_in(rule_for("declare_month", date(2026, 10, 1)), date(2026, 10, 1))
    assert last_day(due) == date(2026, 10, 15)


def test_medical_waste_is_counted_to_the_minute_and_other_waste_to_the_end_of_the_day(reference):
    medical, other = due_after(at(2026, 5, 6, 10, 30), WUJIN, "store_medical", "store_generator")
    assert medical.due_at == at(2026, 5, 8, 10, 30)
    assert last_day(other) == date(2027, 5, 6)


def test_a_collector_in_jiangsu_has_half_a_year_because_the_limit_says_so(reference):
    started = at(2026, 1, 1, 12)
    assert [last_day(due_after(started, place, "store_collector")[0]) for place in ("330100", WUJIN)] == [
        date(2027, 1, 1),
        date(2026, 6, 30),
    ]


def test_several_clocks_that_start_together_ask_the_calendar_once_and_the_rules_not_at_all(city):
    with CaptureQueriesContext(connection) as asked:
        due_after(clock.now(), WUJIN, "close", "back_fill", "treat")
    assert len(asked) == 1


def test_asking_costs_one_statement_for_all(city):
    deadlines.forget()
    with CaptureQueriesContext(connection) as asked:
        for kind in DeadlineKind:
            rule_for(kind, clock.today(), WUJIN)
    assert len(asked) == 1


def test_an_unknown_clock_is_a_defect(reference):
    with pytest.raises(DeadlineRuleMissing):
        rule_for("no_such", clock.today())


def test_a_new_rule_counts_from_its_day_in_its_region_and_keeps_what_starts_and_closes_the_clock(people):
    row = enter(people.city_regulator, code="plan", month=2, day=28, role="clerk")
    assert (row.starts, row.unit, row.closes) == ("year", "date", "管理计划备案")
    assert [rule_for("plan", day, WUJIN).month for day in (clock.today(), soon())] == [3, 2]
    assert rule_for("plan", soon(), "320500").month == 3
    enter(people.city_regulator, code="plan", valid_from=soon(10), role="clerk")
    assert [rule_for("plan", soon(n), WUJIN).pk == row.pk for n in (1, 9, 10)] == [True, True, False]
    assert rule_for("plan", soon(10), WUJIN).month == 2  # what was not given stays as it was
    with pytest.raises(Refusal, match="already entered"):
        enter(people.city_regulator, code="plan", valid_from=soon(5), role="clerk")


def test_a_rule_that_follows_a_limit_has_no_length_of_its_own(people):
    row = enter(people.city_regulator, length=9)
    assert (row.limit, row.length) == ("confirm.working_days", None)


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("close", {"valid_from": clock.today()}, "/valid_from"),
        ("no_such", {}, "/code"),
        ("close", {"warn": 99999}, "/warn"),
        ("close", {"district_days": 9, "city_days": 3}, "/city_days"),
        ("close", {"role": "king"}, "/role"),
        ("close", {"law": " "}, "/law"),
        ("plan", {"month": 2, "day": 29}, "/day"),
        ("plan", {"month": 13}, "/day"),
        ("plan", {"day": 0}, "/day"),
        ("declare_month", {"day": 31}, "/day"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(people, code, change, field):
    before = list(DeadlineRule.objects.order_by("pk").values_list())
    with pytest.raises(BadInput) as refused:
        enter(people.city_regulator, code=code, **change)
    assert refused.value.field == field
    assert list(DeadlineRule.objects.order_by("pk").values_list()) == before


def test_who_may_enter_what(people):
    enter(person("chief", is_staff=True, is_superuser=True), region=None)
    for by, region in (
        (people.district_regulator, WUJIN),
        (people.city_regulator, WUJIN),
        (people.city_regulator, None),
        (people.clerk, CITY),
    ):
        with pytest.raises(NotPermitted):
            enter(by, region=region)


@pytest.mark.parametrize("change", [{"warn": 9}, {"role": "clerk"}, {"valid_from": date(2001, 1, 1)}])
def test_the_database_itself_lets_no_rule_be_rewritten(people, change):
    row = enter(people.city_regulator)
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        DeadlineRule.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        row.delete()


def test_a_citys_official_enters_a_rule_and_everybody_in_office_reads_its_history(client, people):
    client.force_login(people.city_regulator)
    data = {
        "code": "plan", "region": CITY, "valid_from": soon().isoformat(), "month": "3", "day": "15", "length": "",
        "warn": "20", "role": "clerk", "district_days": "1", "city_days": "", "law": "Notice 7",
    }  # fmt: skip
    answer = client.post(NEW, data)
    row = DeadlineRule.objects.get(source="edited")
    assert answer.url == reverse("admin:facilities_deadlinerule_change", args=[row.pk])
    assert (row.day, row.warn, row.city_days, row.entered_by) == (15, 20, None, people.city_regulator)
    client.force_login(people.other_regulator)
    shown = client.get(answer.url).content.decode()
    assert "until 03-15" in shown and "until 03-31" in shown and "Notice 7" in shown
    assert client.post(NEW, data).status_code == 403


def test_the_form_says_what_is_wrong_beside_the_field(client, people):
    client.force_login(people.city_regulator)
    data = {"code": "close", "region": CITY, "valid_from": clock.today().isoformat(), "warn": "1", "role": "clerk"}
    answer = client.post(NEW, {**data, "law": "x"})
    assert "tomorrow at the earliest" in answer.content.decode()
    assert not DeadlineRule.objects.filter(source="edited").exists()


def test_a_later_file_is_silent_where_an_authority_has_spoken(people, folder):
    enter(person("chief", is_staff=True, is_superuser=True), region=None, valid_from=soon(2))
    replace_in(folder / "deadlines.csv", "接受人办结联单", "接受人确认联单")
    assert [outcome.state for outcome in load([table("deadlines.csv")], folder)] == ["loaded"]
    deadlines.forget()
    assert rule_for("close", soon(3)).law == "Notice 7"


def test_loading_again_changes_nothing(reference):
    before = list(DeadlineRule.objects.order_by("pk").values())
    run("--force")
    assert list(DeadlineRule.objects.order_by("pk").values()) == before


def test_the_settings_keep_the_rules_as_long_as_the_limits(city, settings):
    settings.LIMITS_KEPT_SECONDS = -1
    with CaptureQueriesContext(connection) as asked:
        rule_for("close", clock.today())
    assert len(asked) == 1
