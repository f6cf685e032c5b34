"""A self-check is graded by dated weights, kept for good, compared with the one before, and made for all in January."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facilities import clock
from facilities.actions.set_limit import set_limit
from facilities.errors import BadInput, NotPermitted, NotThere
from facilities.models import Facility, ManagementPlan, Region
from manifests.actions.assess_sites import assess_sites
from manifests.actions.keep_assessment import keep_assessment, kept
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.state_practice import state_practice
from manifests.assessment.content import before, compared, digest_of
from manifests.assessment.found import Verdict, verdict_of
from manifests.assessment.mending import MENDING, page_for
from manifests.assessment.register import CHECKS, EDITION, GROUPS
from manifests.assessment.result import Grade, assess
from manifests.custody import perform
from manifests.jobs import keep_assessments
from manifests.models import Assessment, Movement, PracticeStatement
from manifests.models.assessment import GRADES
from tests.assessed import YEAR, asked_of, at, result_of
from tests.city import CITY, filed_plan

GRAM = Decimal("0.001")
THIS_YEAR = {"start": date(YEAR, 1, 1), "end": date(YEAR + 1, 1, 1)}


def keep(by, site, **span) -> Assessment:
    return keep_assessment(by=by, facility=site, **(THIS_YEAR | span))


def code_of(call) -> str:
    with pytest.raises(BadInput) as refused:
        call()
    return refused.value.code


# The catalogue


def test_every_check_has_its_group_its_law_and_a_way_to_mend(city):
    asked = asked_of(city.collector)
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert check.group in GROUPS and str(check.law) and str(check.title), check.id
        assert len(check.id) <= PracticeStatement._meta.get_field("point").max_length
        assert (check.find is None) == (check.id not in MENDING), check.id
        assert check.find or not check.or_said
        assert page_for(check.id, asked).startswith(("", "/"))
    assert {word for word, _name in GRADES} == {grade.value for grade in Grade}


@pytest.mark.parametrize(
    ("total", "unfit", "verdict"),
    [(0, 0, Verdict.NOTHING), (5, 0, Verdict.FITS), (5, 1, Verdict.PARTLY), (5, 5, Verdict.UNFIT)],
)
def test_a_verdict_follows_from_two_figures(total, unfit, verdict):
    assert verdict_of(total, unfit) == verdict


def test_the_worst_stands_first(walk, city):
    walk.stored()
    ranks = [Verdict(rows[0].verdict) for _name, rows in result_of(city.generator).grouped]
    order = list(Verdict)
    assert [order.index(rank) for rank in ranks] == sorted(order.index(rank) for rank in ranks)
    for _name, rows in result_of(city.generator).grouped:
        assert [order.index(row.verdict) for row in rows] == sorted(order.index(row.verdict) for row in rows)


# Grades


def decree(people, days: int, **values) -> dict:
    """Enter the city's own numbers from a day on; how to ask on that day."""
    for name, value in values.items():
        set_limit(
            by=people.city_regulator,
            code=f"assessment.{name}",
            region=Region.objects.get(pk=CITY),
            value=Decimal(value),
            valid_from=clock.today() + timedelta(days=days),
            law="Notice 7",
        )
    first = (clock.today() - timedelta(days=300)).replace(day=1)
    return {"start": first, "now": clock.now() + timedelta(days=days)}


def test_the_share_is_of_weights_and_the_grade_of_dated_limits(walk, people, city):
    walk.stored(container_count=1, container_litres="200")
    on_day = decree(people, 3, major_weight="5", weight="2")
    result = result_of(city.generator, **on_day)
    judged = [row for row in result.checks if row.total]
    by_hand = sum(row.share * (5 if row.check.major else 2) for row in judged)
    by_hand /= sum(5 if row.check.major else 2 for row in judged)
    assert result.score == by_hand.quantize(GRAM) != result_of(city.generator).score
    assert result.judged == len(judged)
    assert result.failing == sum(bool(row.unfit) for row in judged)
    for days, reached, nearly, grade in (
        (4, result.score, "0.1", Grade.REACHED),
        (5, result.score + GRAM, result.score, Grade.NEARLY),
        (6, "1", result.score + GRAM, Grade.MISSED),
    ):
        asked = decree(people, days, reached_share=reached, nearly_share=nearly)
        found = result_of(city.generator, **asked)
        assert (found.score, found.grade) == (result.score, grade)


