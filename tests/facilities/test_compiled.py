"""Questions whose SQL is kept: the same rows as a queryset gives, whatever the arguments, and nothing stale."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Count
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from facilities.compiled import LONGEST, NotCompilable, compiled
from facilities.models import Facility, Permit, PlanLine, WorkingDay

pytestmark = pytest.mark.django_db


@compiled
def sites(keys, region):
    rows = Facility.objects.filter(pk__in=keys, region=region)
    return rows.select_related("enterprise").annotate(held=Count("permits")).order_by("name")


@compiled
def names(keys):
    return Facility.objects.filter(pk__in=keys).order_by("name").values_list("name", "enterprise__name")


@compiled
def permits_on(day, site):
    return Permit.objects.filter(valid_from__lte=day, valid_to__gte=day, facility=site).order_by("pk")


@compiled
def days(day, works):
    rows = WorkingDay.objects.filter(date__gte=day).order_by("date")
    return rows if works is None else rows.filter(is_working=works)


@compiled
def under_lock(pk):
    return Facility.objects.filter(pk=pk).select_for_update()


def test_it_answers_as_the_queryset_does(city):
    for region in Facility.objects.order_by().values_list("region", flat=True).distinct():
        keys = list(Facility.objects.order_by("pk").values_list("pk", flat=True))
        for some in (keys[:1], keys[1:3], keys[:2]):
            asked, plain = sites(some, region), list(sites.question(some, region))
            assert asked == plain
            assert [vars(site).keys() for site in asked] == [vars(site).keys() for site in plain]
            assert [site.held for site in asked] == [site.held for site in plain]


def test_what_came_along_is_not_asked_for_again(city, django_assert_num_queries):
    site = Facility.objects.earliest("pk")
    sites([site.pk], site.region_id)
    with django_assert_num_queries(1):
        (found,) = sites([site.pk], site.region_id)
        assert found.enterprise.name


def test_values_come_as_they_would(city):
    keys = list(Facility.objects.values_list("pk", flat=True))[:3]
    assert names(keys) == list(names.question(keys))
    assert len(names(keys)) == 3


def test_sql_is_put_together_once_for_each_number_of_keys(city, monkeypatch):
    keys = list(Facility.objects.values_list("pk", flat=True))[:3]
    for some in (keys[:1], keys[:2], keys):
        names(some)
    monkeypatch.setattr(SQLCompiler, "as_sql", lambda *_given, **_more: pytest.fail("put together again"))
    for some in (keys[2:], keys[1:], keys):
        assert len(names(some)) == len(some)


def test_dates_are_arguments(city):
    permit = Permit.objects.filter(revoked_on=None).earliest("pk")
    day = timedelta(1)
    for asked, there in ((permit.valid_from - day, False), (permit.valid_from, True), (permit.valid_to, True)):
        assert (permit in permits_on(asked, permit.facility_id)) is there
    assert permit not in permits_on(permit.valid_to + day, permit.facility_id)


def test_years_are_arguments_of_a_small_column(city):
    @compiled
    def lines(year):
        return PlanLine.objects.filter(plan__year=year).order_by("pk")

    years = set(PlanLine.objects.values_list("plan__year", flat=True))
    assert years
    for year in (*years, 1999):
        assert lines(year) == list(lines.question(year))


@pytest.mark.parametrize("works", [None, True, False])
def test_nothing_yes_and_no_are_part_of_the_shape(works, city):
    day = date(2026, 1, 1)
    assert days(day, works) == list(days.question(day, works))


def test_lists_of_yes_and_no_are_part_of_the_shape_too(city):
    @compiled
    def marked(works):
        return WorkingDay.objects.filter(is_working__in=works).order_by("date")

    for works in ([True], [False], [True, False]):
        assert marked(works) == list(marked.question(works))
    assert marked([True]) != marked([False])


def test_no_keys_no_rows_and_no_statement(city, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert names([]) == []


def test_a_long_list_is_asked_and_not_kept(city):
    keys = list(Facility.objects.values_list("pk", flat=True)) + [uuid4() for _ in range(LONGEST)]
    assert names(keys) == list(names.question(keys))


def test_a_lock_outside_a_transaction_is_refused_each_time(city, monkeypatch):
    site = Facility.objects.earliest("pk")
    assert under_lock(site.pk) == [site]
    monkeypatch.setattr(connection, "get_autocommit", lambda: True)
    with pytest.raises(TransactionManagementError):
        under_lock(site.pk)


def test_an_argument_that_is_tested_is_refused(city):
    @compiled
    def careless(day):
        return WorkingDay.objects.filter(date__year=day.year)

    with pytest.raises(NotCompilable):
        careless(date(2026, 1, 1))


def test_an_argument_of_another_kind_is_refused(city):
    with pytest.raises(NotCompilable):
        names({"pk": 1})


def test_the_stand_ins_are_not_asked_for(city, django_assert_num_queries):
    @compiled
    def fresh(keys):
        return Facility.objects.filter(pk__in=keys)

    site = Facility.objects.earliest("pk")
    with django_assert_num_queries(2):
        assert fresh([site.pk]) == [site]
        assert fresh([site.pk]) == [site]
