"""Declaring for another firm, with its consent: given for some days, taken back at any time."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.revoke_delegation import revoke_delegation
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import Delegation, Enterprise
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.declarations.figures import digest_of
from manifests.models import Declaration
from tests.city import member
from tests.declared import OCTOBER, at, confirm, fresh, seen


@pytest.fixture
def manager(people, city):
    return member("manager", city.generator.enterprise, "manager")


def consent(manager, city, **more) -> Delegation:
    given = {
        "registration_no": city.collector.enterprise.registration_no,
        "may_declare": True,
        "may_fill": False,
        "valid_from": date(2026, 11, 1),
        "valid_to": date(2026, 11, 30),
    }
    return give_delegation(by=fresh(manager), facility=city.generator, **given | more)


def test_a_collector_declares_with_the_consent_of_the_small_firm(october, people, city, manager):
    with pytest.raises(NotThere):
        confirm(people.collector, city.generator)
    given = consent(manager, city)
    row = confirm(people.collector, city.generator)
    assert (row.confirmed_by, row.on_behalf_of, row.delegation) == (people.collector, "Generator Ltd", given)
    assert Declaration.objects.visible_to(fresh(people.collector)).get() == row


def test_a_consent_taken_back_ends_at_once(october, people, city, manager):
    given = consent(manager, city)
    confirm(people.collector, city.generator)
    revoke_delegation(given, by=fresh(manager))
    with pytest.raises(NotThere):
        confirm(people.collector, city.generator)
    assert not Declaration.objects.visible_to(fresh(people.collector)).exists()
    assert Declaration.objects.visible_to(fresh(people.clerk)).exists()


@pytest.mark.parametrize(("day", "holds"), [(10, False), (11, True), (20, True), (21, False)])
def test_a_consent_holds_on_its_days_only(october, people, city, manager, day, holds):
    consent(manager, city, valid_from=date(2026, 11, 11), valid_to=date(2026, 11, 20))
    with clock.standing_at(at(2026, 11, day, 9)):
        if holds:
            assert confirm(people.collector, city.generator)
        else:
            with pytest.raises(NotThere):
                confirm(people.collector, city.generator)


def test_a_consent_to_fill_in_is_none_to_declare(october, people, city, manager):
    consent(manager, city, may_declare=False, may_fill=True)
    with pytest.raises(NotThere):
        confirm(people.collector, city.generator)


def test_only_clerks_of_the_entrusted_firm_may(october, people, city, manager):
    consent(manager, city)
    for role in ("reader", "receiver", "dispatcher"):
        somebody = member(f"collector's {role}", city.collector.enterprise, role)
        with pytest.raises(NotThere):
            confirm(somebody, city.generator)


def test_a_consent_taken_back_while_somebody_confirms_is_found_out(october, people, city, manager):
    """Their standing was read before the manager took it back."""
    given = consent(manager, city)
    collector = fresh(people.collector)
    assert city.generator.pk in collector.standing.declares_for
    revoke_delegation(given, by=fresh(manager))
    with pytest.raises(NotPermitted):
        confirm_declaration(
            by=collector, facility=city.generator, stretch=OCTOBER, digest=digest_of(seen(city.generator))
        )


@pytest.mark.parametrize("name", ["clerk", "reader", "collector", "city_regulator", "outsider"])
def test_only_a_manager_of_the_small_firm_gives_and_takes_back(people, city, manager, name):
    with clock.standing_at(at(2026, 11, 3, 9)):
        with pytest.raises(NotPermitted):
            consent(getattr(people, name), city)
        given = consent(manager, city)
        with pytest.raises(NotPermitted):
            revoke_delegation(given, by=fresh(getattr(people, name)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"registration_no": "91320400MA0000000X"}, "enterprise_unknown"),
        ({"registration_no": "\x00"}, "enterprise_unknown"),
        ({"may_declare": False}, "required"),
        ({"valid_to": date(2026, 10, 30)}, "period_backwards"),
        ({"valid_from": date(2026, 10, 1), "valid_to": date(2026, 11, 2)}, "period_over"),
        ({"valid_to": date(2029, 12, 1)}, "period_too_long"),
    ],
)
def test_a_consent_that_makes_no_sense_is_refused(people, city, manager, change, code):
    with clock.standing_at(at(2026, 11, 3, 9)), pytest.raises(Refusal) as refused:
        consent(manager, city, **change)
    assert refused.value.code == code and not Delegation.objects.exists()


def test_a_firm_needs_no_consent_of_its_own_and_gives_one_once(people, city, manager):
    with clock.standing_at(at(2026, 11, 3, 9)):
        own = Enterprise.objects.get(pk=city.generator.enterprise_id).registration_no
        with pytest.raises(Refusal) as refused:
            consent(manager, city, registration_no=own)
        assert refused.value.code == "delegate_is_own"
        first = consent(manager, city)
        with pytest.raises(Refusal) as refused:
            consent(manager, city, valid_from=date(2026, 11, 30), valid_to=date(2026, 12, 30))
        assert refused.value.code == "delegation_overlaps"
        revoke_delegation(first, by=fresh(manager))
        with pytest.raises(Refusal) as refused:
            revoke_delegation(first, by=fresh(manager))
        assert refused.value.code == "delegation_over"
        assert consent(manager, city).pk != first.pk


def test_a_consent_is_history_even_for_the_database(people, city, manager):
    with clock.standing_at(at(2026, 11, 3, 9)):
        given = consent(manager, city)
        rows = Delegation.objects.filter(pk=given.pk)
        for change in (
            lambda: rows.update(valid_to=date(2027, 1, 1)),
            lambda: rows.update(may_fill=True, revoked_at=clock.now(), revoked_by=manager),
            rows.delete,
        ):
            with pytest.raises(DatabaseError, match="history"), transaction.atomic():
                change()
        revoke_delegation(given, by=fresh(manager))
        with pytest.raises(DatabaseError, match="history"), transaction.atomic():
            rows.update(revoked_at=clock.now() + timedelta(days=1))


def test_a_consent_costs_no_statement_of_its_own(october, people, city, manager, django_assert_num_queries):
    consent(manager, city)
    collector = fresh(people.collector)
    with django_assert_num_queries(1):
        assert collector.standing.declares_for == {city.generator.pk}
