"""What a receiver's clerk writes of a firm elsewhere takes no official's charge of that firm away, and gives none."""

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.appoint_manager import appoint_manager
from facilities.actions.close_firm import close_firm, reopen_firm
from facilities.actions.revise_firm import revise_enterprise
from facilities.errors import NotPermitted
from facilities.models import Enterprise, Facility
from tests.city import official, person
from tests.elsewhere import FIRM, entered

HANGZHOU = "330100"


@pytest.fixture
def noted(city, people) -> Enterprise:
    """The carrier of this city, which a paper names as the consignor of a load from Hangzhou."""
    firm = city.carrier.enterprise
    entered(city, people, consignor=FIRM | {"registration_no": firm.registration_no, "name": firm.name})
    assert firm.facilities.filter(is_outside=True, region=HANGZHOU).exists()
    return firm


def test_the_officials_of_its_sites_revise_close_and_reopen_it_as_before(noted, people):
    by = people.district_regulator
    assert revise_enterprise(noted, by=by, reason="renamed", name="Carrier and Sons").name == "Carrier and Sons"
    closed = close_firm(noted, by=by, day=clock.today(), reason="moved away")  # while that load is on the road
    assert closed.closed_on == clock.today()
    assert reopen_firm(closed, by=by, reason="back").closed_on is None


def test_their_pages_offer_it(noted, people, client):
    client.force_login(people.district_regulator)
    for deed in ("revise", "close"):
        address = reverse(f"admin:facilities_enterprise_{deed}", args=[noted.pk])
        assert client.get(address).status_code == 200
        assert address in client.get(reverse("admin:facilities_enterprise_change", args=[noted.pk])).text


def test_the_place_that_a_paper_names_gets_no_charge(noted, people):
    hangzhou = official("hangzhou", HANGZHOU)
    with pytest.raises(NotPermitted):
        revise_enterprise(noted, by=hangzhou, reason="r", name="Mine")
    with pytest.raises(NotPermitted):
        appoint_manager(by=hangzhou, enterprise=noted, username="boss", name="Ms Boss")


def test_a_firm_that_only_papers_name_is_put_right_where_they_place_it(city, people):
    firm = entered(city, people).consignor.enterprise
    for by in (people.city_regulator, people.receiver):
        with pytest.raises(NotPermitted):
            revise_enterprise(firm, by=by, reason="r", name="East Lake")
    hangzhou, chief = official("hangzhou", HANGZHOU), person("chief", is_staff=True, is_superuser=True)
    assert revise_enterprise(firm, by=hangzhou, reason="typed wrongly", name="East Lake").name == "East Lake"
    assert revise_enterprise(firm, by=chief, reason="typed wrongly", name="South Lake").name == "South Lake"


def test_of_a_firm_without_a_place_nobody_has_charge(people, client):
    firm = Enterprise.objects.create(name="Nowhere", registration_no="91320400MA00000000")
    chief = person("chief", is_staff=True, is_superuser=True)
    assert not Facility.objects.filter(enterprise=firm).exists()
    with pytest.raises(NotPermitted):
        revise_enterprise(firm, by=chief, reason="r", name="Somewhere")
    client.force_login(chief)
    assert client.get(reverse("admin:facilities_enterprise_revise", args=[firm.pk])).status_code == 403
