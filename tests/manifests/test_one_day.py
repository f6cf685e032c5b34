"""One source of each day: an authority's rule moves pages, declarations, plans, warnings and clocks alike."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate

from facilities import clock
from facilities.actions.set_deadline_rule import Terms, set_deadline_rule
from facilities.actions.set_limit import set_limit
from facilities.deadlines import is_filed_late
from facilities.models import ManagementPlan, Permit, PlanLine, Region, StorageArea
from manifests.actions.keep_clocks import keep_clocks
from manifests.clocks.storage import stay_of, with_terms
from manifests.declarations.due import declarations_due
from manifests.models import Deadline, WasteBatch
from tests.city import CITY
from tests.declared import OCTOBER, confirm

TERMS = {"warn": 5, "role": "clerk", "district_days": 1, "city_days": 10, "law": "Notice 7"}
TODO = reverse("manifests:todo")


def at(*when) -> datetime:
    return datetime(*when, tzinfo=get_current_timezone())


def enter(by, code: str, valid_from: date, **terms) -> None:
    """A city's rule for its own region, from a day on."""
    told = Terms(**{**TERMS, **terms})
    set_deadline_rule(by=by, code=code, region=Region.objects.get(pk=CITY), valid_from=valid_from, terms=told)


def clock_day(kind: str) -> date:
    """The last day of the one running clock of a kind."""
    return localdate(Deadline.objects.running().get(kind=kind).due_at - timedelta(seconds=1))


@pytest.mark.parametrize(("day", "late_from"), [(None, date(2026, 12, 16)), (10, date(2026, 12, 11))])
def test_a_months_declaration_follows_the_rule_everywhere(client, october, people, city, day, late_from):
    if day:
        enter(people.city_regulator, "declare_month", date(2026, 12, 1), day=day)
    client.force_login(people.clerk)
    last = late_from - timedelta(days=1)
    with clock.standing_at(at(2026, 12, 3, 9)):
        keep_clocks()
        november = declarations_due([city.generator], clock.today())[-1]
        page = client.get(reverse("manifests:declaration", args=[city.generator.pk, "2026-11"])).content.decode()
    assert november.due_on == last
    assert f"due {last}" in page
    clocks = Deadline.objects.running().filter(kind="declare_month", period="2026-11", facility=city.generator)
    assert localdate(clocks.get().due_at - timedelta(seconds=1)) == last
    assert not november.is_late(last) and november.is_late(late_from)


def test_what_is_declared_freezes_the_day_that_counted(october, people, city):
    enter(people.city_regulator, "declare_month", date(2026, 12, 1), day=10)
    assert confirm(people.clerk, city.generator).due_on == date(2026, 11, 15)  # October began to run in November
    with clock.standing_at(at(2026, 12, 3, 9)):
        row = confirm(people.clerk, city.generator, type(OCTOBER)(date(2026, 11, 1), OCTOBER.period))
    assert row.due_on == date(2026, 12, 10)


def test_a_plan_follows_the_rule_everywhere(client, people, city):
    with clock.standing_at(at(2026, 12, 1, 9)):
        enter(people.city_regulator, "plan", date(2026, 12, 31), month=2, day=15)
    PlanLine.objects.filter(plan__facility=city.generator).delete()
    ManagementPlan.objects.filter(facility=city.generator).delete()
    with clock.standing_at(at(2027, 2, 3, 9)):
        client.force_login(people.clerk)
        keep_clocks()
        groups = client.get(TODO).context["groups"]
        (item,) = next(each["group"].items for each in groups if "Management plan" in str(each["group"].title))
        page = client.get(reverse("facilities:plans")).content.decode()
        assert clock_day("plan") == localdate(item.due_at - timedelta(seconds=1)) == date(2027, 2, 15)
        assert "It is due on 2027-02-15" in page
        plan = ManagementPlan(facility=city.generator, year=2027, filed_on=date(2027, 2, 16))
        assert is_filed_late(plan)
        plan.filed_on = date(2027, 2, 15)
        assert not is_filed_late(plan)


@pytest.mark.parametrize(("left", "told"), [(20, True), (21, False)])
def test_papers_are_told_from_the_day_of_the_rule_on_page_and_clock(client, people, city, left, told):
    with clock.standing_at(clock.now() - timedelta(days=3)):
        enter(people.city_regulator, "permit", clock.today() + timedelta(days=1), warn=20, role="manager")
    Permit.objects.filter(facility=city.site).update(valid_to=clock.today() + timedelta(days=left))
    client.force_login(people.receiver)
    titles = [str(each["group"].title) for each in client.get(TODO).context["groups"]]
    keep_clocks()
    assert ("Papers that end soon" in titles) is told
    assert Deadline.objects.filter(kind="permit", facility=city.site).exists() is told


def test_the_lesser_of_law_and_store_holds_and_is_named(client, people, city, walk):
    with clock.standing_at(clock.now() - timedelta(days=99, hours=1)):
        batch = walk.stored("10")
    client.force_login(people.clerk)
    stock, store = reverse("manifests:stock"), reverse("manifests:stock_area", args=[walk.area(city.generator).pk])

    def shown() -> tuple[str, str, str]:
        keep_clocks()
        pages = [
            client.get(page).content.decode() for page in (stock, store, reverse("manifests:batch", args=[batch.pk]))
        ]
        clocks = Deadline.objects.running().get(batch=batch)
        (row,) = with_terms(WasteBatch.objects.filter(pk=batch.pk), clock.today())
        assert clocks.due_at == row.leaves_by
        stay = stay_of(row, clock.now())
        assert all(f"99 of {stay.limit} days" in page for page in pages[:2]) and str(stay.limit) in pages[2]
        assert all(str(stay.whose) in page.replace("&#x27;", "'") for page in pages)
        return stay.limit, str(stay.whose), stay.is_late

    StorageArea.objects.filter(facility=city.generator).update(day_limit=400)
    assert shown() == (365, "by law", False)
    StorageArea.objects.filter(facility=city.generator).update(day_limit=90)
    assert shown() == (90, "this store's own limit", True)
    with clock.standing_at(clock.now() - timedelta(days=3)):
        tomorrow = clock.today() + timedelta(days=1)
        set_limit(
            by=people.city_regulator,
            code="storage.generator_days",
            region=Region.objects.get(pk=CITY),
            value=Decimal(80),
            valid_from=tomorrow,
            law="Notice 8",
        )
    assert shown() == (80, "by law", True)
