"""Two clerks on one draft: the second is told what the first changed, and overwrites only on purpose."""

import pytest

from facilities.actions.begin_plan import begin_plan
from facilities.actions.write_plan import write_table
from facilities.duties import PlanTable
from facilities.errors import Refusal
from facilities.models import ManagementPlan
from facilities.planning.seen import changed_since, table_now
from tests.city import BASICS
from tests.facilities.plan_rows import formset, generation, table

A3 = PlanTable.GENERATION


@pytest.fixture
def draft(people, city, year) -> ManagementPlan:
    return begin_plan(by=people.clerk, facility=city.generator, year=year)


def test_the_second_of_two_clerks_is_refused_and_told_what_changed(client, people, city, draft):
    client.force_login(people.clerk)
    address = table(city.generator, "a3")
    seen = client.get(address).context["seen"]
    first = {"stream": city.oil.pk, "kg": "5", "step": "turning"}
    assert client.post(address, formset(first) | {"seen": seen}).status_code == 302
    second = {"stream": city.oil.pk, "kg": "7", "step": "turning"}
    refused = client.post(address, formset(second) | {"seen": seen})
    text = refused.content.decode()
    assert refused.status_code == 422 and "Somebody else saved this table" in text
    assert "Saved by somebody else since you opened it" in text and "Left out:" in text
    assert next(form["kg"].value() for form in refused.context["formset"]) == "7"  # what they typed is kept
    assert draft.plannedgenerations.get().kg == 5000
    again = formset(second) | {"seen": refused.context["seen"]}
    assert client.post(address, again).status_code == 302  # on purpose now
    assert draft.plannedgenerations.get().kg == 7000


@pytest.mark.parametrize("seen", ["nonsense", "\x00", "[", "5", '[{"kg":"1"}]', "null", '{"a":1}'])
def test_what_was_never_the_table_is_refused_and_breaks_nothing(client, people, city, draft, seen):
    client.force_login(people.clerk)
    row = {"stream": city.oil.pk, "kg": "5", "step": "turning"}
    assert client.post(table(city.generator, "a3"), formset(row) | {"seen": seen}).status_code == 422
    assert draft.plannedgenerations.count() == 3


def test_the_basics_are_guarded_too(client, people, city, draft):
    client.force_login(people.clerk)
    address = table(city.generator, "a1")
    seen = client.get(address).context["seen"]
    assert client.post(address, BASICS | {"seen": seen, "technical_lead": "Li"}).status_code == 302
    refused = client.post(address, BASICS | {"seen": seen, "technical_lead": "Wang"})
    assert refused.status_code == 422 and "Li" in refused.content.decode()


def test_other_tables_and_an_unchanged_one_are_no_clash(people, city, draft, year):
    where = {"by": people.clerk, "facility": city.generator, "year": year}
    seen = table_now(draft, A3)
    write_table(**where, table=PlanTable.TRANSFER, rows=[])
    write_table(**where, table=A3, rows=[generation(city.oil, 9)], seen=seen)
    assert [each.kind for each in changed_since(draft, A3, seen)].count("dropped") == 2
    with pytest.raises(Refusal) as refused:
        write_table(**where, table=A3, rows=[], seen=seen)
    assert refused.value.code == "table_changed"
