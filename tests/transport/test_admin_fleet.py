"""Officials see the fleet's certificates and, on a manifest, who carries it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from tests.city import TIANNING, official

LISTS = [reverse(f"admin:transport_{name}_changelist") for name in ("vehicle", "driver", "escort")]


def listed(response) -> list:
    return response.context["cl"].result_list


@pytest.mark.parametrize("url", LISTS)
def test_certificates_of_the_region_and_no_other(client, people, fleet, url):
    for person, is_there in (
        (people.city_regulator, True),
        (people.district_regulator, True),
        (people.other_regulator, False),
    ):
        client.force_login(person)
        assert bool(listed(client.get(url))) is is_there


@pytest.mark.parametrize(("name", "text"), [("truck", "苏D12345"), ("driver", "Wang"), ("escort", "Zhao")])
def test_found_by_plate_name_number_and_term(client, people, fleet, name, text):
    row = getattr(fleet, name)
    row.valid_to = clock.today() + timedelta(days=3)
    row.save()
    client.force_login(people.city_regulator)
    url = reverse(f"admin:transport_{row._meta.model_name}_changelist")
    for query in ({"q": text}, {"q": row.number}, {"term": "expiring"}):
        assert listed(client.get(url, query)) == [row], query
    assert "3 days left" in client.get(url).content.decode()
    page = reverse(f"admin:transport_{row._meta.model_name}_change", args=[row.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"number": "forged", "_save": "Save"}).status_code == 403


@pytest.mark.parametrize("url", LISTS)
def test_lists_stay_within_their_budget(client, people, fleet, url, django_assert_max_num_queries):
    client.force_login(people.city_regulator)
    with django_assert_max_num_queries(6):
        client.get(url)


def test_a_manifest_shows_its_legs_and_links_only_what_may_be_opened(client, people, fleet, walk):
    manifest = walk.in_transit()
    page = reverse("admin:manifests_manifest_change", args=[manifest.pk])
    truck = reverse("admin:transport_vehicle_change", args=[fleet.truck.pk])
    for person, is_linked in ((people.district_regulator, True), (official("tianning", TIANNING), False)):
        client.force_login(person)
        text = client.get(page).content.decode()
        assert "苏D12345" in text and "Zhao" in text
        assert (truck in text) is is_linked
        assert client.get(truck).status_code == (200 if is_linked else 404)
