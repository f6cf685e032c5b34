"""Filing a management plan: what a draft begins with, what blocks and what warns, versions, lateness."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.begin_plan import begin_plan, drop_draft
from facilities.actions.file_plan import file_plan
from facilities.actions.write_plan import write_basics, write_table, write_units
from facilities.deadlines import is_filed_late
from facilities.duties import PlanTable
from facilities.errors import Refusal
from facilities.models import ClassRecord, Facility, ManagementPlan, PlanVersion
from tests.city import OIL, PAINT, SLUDGE, drafted_plan, filed_plan, stream
from tests.facilities.plan_rows import address, generation, lines_of, transfer

PLANS = reverse("facilities:plans")
A3, A7 = PlanTable.GENERATION, PlanTable.TRANSFER


def test_a_draft_begins_with_last_year(people, city, walk, year):
    walk.judged("accept", walk.arrived(walk.stored("120")))
    plan = begin_plan(by=people.clerk, facility=city.generator, year=year + 1)
    oil = plan.plannedgenerations.get(stream=city.oil)
    assert oil.kg == Decimal(120)
    gone = plan.plannedtransfers.get(code=OIL)
    assert (gone.receiver_name, gone.permit_no) == ("Furnace", "P-SITE")
    store = plan.plannedstorages.get(stream=city.oil)
    assert (store.area.code, store.kg) == ("TS001", Decimal(0))  # of a year that has not begun
    again = begin_plan(by=people.clerk, facility=city.generator, year=year + 1)
    assert (again.pk, again.plannedgenerations.count()) == (plan.pk, 3)


def test_filing_numbers_count_up_in_a_district(people, city, unplanned, year):
    first = filed_plan(people.clerk, unplanned, year)
    second = filed_plan(people.clerk, unplanned, year + 1)
    stream(city.collector, "Oil", OIL)
    third = filed_plan(people.collector, city.collector, year + 1)
    assert [version.plan.filing_no[-4:] for version in (first, second, third)] == ["0001", "0001", "0002"]


def test_amending_keeps_number_what_is_issued_and_every_version(client, people, city, walk, year):
    walk.issued(walk.stored("500"))
    before = ManagementPlan.objects.get(facility=city.generator)
    first = filed_plan(people.clerk, city.generator, year)
    plan = begin_plan(by=people.clerk, facility=city.generator, year=year)
    assert plan.plannedgenerations.get(stream=city.oil).kg == Decimal(100000)
    where = {"by": people.clerk, "facility": city.generator, "year": year}
    write_table(**where, table=A3, rows=[generation(city.oil, 600), generation(city.paint, 1)])
    write_table(**where, table=A7, rows=[transfer(city, OIL, 500), transfer(city, PAINT, 1)])
    assert lines_of(city.generator)[OIL] == (Decimal(100000), Decimal(100000))  # in force until it is filed
    with pytest.raises(Refusal, match="Say what was changed"):
        file_plan(**where)
    second = file_plan(**where, note="less oil")
    after = ManagementPlan.objects.get(facility=city.generator)
    assert (after.pk, after.filing_no) == (before.pk, before.filing_no)
    assert after.lines.get(code=OIL).issued_kg == Decimal(500)
    assert set(lines_of(city.generator)) == {OIL, PAINT}
    assert [version.number for version in after.versions.all()] == [2, 1]
    assert first.content["A.7"] != second.content["A.7"]

    client.force_login(people.clerk)
    page = client.get(reverse("facilities:plan_version", args=[second.pk])).content.decode()
    assert "Changed since version 1" in page and f"Left out: {SLUDGE}" in page
    assert "<del>" in page and "less oil" in page
    assert "Changed since" not in client.get(reverse("facilities:plan_version", args=[first.pk])).content.decode()


def test_a_change_that_changes_nothing_is_not_filed(people, city, year):
    filed_plan(people.clerk, city.generator, year)
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    with pytest.raises(Refusal) as refused:
        file_plan(by=people.clerk, facility=city.generator, year=year, note="nothing")
    assert refused.value.code == "nothing_changed"
    drop_draft(by=people.clerk, facility=city.generator, year=year)
    assert ManagementPlan.objects.get(facility=city.generator).draft_since is None


@pytest.mark.parametrize(
    ("kg", "code", "pointer"),
    [("499.999", "planned_below_issued", "/A.7/0/kg"), (None, "line_in_use", "/A.7"), ("500", "", "")],
)
def test_no_plan_goes_below_what_is_issued(people, city, walk, year, kg, code, pointer):
    walk.issued(walk.stored("500"))
    drafted_plan(people.clerk, city.generator, year)
    where = {"by": people.clerk, "facility": city.generator, "year": year}
    write_table(**where, table=A7, rows=[transfer(city, OIL, kg)] if kg else [transfer(city, PAINT, 1)])
    if not code:
        assert file_plan(**where, note="less").number == 1
        return
    with pytest.raises(Refusal) as refused:
        file_plan(**where, note="less")
    assert [(reason.code, reason.field) for reason in refused.value.all] == [(code, pointer)]
    assert lines_of(city.generator)[OIL][1] == Decimal(100000)


def test_what_is_missing_or_wrong_is_said_with_its_place(people, city, unplanned, year):
    begin_plan(by=people.clerk, facility=unplanned, year=year)
    where = {"by": people.clerk, "facility": unplanned, "year": year}
    write_table(**where, table=A3, rows=[generation(city.oil, 5, step=""), generation(city.oil, 6)])
    twice = transfer(city, OIL, 1)
    write_table(**where, table=A7, rows=[twice, twice, transfer(city, "900-000-08", 1, receiver=None)])
    with pytest.raises(Refusal) as refused:
        file_plan(**where)
    found = {(reason.code, reason.field) for reason in refused.value.all}
    assert found >= {
        ("required", "/A.1/legal_representative"),
        ("required", "/A.3/0/step"),
        ("row_twice", "/A.3/1"),
        ("row_twice", "/A.7/1"),
        ("code_not_own", "/A.7/2/code"),
        ("required", "/A.7/2/receiver_name"),
    }
    assert not PlanVersion.objects.exists()


def test_handing_over_more_than_arises_is_a_warning(client, people, city, unplanned, walk, year):
    walk.stored("40")
    drafted_plan(people.clerk, unplanned, year)
    where = {"by": people.clerk, "facility": unplanned, "year": year}
    write_table(**where, table=A3, rows=[generation(city.oil, 60)])
    client.force_login(people.clerk)
    for kg, warned in (("100", False), ("100.001", True)):  # 60 arise, 40 lie there
        write_table(**where, table=A7, rows=[transfer(city, OIL, kg)])
        assert ("more is to be handed over" in client.get(address(unplanned)).content.decode()) is warned
    assert file_plan(**where).number == 1


def test_a_line_names_only_what_is_the_site_s_own(people, city, year):
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    foreign = stream(city.outside, "Oil", OIL)
    with pytest.raises(Refusal) as refused:
        rows = [generation(city.oil, 1), generation(foreign, 1)]
        write_table(by=people.clerk, facility=city.generator, year=year, table=A3, rows=rows)
    assert (refused.value.code, refused.value.field) == ("not_own", "/rows/1/stream")


def test_a_production_facility_that_is_left_out_is_closed(people, city, year):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    where = {"by": people.clerk, "facility": city.generator, "year": year}
    first, second = ({"unit": "Hall", "name": "Lathe", "code": code} for code in ("MF1", "MF2"))
    write_units(**where, rows=[first, second])
    write_units(**where, rows=[second])
    assert dict(city.generator.production_units.values_list("code", "closed_on")) == {"MF1": clock.today(), "MF2": None}
    write_units(**where, rows=[first, second])
    assert city.generator.production_units.filter(closed_on=None).count() == 2
    with pytest.raises(Refusal) as refused:
        write_units(**where, rows=[first, first])
    assert refused.value.field == "/rows/1/code"


def test_without_a_draft_nothing_is_written(people, city, year):
    for write in (
        lambda where: write_table(**where, table=A3, rows=[]),
        lambda where: write_units(**where, rows=[]),
        lambda where: write_basics(**where, technical_lead="X"),
        lambda where: file_plan(**where),
        lambda where: drop_draft(**where),
    ):
        with pytest.raises(Refusal) as refused:
            write({"by": people.clerk, "facility": city.generator, "year": year})
        assert refused.value.code == "no_draft"


@pytest.mark.parametrize(("day", "late"), [(date(2026, 3, 31), False), (date(2026, 4, 1), True)])
def test_filed_after_31_march_is_late_and_filed(client, people, unplanned, day, late):
    with clock.standing_at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
        version = filed_plan(people.clerk, unplanned, 2026)
        assert (version.plan.filed_on, is_filed_late(version.plan)) == (day, late)
        client.force_login(people.clerk)
        for page in (PLANS, reverse("facilities:plan_version", args=[version.pk])):
            assert ("Filed late" in client.get(page).content.decode()) is late


def test_a_draft_is_no_plan(client, people, unplanned, walk, year):
    """It lets no manifest out, and neither the to-do page nor the API takes it for one."""
    drafted_plan(people.clerk, unplanned, year)
    with pytest.raises(Refusal) as refused:
        walk.issued(walk.stored("10"))
    assert "plan_missing" in {reason.code for reason in refused.value.all}
    client.force_login(people.clerk)
    assert address(unplanned) in client.get(reverse("manifests:todo")).content.decode()


def test_a_site_that_begins_to_treat_its_own_waste_owes_more_tables_at_once(client, people, city, year):
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    where = {"by": people.clerk, "facility": city.generator, "year": year}
    write_basics(**where, technical_lead="Mr Lead")
    assert not ClassRecord.objects.exists()  # nothing that the class rests on
    write_basics(**where, treats_own_waste=True)
    (record,) = ClassRecord.objects.all()
    assert (record.previous, record.management_class, record.figures["ground"]) == (
        "registered",
        "key",
        "own_treatment",
    )
    client.force_login(people.clerk)
    assert "A.5" in client.get(address(city.generator)).content.decode()
