"""What becomes of slips in the register: papers of the wrong holder, of two sites, twice the same, ended once more."""

from decimal import Decimal

import pytest
from django.urls import reverse

from facilities.actions.change_item import change_item
from facilities.actions.end_paper import end_paper, revoke_paper, suspend_licence
from facilities.actions.enter_contract import dispute_contract
from facilities.actions.enter_licence import resume_licence
from facilities.models import CarrierLicence, Facility, Notice, Permit
from facilities.notices import words
from tests.city import OIL
from tests.facilities.test_register_papers import (
    DAY,
    OILS,
    TODAY,
    contracted,
    granted,
    insured,
    licensed,
    refused,
    term,
)


@pytest.fixture
def yard(city) -> Facility:
    """A second site of the carrier."""
    firm = city.carrier
    return Facility.objects.create(
        enterprise=firm.enterprise,
        name="Yard",
        region=firm.region,
        is_transporter=True,
        address="1 Road",
        contact_name="Mr C",
        contact_phone="1",
    )


def lifted(by, carrier) -> tuple[CarrierLicence, CarrierLicence]:
    """A licence that was suspended, and the row under which it holds again."""
    row = licensed(by, carrier)
    suspend_licence(row, by=by, day=TODAY, reason="accident")
    return row, resume_licence(row, by=by, day=TODAY, reason="inspected")


def test_a_lifted_licence_is_revoked_where_it_runs_on(client, people, city):
    old, again = lifted(people.district_regulator, city.carrier)
    refusal = refused(lambda: revoke_paper(old, by=people.district_regulator, day=TODAY, reason="fatal"))
    assert refusal.code == "holds_again"
    client.force_login(people.district_regulator)

    def links(row) -> list[bool]:
        text = client.get(reverse("admin:facilities_carrierlicence_change", args=[row.pk])).content.decode()
        deeds = ("revoke", "resume", "suspend")
        return [reverse(f"admin:facilities_carrierlicence_{deed}", args=[row.pk]) in text for deed in deeds]

    assert (links(old), links(again)) == ([False, False, False], [True, False, True])
    revoke_paper(again, by=people.district_regulator, day=TODAY, reason="fatal")
    assert not CarrierLicence.objects.filter(number="L-NEW").valid_on(TODAY).exists()


@pytest.mark.parametrize(("days", "counts_until"), [(2, 1), (9, 4)])
def test_a_suspension_to_come_does_not_put_off_a_revocation(people, city, days, counts_until):
    row = licensed(people.district_regulator, city.carrier)
    suspend_licence(row, by=people.district_regulator, day=TODAY + 5 * DAY, reason="accident")
    row = revoke_paper(row, by=people.district_regulator, day=TODAY + days * DAY, reason="fatal")
    assert (row.ended_as, row.last_day) == ("revoked", TODAY + counts_until * DAY)


def test_a_policy_and_a_road_licence_are_the_firm_s_and_entered_for_each_site(people, city, yard):
    for site in (city.carrier, yard):
        assert insured(people.dispatcher, site) and licensed(people.city_regulator, site)
    for paper in (lambda: insured(people.dispatcher, yard, **term(0, 9)), lambda: licensed_again(people, yard)):
        assert refused(paper).code == "number_taken"
    Facility.objects.filter(pk=city.collector.pk).update(is_transporter=True)
    city.collector.refresh_from_db()
    assert refused(lambda: licensed(people.city_regulator, city.collector)).code == "number_taken"  # of another firm


def licensed_again(people, site):
    return licensed(people.city_regulator, site, **term(0, 9))


def test_a_number_that_was_typed_for_the_wrong_site_is_free_once_that_has_ended(people, city):
    """As it is printed: its first day lies before the slip was found."""
    wrong = granted(people.city_regulator, city.collector)
    revoke_paper(wrong, by=people.city_regulator, day=TODAY + DAY, reason="wrong site")
    assert refused(lambda: granted(people.city_regulator, city.site)).code == "number_taken"
    revoke_paper(wrong, by=people.city_regulator, day=TODAY, reason="wrong site")
    right = granted(people.city_regulator, city.site)
    assert (right.facility, right.valid_from) == (city.site, TODAY - 10 * DAY)


