"""Clocks that waiting does not end: over New Year, over a refusal, outside stores, for months that nobody looked at;
and days that move with the calendar."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from facilities import clock
from facilities.actions.begin_plan import begin_plan
from facilities.actions.set_limit import set_limit
from facilities.deadline_kinds import DeadlineKind
from facilities.models import Facility, ManagementPlan, PlanLine, Region, StorageArea, WasteStream, WorkingDay
from manifests.clocks.declarations import period_name, periods_ended
from manifests.custody import perform, review
from manifests.models import Deadline, WasteBatch
from manifests.models.deadline import last_day
from tests.city import CITY, filed_plan
from tests.clocks import at, clocks, kept, running


@pytest.fixture
def no_plan(city):
    PlanLine.objects.all().delete()
    ManagementPlan.objects.all().delete()
    return city.generator


# plans


def test_a_plan_that_was_never_filed_is_still_overdue_after_new_year(no_plan):
    kept(2026, 1, 2)
    (row,) = running("plan")
    kept(2027, 1, 2)
    old, new = running("plan")
    assert (old.pk, old.period, new.period) == (row.pk, "2026", "2027")
    assert kept(2027, 1, 3) == (0, 0, 0)


def test_a_draft_meets_nothing(no_plan, people):
    kept(2026, 1, 2)
    with clock.standing_at(at(2026, 3, 2)):
        begin_plan(by=people.clerk, facility=no_plan, year=2026)
    kept(2027, 1, 2)
    assert {row.period for row in running("plan")} == {"2026", "2027"}


def test_next_years_plan_meets_an_old_clock_late_and_when_its_year_has_begun(no_plan, people):
    kept(2026, 1, 2)
    with clock.standing_at(at(2026, 12, 1)):
        filed_plan(people.clerk, no_plan, 2027)
    kept(2026, 12, 2)
    assert [row.period for row in running("plan")] == ["2026"]
    kept(2027, 1, 2)
    (row,) = clocks("plan")
    assert (row.met_at, row.fell_away) == (at(2027, 1, 1), False)
    assert row.met_at > row.due_at


def test_wastes_that_are_given_up_forgive_no_overdue_plan(no_plan):
    kept(2026, 1, 2)
    WasteStream.objects.filter(facility=no_plan).update(retired_on=date(2026, 4, 2))
    kept(2026, 4, 3)
    assert running("plan")
    assert kept(2026, 4, 4) == (0, 0, 0)


def test_wastes_that_are_given_up_in_time_need_no_plan(no_plan):
    kept(2026, 1, 2)
    WasteStream.objects.filter(facility=no_plan).update(retired_on=date(2026, 3, 2))
    kept(2026, 3, 3)
    (row,) = clocks("plan")
    assert row.fell_away


@pytest.mark.parametrize(("began", "owes"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False), (None, True)])
def test_a_site_that_began_after_the_last_day_is_not_born_overdue(no_plan, began, owes):
    Facility.objects.filter(pk=no_plan.pk).update(operating_since=began)
    kept(2026, 6, 2)
    assert [row.period for row in running("plan")] == (["2026"] if owes else [])
    kept(2027, 1, 2)
    assert "2027" in [row.period for row in running("plan")]


# storage


def test_waste_that_is_put_into_no_store_has_the_laws_clock_all_the_same(walk):
    batch = walk.declared()
    kept()
    (row,) = running("store_generator")
    assert (row.batch, last_day(row.due_at)) == (batch, localdate(batch.held_since) + timedelta(days=365))


def test_a_refusal_renews_no_time_in_store(walk, people):
    with clock.standing_at(clock.now() - timedelta(days=300)):
        batch = walk.stored()
    kept()
    (first,) = running("store_generator")
    refused = walk.judged("refuse", manifest=walk.arrived(batch))
    kept()
    child = refused.children.get()
    perform(child, "arrive", by=people.driver)
    lines = [
        {"line": str(line.pk), "opinion": "accept", "weighed_kg": str(line.declared_kg)} for line in child.lines.all()
    ]
    perform(child, "receive", by=people.clerk, data={"lines": lines})
    perform(WasteBatch.objects.get(pk=batch.pk), "store", by=people.clerk, data={"area": walk.area(batch.holder).pk})
    kept()
    old, new = sorted(clocks("store_generator", batch=batch), key=lambda row: row.pk)
    assert old.pk == first.pk and old.met_at and new.met_at is None
    assert (new.started_at, new.due_at) == (first.started_at, first.due_at)
    perform(WasteBatch.objects.get(pk=batch.pk), "lose", by=people.clerk, data={"kg": str(batch.kg), "reason": "fire"})
    kept()
    new.refresh_from_db()
    assert new.met_at > old.met_at  # it ends when it leaves for the second time


def test_a_receipt_that_is_voided_renews_no_time_in_store(walk, people):
    with clock.standing_at(clock.now() - timedelta(days=300)):
        batch = walk.stored()
    manifest = walk.judged(manifest=walk.arrived(batch))
    assert WasteBatch.objects.get(pk=batch.pk).held_since > batch.held_since  # at the receiver it began anew
    perform(manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    assert WasteBatch.objects.get(pk=batch.pk).held_since == batch.held_since


def test_a_store_without_a_limit_of_its_own_keeps_to_the_law_of_the_day(walk, city, people):
    StorageArea.objects.filter(facility=city.generator).update(day_limit=None)
    batch = walk.stored()
    kept()
    (row,) = running("store_generator")
    assert last_day(row.due_at) == localdate(batch.held_since) + timedelta(days=365)
    set_limit(
        by=people.city_regulator,
        code="storage.generator_days",
        region=Region.objects.get(pk=CITY),
        value=Decimal(730),
        valid_from=clock.today() + timedelta(days=1),
        law="extended by the authority",
    )
    with clock.standing_at(clock.now() + timedelta(days=2)):
        kept()
    row.refresh_from_db()
    assert last_day(row.due_at) == localdate(batch.held_since) + timedelta(days=730)


# declarations


def test_waste_that_is_entered_months_late_is_owed_for_each_month_since(city, walk):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    with clock.standing_at(at(2026, 8, 5)):
        walk.stored()
    kept(2026, 11, 3)
    assert [row.period for row in running("declare_month")] == ["2026-08", "2026-09", "2026-10"]
    assert [row.period for row in running("declare_year")] == []
    assert kept(2026, 11, 4) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["declare_month", "declare_quarter", "declare_year"])
def test_however_short_lists_are_the_latest_period_has_its_clock(db, kind, monkeypatch):
    monkeypatch.setattr("manifests.clocks.declarations.days", lambda code, on: 1)
    assert len(list(periods_ended(DeadlineKind(kind), date(2026, 12, 31)))) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_a_firm_that_closes_owes_no_plan_any_more(no_plan, whole):
    kept(2026, 1, 2)
    kept(2026, 5, 2)
    row = no_plan.enterprise if whole else no_plan
    row.closed_on = date(2026, 5, 3)
    row.save()
    kept(2026, 5, 4)
    (row,) = clocks("plan")
    assert row.fell_away


def test_what_was_due_longer_ago_than_lists_show_is_not_begun():
    months = list(periods_ended(DeadlineKind.DECLARE_MONTH, date(2026, 11, 3)))
    assert months[0] == (date(2026, 10, 1), date(2026, 11, 1))
    assert period_name(DeadlineKind.DECLARE_MONTH, months[-1][0]) == "2025-09"  # due on 15 October, 384 days ago
    assert len(months) == len(set(months)) == 14


# the calendar


@pytest.fixture
def received_at_the_years_end(walk):
    with clock.standing_at(at(2026, 12, 31, 10)):
        manifest = walk.judged()
    (row,) = running("close")
    assert (last_day(row.due_at), row.assumed) == (date(2027, 1, 7), True)
    return manifest


def new_year(**more) -> WorkingDay:
    return WorkingDay.objects.create(date=date(2027, 1, 1), is_working=False, name="元旦", **more)


def test_a_running_clock_moves_when_the_holidays_come(received_at_the_years_end):
    new_year(source=WorkingDay.Source.STATE_COUNCIL)
    assert kept(2027, 1, 2)[1] == 1
    (row,) = running("close")
    assert (last_day(row.due_at), row.assumed, row.told) == (date(2027, 1, 8), False, 0)
    assert row.tell_at == row.warn_at
    assert kept(2027, 1, 2)[1] == 0


def test_a_clock_that_was_met_stays_as_it_was_counted(received_at_the_years_end, people):
    with clock.standing_at(at(2027, 1, 6)):
        perform(received_at_the_years_end, "close", by=people.receiver)
    new_year(source=WorkingDay.Source.STATE_COUNCIL)
    kept(2027, 1, 6)
    (row,) = clocks("close")
    assert (last_day(row.due_at), row.assumed) == (date(2027, 1, 7), True)


def test_one_day_entered_by_hand_does_not_make_a_year_known(received_at_the_years_end):
    day = new_year()
    kept(2027, 1, 2)
    (row,) = running("close")
    assert (last_day(row.due_at), row.assumed) == (date(2027, 1, 8), True)
    Deadline.objects.filter(pk=row.pk).update(told=1)
    day.completes_year = True
    day.save()
    kept(2027, 1, 2)
    row.refresh_from_db()
    assert (row.assumed, row.told) == (False, 1)  # the day is the same, so nobody is told again


def test_the_to_do_page_says_that_a_day_may_move(client, people, received_at_the_years_end):
    with clock.standing_at(at(2027, 1, 4)):
        client.force_login(people.receiver)
        assert "the day may move" in client.get(reverse("manifests:todo")).content.decode()
        new_year(completes_year=True)
        kept(2027, 1, 4)
        assert "the day may move" not in client.get(reverse("manifests:todo")).content.decode()


def test_a_late_confirmation_names_the_last_day_it_could_have_been_in_time(walk, people):
    manifest = walk.judged()
    (row,) = running("close")
    for moment, late in ((row.due_at, False), (row.due_at + timedelta(seconds=1), True)):
        with clock.standing_at(moment):
            found = [each for each in review(manifest, "close", by=people.receiver) if each.code == "closed_late"]
        assert [each.figures["due"] for each in found] == ([last_day(row.due_at).isoformat()] if late else [])