def test_a_main_point_that_does_not_fit_at_all_forbids_the_best_grade(walk, people, city):
    on_day = decree(people, 3, reached_share="0.01")
    drum = {"container_count": 1, "container_litres": "200"}
    walk.stored(**drum)
    assert result_of(city.generator, **on_day).grade == Grade.REACHED
    city.generator.storage_areas.update(kind="point")
    walk.stored("3001", **drum)
    assert result_of(city.generator, **on_day).grade == Grade.NEARLY


def test_a_site_with_nothing_to_judge_has_no_grade(city):
    result = result_of(city.carrier)
    assert (result.checks, result.grade, result.score) == ([], Grade.NONE, 0)


# Keeping


def test_what_is_kept_is_frozen_with_its_digest_and_catalogue(walk, people, city):
    walk.judged()
    row = keep(people.clerk, city.generator)
    result = result_of(city.generator)
    assert row.number == f"A{YEAR}-{city.generator.region_id}-0001"
    assert (row.edition, row.content["edition"]) == (EDITION, EDITION)
    assert (row.grade, row.score, row.failing, row.judged) == (
        result.grade, result.score, result.failing, result.judged,
    )  # fmt: skip
    assert (row.start, row.last_day) == (date(YEAR, 1, 1), clock.today())
    assert row.digest == digest_of(row.content)
    kept = {check["id"]: (check["total"], check["unfit"], check["verdict"]) for check in row.content["checks"]}
    assert kept == {check.check.id: (check.total, check.unfit, check.verdict) for check in result.checks}
    process = next(check for check in row.content["checks"] if check["id"] == "process")
    assert {found["title"]["en"] for found in process["rows"]} == {"Used oil", "Paint waste", "Plating sludge"}
    assert process["title"]["zh"] != process["title"]["en"]


def test_the_same_findings_are_kept_once(walk, people, city):
    first = keep(people.clerk, city.generator)
    assert keep(people.clerk, city.generator) == first
    walk.declared()
    second = keep(people.clerk, city.generator)
    assert second != first and second.number.endswith("-0002")
    assert list(Assessment.objects.latest()) == [second]


def test_at_most_twenty_rows_are_kept_by_name_and_all_are_counted(walk, people, city):
    for _each in range(22):
        walk.declared("1")
    row = keep(people.clerk, city.generator)
    loose = next(check for check in row.content["checks"] if check["id"] == "containers")
    assert (loose["unfit"], len(loose["rows"])) == (22, 20)


def test_only_the_sites_own_clerks_keep_and_say(people, city):
    said = {"point": "drill", "text": "held", "day": clock.today()}
    for name in ("reader", "city_regulator"):
        with pytest.raises(NotPermitted):
            keep(getattr(people, name), city.generator)
        with pytest.raises(NotPermitted):
            state_practice(by=getattr(people, name), facility=city.generator, **said)
    for name in ("outsider", "driver", "receiver", "other_regulator"):
        with pytest.raises(NotThere):
            keep(getattr(people, name), city.generator)
        with pytest.raises(NotThere):
            state_practice(by=getattr(people, name), facility=city.generator, **said)
    with pytest.raises(NotThere):
        keep(people.dispatcher, city.carrier)  # which keeps no waste
    assert not Assessment.objects.exists() and not PracticeStatement.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(YEAR, 1, 1), date(YEAR, 1, 1), "span_backwards"),
        (date(YEAR - 1, 1, 1), date(YEAR, 2, 1), "span_too_long"),
        (date(YEAR + 1, 1, 1), date(YEAR + 2, 1, 1), "span_not_begun"),
    ],
)
def test_months_that_are_none(people, city, start, end, code):
    assert code_of(lambda: keep(people.clerk, city.generator, start=start, end=end)) == code


def test_what_changed_since_the_one_before(walk, people, city):
    first = keep(people.clerk, city.generator)
    assert (before(first), compared(first.content, None)) == (None, [])
    filed_plan(people.clerk, city.generator, YEAR)
    second = keep(people.clerk, city.generator)
    changes = {row["title"]["en"]: (row["before"]["verdict"], row["now"]["verdict"]) for row in
               compared(second.content, before(second).content)}  # fmt: skip
    assert changes["A technical lead for hazardous waste is named, with a phone"] == ("unfit", "fits")
    assert changes["The plan has the tables of the site's class"] == ("nothing", "fits")
    assert "Every waste names its process" not in changes


# What the firm says itself


