"""Limits are dated rows: who may enter one, from when it counts, where, and that nothing in force is rewritten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities import clock, limits
from facilities.actions.set_limit import set_limit
from facilities.catalogue.loader import load
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.limit_names import NAMES, UNITS
from facilities.limits import LimitMissing, by_region, days, limit
from facilities.models import Facility, Limit, Region
from tests.city import CITY, TIANNING, WUJIN, official, person
from tests.facilities.reference_files import replace_in, run, table

JIANGSU = "320000"


def soon(days_ahead: int = 1) -> date:
    return clock.today() + timedelta(days=days_ahead)


def enter(by, value="0.85", region=CITY, valid_from=None, code="plan.warn_share", **more) -> Limit:
    place = Region.objects.get(pk=region) if region else None
    more = {"law": "Notice 7", **more}
    return set_limit(by=by, code=code, region=place, value=Decimal(value), valid_from=valid_from or soon(), **more)


def test_every_limit_the_code_knows_has_a_value_and_a_unit(reference):
    for code, (_name, unit) in NAMES.items():
        assert limit(code, clock.today()) > 0, code
        assert unit in UNITS
    assert set(Limit.objects.values_list("code", "unit")) == {(code, unit) for code, (_name, unit) in NAMES.items()}


def test_the_most_specific_region_goes_first(reference):
    today = clock.today()
    assert days("storage.collector_days", today) == 365
    assert [days("storage.collector_days", today, place) for place in ("330100", JIANGSU, WUJIN)] == [365, 180, 180]


def test_days_before_the_first_row_are_judged_by_it_and_an_unknown_limit_is_a_defect(reference):
    assert limit("confirm.working_days", date(1999, 1, 1)) == 5
    with pytest.raises(LimitMissing):
        limit("no.such", clock.today())


def test_a_list_over_several_regions_is_judged_in_the_database(city, people):
    expression = by_region("storage.collector_days", clock.today(), "region__code")
    Facility.objects.filter(pk=city.outside.pk).update(region="330106")
    found = dict(Facility.objects.annotate(most=expression).values_list("name", "most"))
    assert (found["Collector"], found["Outside"]) == (180, 365)


def test_asking_costs_one_statement_for_all(city):
    limits.forget()
    with CaptureQueriesContext(connection) as asked:
        for code in NAMES:
            limit(code, clock.today(), WUJIN)
    assert len(asked) == 1


def test_a_process_asks_again_after_some_seconds(city, settings):
    settings.LIMITS_KEPT_SECONDS = -1
    with CaptureQueriesContext(connection) as asked:
        limit("confirm.working_days", clock.today())
    assert len(asked) == 1


def test_a_new_value_counts_from_its_day_and_yesterday_is_judged_as_before(people):
    enter(people.city_regulator, "0.85")
    assert limit("plan.warn_share", clock.today(), WUJIN) == Decimal("0.9")
    assert limit("plan.warn_share", soon(), WUJIN) == Decimal("0.85")
    assert limit("plan.warn_share", soon(), "320500") == Decimal("0.9")
    enter(people.city_regulator, "0.95", valid_from=soon(10))
    assert [limit("plan.warn_share", soon(n), WUJIN) for n in (0, 1, 9, 10)] == [
        Decimal(share) for share in ("0.9", "0.85", "0.85", "0.95")
    ]


def test_what_has_not_begun_is_replaced_from_the_same_day_and_stays_in_the_history(people):
    slip = enter(people.city_regulator, "0.058", valid_from=soon(5))
    enter(people.city_regulator, "0.85", valid_from=soon(5))
    slip.refresh_from_db()
    assert slip.was_withdrawn
    assert limit("plan.warn_share", soon(5), WUJIN) == Decimal("0.85")
    with pytest.raises(Refusal, match="already entered"):
        enter(people.city_regulator, "0.8", valid_from=soon(4))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": date(2000, 1, 1)}, "/valid_from"),
        ({"valid_from": clock.today()}, "/valid_from"),
        ({"value": "0"}, "/value"),
        ({"value": "-1"}, "/value"),
        ({"value": "NaN"}, "/value"),
        ({"code": "confirm.working_days", "value": "2.5"}, "/value"),
        ({"code": "confirm.working_days", "value": "99999"}, "/value"),
        ({"code": "no.such"}, "/code"),
        ({"law": " "}, "/law"),
        ({"law": "Notice \x00"}, "/law"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(people, change, field):
    before = list(Limit.objects.values_list())
    with pytest.raises(BadInput) as refused:
        enter(people.city_regulator, **change)
    assert refused.value.field == field
    assert list(Limit.objects.values_list()) == before


def test_who_may_enter_what(people):
    chief = person("chief", is_staff=True, is_superuser=True)
    enter(chief, region=None)
    enter(official("province", JIANGSU), region=JIANGSU)
    for by, region in (
        (people.district_regulator, WUJIN),
        (people.city_regulator, WUJIN),  # no limit of its own for a district
        (people.city_regulator, JIANGSU),
        (people.city_regulator, None),
        (people.other_regulator, TIANNING),
        (people.clerk, CITY),
    ):
        with pytest.raises(NotPermitted):
            enter(by, region=region)


@pytest.mark.parametrize("change", [{"value": 1}, {"valid_from": date(2001, 1, 1)}, {"region": WUJIN}])
def test_the_database_itself_lets_no_limit_be_rewritten(people, change):
    row = enter(people.city_regulator)
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        Limit.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        row.delete()
    Limit.objects.filter(pk=row.pk).update(valid_to=soon(3))
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        Limit.objects.filter(pk=row.pk).update(valid_to=None)


def test_a_later_file_adds_values_and_is_silent_where_an_authority_has_spoken(people, folder):
    chief = person("chief", is_staff=True, is_superuser=True)
    enter(chief, "0.8", region=None)
    file = folder / "limits.csv"
    for row in ("plan.warn_share,,0.900,share,2022-01-01,", "weight.difference_kg,,100.000,kg,2022-01-01,"):
        replace_in(file, f"{row},", f"{row}2030-12-31,")
    with file.open("a", encoding="utf-8") as text:
        text.write("plan.warn_share,,0.700,share,2031-01-01,,x,y\nweight.difference_kg,,50,kg,2031-01-01,,x,y\n")
    assert [outcome.state for outcome in load([table("limits.csv")], folder)] == ["loaded"]
    limits.forget()
    assert limit("weight.difference_kg", date(2030, 12, 31)) == 100
    assert limit("weight.difference_kg", date(2031, 1, 1)) == 50
    assert limit("plan.warn_share", date(2031, 1, 1)) == Decimal("0.8")


def test_loading_again_changes_nothing(reference):
    before = list(Limit.objects.order_by("pk").values())
    run("--force")
    assert list(Limit.objects.order_by("pk").values()) == before


LIST, NEW = reverse("admin:facilities_limit_changelist"), reverse("admin:facilities_limit_add")


def posted(**more) -> dict:
    return {
        "code": "storage_point.kg", "region": CITY, "value": "2500", "valid_from": soon().isoformat(),
        "law": "Notice 7", "note": "trial", **more,
    }  # fmt: skip


def test_a_citys_official_enters_a_value_and_everybody_in_office_reads_its_history(client, people):
    client.force_login(people.city_regulator)
    assert NEW in client.get(LIST).content.decode()
    answer = client.post(NEW, posted())
    row = Limit.objects.get(source="edited")
    assert answer.url == reverse("admin:facilities_limit_change", args=[row.pk])
    assert (row.value, row.entered_by, row.note) == (2500, people.city_regulator, "trial")
    client.force_login(people.other_regulator)
    shown = client.get(answer.url).content.decode()
    assert "Notice 7" in shown and "GB 18597-2023" in shown and "city_regulator" in shown
    assert NEW not in client.get(LIST).content.decode()
    assert client.post(NEW, posted()).status_code == 403


def test_the_form_says_what_is_wrong_beside_the_field(client, people):
    client.force_login(people.city_regulator)
    for change, words in (
        ({"valid_from": clock.today().isoformat()}, "tomorrow at the earliest"),
        ({"region": JIANGSU}, "Select a valid choice"),
        ({"value": "much"}, "Enter a number"),
        ({"code": "confirm.working_days", "value": "2.5"}, "Give a whole number."),
    ):
        answer = client.post(NEW, posted(**change))
        assert words in answer.content.decode()
    assert not Limit.objects.filter(source="edited").exists()


def test_the_list_is_narrowed_to_a_limit_and_to_what_is_in_force(client, people):
    client.force_login(people.city_regulator)
    enter(people.city_regulator, "2500", code="storage_point.kg")

    def values(**query) -> list:
        return [row.value for row in client.get(LIST, {"code": "storage_point.kg", **query}).context["cl"].result_list]

    assert values() == [2500, 3000]
    assert values(in_force="today") == [3000]
