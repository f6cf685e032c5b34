"""Papers and time: what is entered afterwards covers no past, what ends early has a clock to that day."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from facilities import clock
from facilities.actions.end_paper import end_paper
from facilities.actions.enter_contract import confirm_contract, dispute_contract
from facilities.models import Contract, Insurance, Permit
from manifests.models.deadline import last_day
from tests.assessed import figures
from tests.clocks import kept, running
from tests.facilities.test_register_papers import contracted, insured, term
from tests.manifests.test_todo import groups, todo

DAY = timedelta(days=1)
TODAY = clock.today()
BEFORE = {"valid_from": TODAY - 20 * DAY, "valid_to": TODAY + 300 * DAY}


@pytest.fixture
def issued(walk):
    """A load that left five days ago, on papers that nobody entered by hand."""
    with clock.standing_at(clock.now() - 5 * DAY):
        return walk.in_transit()


def test_a_contract_that_is_entered_afterwards_covers_the_past_once_it_is_confirmed(people, city, issued):
    Contract.objects.all().delete()
    assert figures(city.generator, "contract") == (1, 1)
    row = contracted(people.clerk, city, **BEFORE)
    assert figures(city.generator, "contract") == (1, 1)
    confirm_contract(row, by=people.receiver)
    assert figures(city.generator, "contract") == (1, 0)


@pytest.mark.parametrize(("ago", "unfit"), [(6, 0), (5, 0), (4, 1)])
def test_a_contract_counts_from_the_day_on_which_it_was_entered(people, city, issued, ago, unfit):
    Contract.objects.all().delete()
    with clock.standing_at(clock.now() - ago * DAY):
        row = contracted(people.clerk, city, **BEFORE)
    assert localdate(row.entries.get().recorded_at) == localdate(issued.issued_at) + (5 - ago) * DAY
    assert figures(city.generator, "contract") == (1, unfit)


@pytest.mark.parametrize(("ends", "unfit"), [("disputed", 1), ("ended", 0)])
def test_a_disputed_contract_never_was_one(people, city, issued, ends, unfit):
    Contract.objects.all().delete()
    with clock.standing_at(clock.now() - 6 * DAY):
        row = contracted(people.clerk, city, **BEFORE)
    if ends == "disputed":
        dispute_contract(row, by=people.receiver, reason="there is no such contract")
    else:
        end_paper(row, by=people.clerk, day=TODAY, reason="over")
    assert figures(city.generator, "contract") == (1, unfit)


@pytest.mark.parametrize(("ago", "unfit"), [(5, 0), (4, 1)])
def test_a_policy_covers_no_past_either(people, city, issued, ago, unfit):
    Insurance.objects.all().delete()
    with clock.standing_at(clock.now() - ago * DAY):
        insured(people.dispatcher, city.carrier, **BEFORE)
    assert figures(city.generator, "carrier_insurance") == (1, unfit)


def test_what_is_to_end_early_has_a_clock_to_its_last_day(client, people, city):
    until = TODAY + 3 * DAY
    Permit.objects.filter(facility=city.site).update(revoked_on=until + DAY, valid_to=TODAY + 900 * DAY)
    kept()
    assert last_day({row.label: row for row in running("permit")}["P-SITE"].due_at) == until
    assert any("P-SITE" in title for title in groups(todo(client, people.receiver))["Papers that end soon"])
    Permit.objects.filter(facility=city.site).update(revoked_on=TODAY)
    kept()
    assert "P-SITE" not in {row.label for row in running("permit")}


@pytest.mark.parametrize(("last", "is_warned"), [(300, False), (2, True)])
def test_a_later_paper_meets_the_clock_of_one_that_ends_early(people, city, last, is_warned):
    """Unless it ends before that one does."""
    Insurance.objects.filter(facility=city.carrier).update(valid_to=TODAY + 3 * DAY, number="OLD")
    insured(people.dispatcher, city.carrier, "NEXT", **term(0, last))
    kept()
    assert ("OLD" in {row.label for row in running("insurance")}) is is_warned