def test_a_suspension_sets_no_number_free(people, city, yard):
    suspend_licence(licensed(people.city_regulator, city.carrier), by=people.city_regulator, day=TODAY, reason="fire")
    assert refused(lambda: licensed(people.city_regulator, city.carrier)).code == "number_taken"


def test_two_permits_of_a_site_do_not_cover_the_same_on_the_same_days(people, city):
    own = Permit.objects.get(number="P-SITE")
    oil = OILS._replace(codes=[OIL], methods=["R9"])
    refusal = refused(lambda: granted(people.city_regulator, city.site, items=[OILS, oil]))
    assert (refusal.code, refusal.field) == ("permits_overlap", "/items/1/codes")
    assert not Permit.objects.filter(number="P-NEW").exists()
    later = term((own.valid_to - TODAY).days + 1, (own.valid_to - TODAY).days + 300)
    assert granted(people.city_regulator, city.site, "P-AFTER", items=[oil], **later)
    item = granted(people.city_regulator, city.site, "P-BESIDE").items.get()
    wider = refused(lambda: change_item(item, by=people.city_regulator, to=oil, reason="more"))
    assert (wider.code, wider.field) == ("permits_overlap", "/codes")
    until = (own.valid_to - TODAY).days
    assert granted(people.city_regulator, city.site, "P-NEXT", items=[oil], replaces=own, **term(1, until))


def test_lines_of_a_permit_that_ran_out_stay(client, people, city):
    item = granted(people.city_regulator, city.site, **term(-10, -1)).items.get()
    more = OILS._replace(annual_kg=Decimal(9))
    assert refused(lambda: change_item(item, by=people.city_regulator, to=more, reason="more")).code == "paper_over"
    last = granted(people.city_regulator, city.site, "P-LAST", **term(-10, 0)).items.get()
    assert change_item(last, by=people.city_regulator, to=more, reason="on its last day").annual_kg == 9
    client.force_login(people.city_regulator)
    for row, offered in ((item, False), (last, True)):
        text = client.get(reverse("admin:facilities_permit_change", args=[row.permit_id])).content.decode()
        assert (reverse("admin:facilities_permit_item", args=[row.permit_id]) in text) is offered


def told(person) -> list[str]:
    return [words(notice) for notice in Notice.objects.filter(person=person, kind="paper").order_by("pk")]


def test_who_holds_a_paper_is_told_that_it_ends(client, people, city):
    revoke_paper(granted(people.city_regulator, city.site), by=people.city_regulator, day=TODAY, reason="leak")
    suspend_licence(
        licensed(people.district_regulator, city.carrier), by=people.district_regulator, day=TODAY + DAY, reason="fire"
    )
    (said,) = told(people.dispatcher)
    assert "L-NEW" in said and "suspended" in said and str(TODAY + DAY) in said and "fire" in said
    notice = Notice.objects.get(person=people.dispatcher, kind="paper")
    client.force_login(people.dispatcher)
    assert client.get(notice.path).status_code == 200
    assert not told(people.district_regulator) and not told(people.outsider)
    holders = set(Notice.objects.filter(kind="paper", figures__number="P-NEW").values_list("person", flat=True))
    assert holders <= set(city.site.enterprise.memberships.values_list("person", flat=True))


def test_both_sides_of_a_contract_are_told_but_who_did_it(people, city):
    dispute_contract(contracted(people.clerk, city), by=people.receiver, reason="never signed")
    (said,) = told(people.clerk)
    assert "C-NEW" in said and "disputed by the other party" in said and "never signed" in said
    assert not told(people.receiver)
    end_paper(contracted(people.clerk, city, "C-2"), by=people.clerk, day=TODAY, reason="over")
    assert len(told(people.clerk)) == 1
