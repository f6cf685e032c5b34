"""Firms and sites in the register: registered by officials in charge, changed, closed, opened, given a manager."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from facilities import clock
from facilities.actions.appoint_manager import appoint_manager
from facilities.actions.close_firm import close_firm, reopen_firm
from facilities.actions.register_firm import register_enterprise, register_site
from facilities.actions.revise_firm import revise_enterprise, revise_site
from facilities.errors import NotPermitted, Refusal
from facilities.models import Enterprise, Facility, Person, Region, RegisterEntry
from tests.city import LIYANG, PASSWORD, TIANNING, WUJIN, member, registration_no

TODAY = clock.today()


def place(**more) -> dict:
    told = {"region": Region.objects.get(pk=WUJIN), "address": "1 Road", "contact_name": "Mr C", "contact_phone": "1"}
    return {"is_generator": True, **told, **more}


def registered(by, serial=50, name="New Works", site=None, **more) -> Enterprise:
    return register_enterprise(
        by=by, name=name, **{"registration_no": registration_no(serial), **more}, site=place(**(site or {}))
    )


def refused(call) -> Refusal:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        call()
    return refusal.value


def deeds(row) -> list[str]:
    return [entry.deed for entry in row.entries.order_by("pk")]


def test_a_firm_comes_with_its_first_site(people, city):
    firm = registered(people.district_regulator, registration_no=f" {registration_no(50).lower()} ")
    site = firm.facilities.get()
    assert (firm.registration_no, site.name, site.is_generator) == (registration_no(50), "New Works", True)
    assert deeds(firm) == deeds(site) == ["entered"]
    assert Enterprise.objects.visible_to(people.district_regulator).filter(pk=firm.pk).exists()


@pytest.mark.parametrize("wrong", [registration_no(50)[:-1] + "0", "123", "", "9132041２MA0000050X", "a\x00b"])
def test_the_check_character_of_a_credit_code_is_read(people, city, wrong):
    refusal = refused(lambda: registered(people.city_regulator, registration_no=wrong))
    assert refusal.field == "/registration_no"
    assert not Enterprise.objects.filter(name="New Works").exists()


@pytest.mark.parametrize(
    "site, code, field",
    [
        ({"is_generator": False}, "required", "/is_generator"),
        ({"longitude": Decimal("119.9")}, "position_half", "/latitude"),
        ({"longitude": Decimal(181), "latitude": Decimal(31)}, "position_invalid", "/longitude"),
        ({"longitude": Decimal(119), "latitude": Decimal(-91)}, "position_invalid", "/latitude"),
        ({"operating_since": TODAY + timedelta(days=1)}, "day_to_come", "/operating_since"),
        ({"operating_since": date(1, 1, 1)}, "year_invalid", "/operating_since"),
        ({"address": ""}, "blank", "/address"),
    ],
)
def test_a_site_that_cannot_be_is_said_at_its_place_and_leaves_no_firm(people, city, site, code, field):
    refusal = refused(lambda: registered(people.city_regulator, site=site))
    assert (refusal.code, refusal.field) == (code, field)
    assert not Enterprise.objects.filter(name="New Works").exists()


def test_each_official_registers_in_their_own_places(people, city):
    tianning = {"region": Region.objects.get(pk=TIANNING)}
    assert registered(people.city_regulator, site=tianning)
    for person in (people.district_regulator, people.other_regulator, people.clerk, people.outsider):
        with pytest.raises(NotPermitted):
            registered(person, 51, site=tianning)
    root = Person.objects.create_superuser(username="root", password=PASSWORD, name="Root")
    assert registered(root, 52, "Far", {"region": Region.objects.get(pk="110101")})


def test_a_known_firm_gets_a_further_site(people, city):
    firm = city.site.enterprise  # of another district, which the official does not see
    known = refused(lambda: registered(people.district_regulator, registration_no=firm.registration_no))
    assert known.code == "enterprise_known"
    site = register_site(by=people.district_regulator, enterprise=firm, name="Depot", **place(is_transporter=True))
    assert site.enterprise == firm
    again = refused(lambda: register_site(by=people.district_regulator, enterprise=firm, name="Depot", **place()))
    assert again.code == "site_known"


def test_particulars_change_with_a_reason_and_stay_in_history(people, city):
    renamed = revise_enterprise(city.generator.enterprise, by=people.city_regulator, reason="renamed", name="Other Ltd")
    entry = renamed.entries.get()
    assert entry.changes == [{"field": "name", "before": "Generator Ltd", "after": "Other Ltd"}]
    same = refused(lambda: revise_enterprise(renamed, by=people.city_regulator, reason="r", name="Other Ltd"))
    assert same.code == "unchanged"
    assert (
        refused(lambda: revise_site(city.generator, by=people.city_regulator, reason="", name="X")).code == "required"
    )
    wider = revise_site(city.generator, by=people.district_regulator, reason="own trucks", is_transporter=True)
    assert wider.is_transporter
    with pytest.raises(NotPermitted):
        revise_site(city.site, by=people.district_regulator, reason="not ours", name="X")


@pytest.mark.parametrize(
    "name, duty", [("generator", "is_generator"), ("site", "is_disposal_site"), ("carrier", "is_transporter")]
)
def test_a_duty_stays_while_something_rests_on_it(people, city, name, duty):
    other = "is_collector" if duty == "is_generator" else "is_generator"
    change = {duty: False, other: True} if name != "site" else {duty: False, "is_generator": True}
    refusal = refused(lambda: revise_site(getattr(city, name), by=people.city_regulator, reason="r", **change))
    assert (refusal.code, refusal.field) == ("duty_in_use", f"/{duty}")


def test_a_site_closes_once_its_waste_has_left(people, city, walk):
    walk.declared("5")
    close = {"by": people.district_regulator, "day": TODAY, "reason": "moved away"}
    assert refused(lambda: close_firm(city.generator, **close)).code == "site_in_use"
    assert (
        refused(lambda: close_firm(city.carrier, **{**close, "day": TODAY + timedelta(days=1)})).code == "day_to_come"
    )
    closed = close_firm(city.carrier, **close)
    assert (closed.closed_on, deeds(closed)) == (TODAY, ["closed"])
    assert not Facility.objects.directory().filter(pk=closed.pk).exists()
    assert refused(lambda: close_firm(closed, **close)).code == "closed_already"
    assert reopen_firm(closed, by=people.district_regulator, reason="back").closed_on is None
    assert refused(lambda: reopen_firm(closed, by=people.district_regulator, reason="back")).code == "not_closed"


def test_a_firm_of_two_districts_is_closed_by_the_city(people, city):
    firm = city.carrier.enterprise
    register_site(
        by=people.other_regulator, enterprise=firm, name="Yard", **place(region=Region.objects.get(pk=LIYANG))
    )
    for official in (people.district_regulator, people.other_regulator):
        with pytest.raises(NotPermitted):
            close_firm(firm, by=official, day=TODAY, reason="r")
    close_firm(firm, by=people.city_regulator, day=TODAY, reason="bankrupt")
    closed = refused(
        lambda: register_site(
            by=people.city_regulator, enterprise=Enterprise.objects.get(pk=firm.pk), name="New", **place()
        )
    )
    assert closed.code == "enterprise_closed"


def test_the_first_manager_is_appointed_once(people, city):
    firm = city.site.enterprise
    told = {"enterprise": firm, "username": "boss", "name": "Ms Boss"}
    for person in (people.district_regulator, people.receiver):
        with pytest.raises(NotPermitted):
            appoint_manager(by=person, **told)
    taken = refused(lambda: appoint_manager(by=people.city_regulator, **{**told, "username": "clerk"}))
    assert (taken.code, taken.field) == ("account_taken", "/username")
    boss, password = appoint_manager(by=people.city_regulator, **told)
    assert boss.check_password(password) and boss.standing.has("manager")
    assert (
        refused(lambda: appoint_manager(by=people.city_regulator, **{**told, "username": "b2"})).code == "manager_there"
    )
    boss.is_active = False
    boss.save()  # who left: the authority names another
    assert appoint_manager(by=people.city_regulator, **{**told, "username": "b2"})
    assert deeds(firm) == ["manager", "manager"]


def page(name: str, *args) -> str:
    return reverse(f"admin:facilities_{name}", args=args)


def test_officials_do_it_on_their_pages(client, people, city):
    client.force_login(people.city_regulator)
    firm = city.carrier.enterprise
    text = client.get(page("enterprise_change", firm.pk)).content.decode()
    assert "Appoint the first manager" in text and page("enterprise_revise", firm.pk) in text
    response = client.post(page("enterprise_appoint", firm.pk), {"name": "Boss", "username": "boss"})
    assert "shown only once" in response.content.decode() and response.headers["Cache-Control"].count("no-store")
    assert "Appoint the first manager" not in client.get(page("enterprise_change", firm.pk)).content.decode()
    assert client.post(page("facility_close", city.carrier.pk), {"day": TODAY, "reason": "moved"}).status_code == 302
    text = client.get(page("facility_change", city.carrier.pk)).content.decode()
    assert "Open it again" in text and "moved" in text
    seen = client.get(page("enterprise_change", firm.pk)).content.decode()
    assert "first manager appointed" in seen and "Boss (boss)" in seen


def test_a_district_neither_sees_nor_changes_what_lies_elsewhere(client, people, city):
    client.force_login(people.other_regulator)
    for name in ("revise", "close", "reopen"):
        assert client.post(page(f"facility_{name}", city.carrier.pk), {"reason": "r"}).status_code == 404
    data = {"number": "P", "issuer": "B", "kind": "collection", "facility": city.site.pk, "codes_0": "HW08"}
    data |= {"methods_0": "R9", "annual_kg_0": "1", "valid_from": TODAY, "valid_to": TODAY}
    response = client.post(page("permit_add"), data)
    assert response.context["form"].errors["facility"] and not RegisterEntry.objects.exists()


def test_one_s_record_costs_what_it_costs(client, people, city, django_assert_max_num_queries):
    """However long its history; the admin's lists are weighed in tests/test_budgets.py."""
    client.force_login(people.city_regulator)
    address = page("enterprise_change", city.generator.enterprise_id)
    with django_assert_max_num_queries(9) as few:
        client.get(address)
    for number in range(12):
        revise_enterprise(city.generator.enterprise, by=people.city_regulator, reason="r", name=f"Name {number}")
        member(f"m{number}", city.generator.enterprise, "manager")
    with django_assert_max_num_queries(9) as many:
        client.get(address)
    assert len(many) <= len(few)
