"""The law's clocks: started and met by what people do, kept by the job, late without anybody having to say so."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Case, DateField, Value, When
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from facilities import clock
from facilities.deadline_kinds import DeadlineKind
from facilities.models import CarrierLicence, Facility, Insurance, ManagementPlan, Permit, PlanLine, StorageArea
from manifests.actions.keep_clocks import keep_clocks
from manifests.clocks import meet, start
from manifests.clocks.declarations import declared_by, period_before, period_name
from manifests.clocks.keeping import _keepers, keepers
from manifests.custody import perform
from manifests.models import Deadline, Manifest, WasteBatch
from manifests.models.deadline import last_day
from tests.at_once import at_once
from tests.city import filed_plan, stream
from tests.clocks import at, clocks, kept, running


def contents() -> list:
    return list(Deadline.objects.order_by("pk").values_list())


# what an action starts and meets


def test_a_receipt_starts_the_confirmation_and_the_treatment_result(walk):
    manifest = walk.judged()
    close, treat = clocks("close", "treat", manifest=manifest)
    assert close.facility == treat.facility == manifest.consignee
    assert (close.label, close.subject_id) == (manifest.number, manifest.pk)
    assert last_day(treat.due_at) == localdate(manifest.received_at) + timedelta(days=365)
    assert close.started_at == treat.started_at == manifest.received_at


def test_nothing_taken_owes_no_treatment_and_a_collector_owes_none(walk, city, people):
    refused = walk.judged("refuse")
    gathered = walk.judged(manifest=walk.arrived(consignee=city.collector, method="R9"))
    assert [row.kind for row in Deadline.objects.filter(manifest__in=[refused, gathered])] == ["close", "close"]


def test_closing_meets_the_confirmation_and_leaves_the_treatment_running(walk, people):
    manifest = walk.closed()
    close, treat = clocks("close", "treat", manifest=manifest)
    assert (close.met_at, close.fell_away) == (manifest.events.get(action="close").recorded_at, False)
    assert treat.met_at is None


def test_voiding_drops_every_clock_of_the_manifest_and_calls_none_of_them_late(walk, people):
    with clock.standing_at(clock.now() - timedelta(days=40)):
        manifest = walk.judged()
    assert list(Manifest.objects.overdue(clock.now())) == [manifest]
    perform(manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    rows = clocks("close", "treat", manifest=manifest)
    assert [(row.met_at is None, row.fell_away) for row in rows] == [(False, True)] * 2
    assert not Manifest.objects.overdue(clock.now()) and not Manifest.objects.closed_late()


def test_overdue_comes_by_itself(walk):
    manifest = walk.judged()
    (close,) = clocks("close")
    for moment, late in ((close.due_at - timedelta(seconds=1), False), (close.due_at, True)):
        assert list(Deadline.objects.filter(kind="close").overdue(moment)) == ([close] if late else [])
    assert list(Manifest.objects.overdue(close.due_at + timedelta(seconds=1))) == [manifest]


def test_any_action_may_start_and_meet_a_clock_of_its_own(walk, city):
    manifest = walk.draft()
    start(manifest, city.generator, at(2026, 9, 29, 9), "back_fill")
    (row,) = running("back_fill")
    assert last_day(row.due_at) == date(2026, 10, 19)
    assert meet(at(2026, 10, 19, 23), "back_fill", manifest=manifest) == 1
    assert meet(at(2026, 10, 20), "back_fill", manifest=manifest) == 0
    row.refresh_from_db()
    assert row.met_at < row.due_at


def test_clocks_cost_a_receipt_two_statements_and_a_confirmation_two(walk, people):
    manifest = walk.arrived()
    with CaptureQueriesContext(connection) as receiving:
        walk.judged(manifest=manifest)
    with CaptureQueriesContext(connection) as closing:
        perform(manifest, "close", by=people.receiver)

    def about_clocks(asked) -> list[str]:
        texts = [query["sql"] for query in asked]
        return [text for text in texts if any(word in text for word in ("_deadline", "_workingday", "_limit"))]

    assert [len(about_clocks(asked)) for asked in (receiving, closing)] == [2, 2]


# storage


def test_a_batch_in_a_store_has_a_clock_and_the_job_twice_changes_nothing(walk):
    batch = walk.stored()
    assert kept()[0] == 1
    (row,) = running("store_generator")
    assert (row.batch, row.facility, row.label) == (batch, batch.holder, batch.number)
    assert last_day(row.due_at) == localdate(batch.held_since) + timedelta(days=365)
    before = contents()
    assert kept() == (0, 0, 0)
    assert contents() == before


def test_day_365_is_in_time_and_day_366_is_late(walk):
    with clock.standing_at(at(2025, 3, 1, 15)):
        batch = walk.stored()
    kept(2026, 2, 28)
    late = Deadline.objects.filter(batch=batch)
    assert not late.overdue(at(2026, 3, 1, 23, 59))
    assert late.overdue(at(2026, 3, 2, 0, 0))


def test_medical_waste_is_late_48_hours_after_it_came(walk, city):
    needles = stream(city.generator, "Needles", "841-001-01")
    with clock.standing_at(at(2026, 5, 6, 10, 30)):
        walk.stored(stream=needles)
    kept(2026, 5, 6, 11)
    (row,) = running("store_medical")
    assert (row.due_at, row.warn_at) == (at(2026, 5, 8, 10, 30), at(2026, 5, 7, 10, 30))


def test_a_collector_of_the_province_has_180_days_and_a_stores_own_limit_goes_first_when_it_is_shorter(
    walk, city, people
):
    manifest = walk.judged(manifest=walk.arrived(consignee=city.collector, method="R9"))
    batch = manifest.lines.get().batch
    perform(batch, "store", by=people.collector, data={"area": walk.area(city.collector).pk})
    kept()
    (row,) = running("store_collector")
    day = localdate(batch.held_since)
    assert last_day(row.due_at) == day + timedelta(days=180)
    StorageArea.objects.filter(facility=city.collector).update(day_limit=30)
    assert kept() == (0, 1, 0)
    row.refresh_from_db()
    assert last_day(row.due_at) == day + timedelta(days=30)


def test_leaving_stops_the_clock_at_the_moment_of_leaving_however_late_the_job_comes(walk):
    batch = walk.stored()
    kept()
    manifest = walk.in_transit(batch)
    with clock.standing_at(clock.now() + timedelta(days=400)):
        keep_clocks()
    (row,) = clocks("store_generator")
    assert row.met_at == manifest.events.get(action="depart").recorded_at
    assert not row.fell_away and row.met_at < row.due_at


def test_a_split_batch_hands_its_time_on_to_its_parts(walk, people):
    batch = walk.stored("1000")
    kept()
    perform(batch, "split", by=people.clerk, data={"kg": "400"})
    assert kept() == (2, 0, 1)
    assert {row.started_at for row in running("store_generator")} == {batch.held_since}


def test_treating_the_last_of_it_meets_the_result(walk, people):
    manifest = walk.judged()
    batch = manifest.lines.get().batch
    kept()
    assert running("treat")
    perform(batch, "treat", by=people.receiver, data={"method": "D10"})
    treated = batch.events.get(action="treat").recorded_at
    kept()
    (row,) = clocks("treat")
    assert (row.met_at, row.fell_away) == (treated, False)


def test_half_of_it_treated_is_not_the_result(walk, people, city):
    manifest = walk.judged()
    batch = manifest.lines.get().batch
    perform(batch, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    perform(batch, "split", by=people.receiver, data={"kg": "400"})
    first, second = WasteBatch.objects.filter(links_up__parent=batch)
    perform(first, "treat", by=people.receiver, data={"method": "D10"})
    kept()
    assert running("treat")
    perform(second, "treat", by=people.receiver, data={"method": "D10"})
    kept()
    assert not running("treat")


# plans


@pytest.fixture
def no_plan(city):
    PlanLine.objects.all().delete()
    ManagementPlan.objects.all().delete()
    return city.generator


@pytest.mark.parametrize(("day", "late"), [((2026, 3, 31, 18), False), ((2026, 4, 1, 8), True)])
def test_a_plan_filed_on_the_last_of_march_is_in_time_and_on_the_first_of_april_late(no_plan, people, day, late):
    kept(2026, 1, 2)
    (row,) = running("plan")
    assert (row.facility, row.period, row.warn_at) == (no_plan, "2026", at(2026, 3, 1))
    with clock.standing_at(at(*day)):
        filed_plan(people.clerk, no_plan, 2026)
    kept(2026, 4, 20)
    row.refresh_from_db()
    assert (row.met_at > row.due_at) == late
    assert localdate(row.met_at) == date(*day[:3])


def test_a_site_that_closes_owes_no_plan(no_plan):
    kept(2026, 2, 1)
    Facility.objects.filter(pk=no_plan.pk).update(closed_on=date(2026, 2, 2))
    kept(2026, 2, 3)
    (row,) = clocks("plan")
    assert row.fell_away


# papers


def test_papers_that_end_have_a_clock_from_their_warning_on_and_a_later_one_meets_it(city):
    ends = clock.today() + timedelta(days=31)
    licence = CarrierLicence.objects.get()
    CarrierLicence.objects.update(valid_to=ends)
    kept()
    assert not running("licence")
    CarrierLicence.objects.update(valid_to=ends - timedelta(days=1))
    kept()
    (row,) = running("licence")
    assert (row.facility, row.label, last_day(row.due_at)) == (city.carrier, "LIC-1", ends - timedelta(days=1))
    CarrierLicence.objects.create(
        facility=city.carrier, number="LIC-2", valid_from=clock.today(), valid_to=ends + timedelta(days=900)
    )
    kept()
    row.refresh_from_db()
    assert row.met_at and not row.fell_away
    assert licence.pk == row.subject_id


def test_a_paper_that_nobody_renews_counts_as_given_up_after_a_month(city):
    Insurance.objects.update(valid_to=clock.today() - timedelta(days=29))
    kept()
    assert [row.due_at < clock.now() for row in running("insurance")] == [True]
    Insurance.objects.update(valid_to=clock.today() - timedelta(days=31))
    kept()
    (row,) = clocks("insurance")
    assert row.met_at


def test_transports_papers_are_watched_without_being_known_here(fleet, city):
    fleet.truck.valid_to = fleet.escort.valid_to = clock.today() + timedelta(days=3)
    fleet.truck.save()
    fleet.escort.save()
    kept()
    assert [row.label for row in running("vehicle")] == [fleet.truck.plate]
    assert [row.label for row in running("crew")] == ["Zhao"]
    fleet.truck.valid_to += timedelta(days=900)
    fleet.truck.save()
    kept()
    assert not running("vehicle") and running("crew")


def test_a_revoked_paper_is_not_to_be_renewed(city):
    Permit.objects.update(valid_to=clock.today() + timedelta(days=3), revoked_on=clock.today())
    kept()
    assert not running("permit")


# declarations


@pytest.mark.parametrize(
    ("kind", "day", "period", "after"),
    [
        ("declare_month", date(2026, 1, 5), "2025-12", date(2026, 1, 1)),
        ("declare_month", date(2026, 12, 31), "2026-11", date(2026, 12, 1)),
        ("declare_quarter", date(2026, 2, 1), "2025-Q4", date(2026, 1, 1)),
        ("declare_quarter", date(2026, 10, 1), "2026-Q3", date(2026, 10, 1)),
        ("declare_year", date(2026, 6, 1), "2025", date(2026, 1, 1)),
    ],
)
def test_the_period_that_is_owed(kind, day, period, after):
    first, then = period_before(DeadlineKind(kind), day)
    assert (period_name(DeadlineKind(kind), first), then) == (period, after)


def test_nobody_is_called_late_until_somebody_keeps_declarations(city):
    Facility.objects.update(management_class="key")
    kept()
    assert not running("declare_month", "declare_quarter", "declare_year")


@pytest.fixture
def declared():
    """Declarations of September, October and so on, as somebody may keep them: plans stand in, told by their number."""
    before, months = dict(_keepers), {}

    def rows():
        whens = [When(filing_no=number, then=Value(first)) for number, first in months.items()]
        return ManagementPlan.objects.annotate(start=Case(*whens, default=None, output_field=DateField()))

    declared_by(DeadlineKind.DECLARE_MONTH, rows)
    yield months
    _keepers.clear()
    _keepers.update(before)


def test_declarations_are_owed_by_class_and_an_old_one_stays_owed(city, walk, declared):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    kept(2026, 9, 3)
    assert not running("declare_month")  # nothing has arisen there yet
    with clock.standing_at(at(2026, 9, 5)):
        walk.stored()
    kept(2026, 10, 3)
    (row,) = running("declare_month")
    assert (row.facility, row.period, last_day(row.due_at)) == (city.generator, "2026-09", date(2026, 10, 15))
    kept(2026, 11, 2)
    assert [row.period for row in running("declare_month")] == ["2026-09", "2026-10"]
    assert kept(2026, 11, 3) == (0, 0, 0)
    meet(clock.now(), "declare_month", facility=city.generator, period="2026-10")
    declared["PLAN-Generator"] = date(2026, 9, 1)
    kept(2026, 11, 3)
    assert [row.period for row in running("declare_month")] == ["2026-10"]  # was met without being declared


# many, and at the same time


def test_the_job_takes_as_many_statements_for_many_batches_as_for_few(walk):
    walk.stored()
    with CaptureQueriesContext(connection) as few:
        keep_clocks()
    for stream_of in (walk.city.oil, walk.city.paint, walk.city.sludge):
        for _ in range(3):
            walk.stored("10", stream=stream_of)
    with CaptureQueriesContext(connection) as many:
        assert keep_clocks().started == 9
    assert len(many) == len(few) == len(keepers()) + 4  # the lock, working days, and the transaction's two ends


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_start_each_clock_once(walk):
    for _ in range(3):
        walk.stored()
    done = at_once(*[keep_clocks] * 4)
    assert sorted(result.started for result in done) == [0, 0, 0, 3]
    assert len(running("store_generator")) == 3