def test_a_statement_stands_in_the_result_and_its_history_stays(people, city):
    day = clock.today() - timedelta(days=3)
    said = {"by": people.clerk, "facility": city.generator, "point": "training"}
    first = state_practice(**said, text=" 12 people, hall 2 ", day=day)
    assert state_practice(**said, text="12 people, hall 2", day=day) == first
    second = state_practice(**said, text="13 people", day=day)
    assert list(PracticeStatement.objects.all()) == [second, first]
    row = next(row for row in result_of(city.generator).checks if row.check.id == "training")
    assert (row.verdict, row.statement) == (Verdict.NOT_JUDGED, second)
    kept = next(check for check in keep(people.clerk, city.generator).content["checks"] if check["id"] == "training")
    assert kept["statement"] == {"text": "13 people", "day": day.isoformat(), "by": "clerk"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "  "}, "required"),
        ({"text": "x" * 501}, "text_invalid"),
        ({"text": "a\x00b"}, "text_invalid"),
        ({"point": "hazards"}, "point_unknown"),  # judged from the records
        ({"point": "nothing_such"}, "point_unknown"),
        ({"day": date(YEAR + 1, 12, 31)}, "day_to_come"),
    ],
)
def test_what_may_be_said(people, city, change, code):
    said = {"point": "drill", "text": "held", "day": clock.today()} | change
    assert code_of(lambda: state_practice(by=people.clerk, facility=city.generator, **said)) == code


# In January for all


def test_the_job_keeps_last_years_for_every_site_where_waste_moved_and_once(walk, people, city):
    ManagementPlan.objects.update(year=YEAR - 1)
    with clock.standing_at(at(6, 1, year=YEAR - 1)):
        walk.judged()
    assert assess_sites(YEAR - 1) == 2
    rows = Assessment.objects.order_by("facility__name")
    assert [(row.facility.name, row.made_by, row.last_day) for row in rows] == [
        ("Furnace", None, date(YEAR - 1, 12, 31)),
        ("Generator", None, date(YEAR - 1, 12, 31)),
    ]
    assert assess_sites(YEAR - 1) == 0
    Facility.objects.filter(pk=city.generator.pk).update(closed_on=clock.today())
    assert assess_sites(YEAR) == 1  # the closed one is left alone
    keep_assessments.func(timestamp=0)
    assert Assessment.objects.count() == 3


def test_a_site_that_raises_stops_no_other_and_is_named_at_the_end(walk, city, monkeypatch, caplog):
    ManagementPlan.objects.update(year=YEAR - 1)
    with clock.standing_at(at(6, 1, year=YEAR - 1)):
        walk.judged()
    first = Facility.objects.filter(pk__in=[city.generator.pk, city.site.pk]).order_by("pk")[0]

    def raising(site, *span):
        if site == first:
            raise LookupError("no limit")
        return kept(site, *span)

    monkeypatch.setattr("manifests.actions.assess_sites.kept", raising)
    with pytest.raises(ExceptionGroup, match="1 kept, 1 could not be made") as raised:
        assess_sites(YEAR - 1)
    assert str(first.pk) in caplog.text and raised.value.exceptions[0].__notes__ == [f"site {first.pk}"]
    assert Assessment.objects.exclude(facility=first).count() == 1
    monkeypatch.undo()
    assert assess_sites(YEAR - 1) == 1  # the next run makes up for it


def test_the_command_takes_a_year_that_has_begun(walk, capsys):
    walk.declared()
    call_command("assess_sites", year=YEAR)
    assert "1 self-checks" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("assess_sites", year=YEAR + 1)


# What it costs


def statements(site) -> int:
    asked = asked_of(site)
    with CaptureQueriesContext(connection) as captured:
        assess(asked)
    return len(captured)


def test_the_number_of_statements_does_not_grow_with_the_rows(walk, people, city):
    def live() -> None:
        walk.judged("part")
        gathered = walk.judged(manifest=walk.arrived(consignee=city.collector, method="R9"))
        perform(gathered, "close", by=people.collector)
        walk.stored(container_count=2, container_litres="50")
        keep_clocks()

    live()
    few = {site.name: statements(site) for site in (city.generator, city.collector, city.site)}
    for _each in range(4):
        live()
    assert Movement.objects.count() > 40
    assert {site.name: statements(site) for site in (city.generator, city.collector, city.site)} == few
    assert max(few.values()) <= 46, few
