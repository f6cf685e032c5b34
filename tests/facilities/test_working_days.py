"""Working days over the holidays and make-up days that the State Council set for 2025 and 2026."""

import datetime

import pytest

from facilities.calendars import DueDay, add_working_days, is_working_day
from facilities.catalogue.loader import load
from facilities.catalogue.tables import WorkingDays
from facilities.models import WorkingDay


@pytest.fixture
def calendar(db):
    (outcome,) = load([WorkingDays()], force=True)
    assert outcome.state == "loaded"


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "works"),
    [
        ("2025-09-26", True),  # Friday
        ("2025-09-27", False),  # Saturday
        ("2025-09-28", True),  # Sunday, worked for National Day
        ("2025-09-30", True),
        ("2025-10-01", False),  # Wednesday, first day of the holiday
        ("2025-10-08", False),  # Wednesday, its last day
        ("2025-10-09", True),
        ("2025-10-11", True),  # Saturday, worked for National Day
        ("2025-10-12", False),
        ("2026-02-14", True),  # Saturday, worked for Spring Festival
        ("2026-09-20", True),  # Sunday, worked for National Day
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday, worked for National Day
        ("2030-10-01", True),  # a Tuesday of a year that is not known yet
    ],
)
def test_working_day_around_holidays(calendar, date, works):
    assert is_working_day(day(date)) is works


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2025-09-22", 5, "2025-09-28"),  # the Sunday worked counts as the fifth
        ("2025-09-29", 1, "2025-09-30"),
        ("2025-09-30", 1, "2025-10-09"),  # eight days of holiday between
        ("2025-09-30", 3, "2025-10-11"),  # the Saturday worked
        ("2025-09-30", 4, "2025-10-13"),
        ("2025-10-04", 1, "2025-10-09"),  # begun on a holiday
        ("2025-10-10", 1, "2025-10-11"),
        ("2025-10-11", 1, "2025-10-13"),
        ("2025-09-30", 0, "2025-09-30"),
        ("2025-10-01", 0, "2025-10-01"),  # nothing to wait for, so not even for the next working day
        ("2025-12-31", 2, "2026-01-05"),  # over the year's end: Sunday 4 January is worked, 5 is Monday
        ("2026-09-18", 1, "2026-09-20"),  # the Sunday worked
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
    ],
)
def test_due_day_over_national_day(calendar, start, n, due):
    assert add_working_days(day(start), n) == DueDay(day(due), assumed=False)


@pytest.mark.parametrize(
    ("start", "n", "due", "assumed"),
    [
        ("2026-12-30", 1, "2026-12-31", False),
        ("2026-12-31", 1, "2027-01-01", True),  # next year's holidays are not published
        ("2026-12-25", 10, "2027-01-08", True),
        ("2030-03-01", 5, "2030-03-08", True),
    ],
)
def test_due_day_is_assumed_where_a_year_is_not_loaded(calendar, start, n, due, assumed):
    assert add_working_days(day(start), n) == DueDay(day(due), assumed)


def test_due_day_follows_a_day_entered_by_hand_and_is_sure_when_the_year_is_complete(calendar):
    row = WorkingDay.objects.create(date=day("2027-01-01"), is_working=False, name="元旦")
    assert add_working_days(day("2026-12-31"), 1) == DueDay(day("2027-01-04"), assumed=True)
    row.completes_year = True
    row.save()
    assert add_working_days(day("2026-12-31"), 1) == DueDay(day("2027-01-04"), assumed=False)


def test_due_day_ignores_the_holidays_of_another_jurisdiction(calendar):
    WorkingDay.objects.create(jurisdiction="DE", date=day("2025-09-25"), is_working=False)
    assert add_working_days(day("2025-09-24"), 1).date == day("2025-09-25")
    assert add_working_days(day("2025-09-24"), 1, "DE").date == day("2025-09-26")


def test_due_day_is_one_query(calendar, django_assert_num_queries):
    with django_assert_num_queries(1):
        add_working_days(day("2025-09-01"), 260)


def test_due_day_refuses_to_count_backwards(calendar):
    with pytest.raises(ValueError, match="forward"):
        add_working_days(day("2025-09-30"), -1)


def test_days_entered_by_hand_survive_a_load(calendar):
    WorkingDay.objects.filter(date="2025-10-08").update(is_working=True, source=WorkingDay.Source.EDITED)
    extra = WorkingDay.objects.create(date=day("2027-05-03"), is_working=False, name="劳动节")
    list(load([WorkingDays()], force=True))
    assert is_working_day(day("2025-10-08")) is True
    assert WorkingDay.objects.filter(pk=extra.pk).exists()


def test_a_holiday_taken_back_is_removed_by_the_next_load(calendar):
    WorkingDay.objects.create(date=day("2025-11-11"), is_working=False, source=WorkingDay.Source.STATE_COUNCIL)
    (outcome,) = load([WorkingDays()], force=True)
    assert outcome.written.removed == 1
    assert is_working_day(day("2025-11-11")) is True
