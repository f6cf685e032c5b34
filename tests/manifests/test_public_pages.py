"""What a printed code says: to strangers the state and no more, to those with a part in it their own page."""

import pytest
from django.test import Client
from django.urls import reverse

from manifests.custody import perform
from manifests.models import Manifest
from manifests.tokens import container_url, manifest_url

HOST = "http://127.0.0.1:8000"


def q(manifest) -> str:
    return manifest_url(manifest.number).removeprefix(HOST)


def signed_in(person) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def drum(walk):
    """A container of a stored batch."""
    return walk.stored("1000", container_count=5, container_litres="200").containers.first()


def c(container) -> str:
    return container_url(container.digital_id).removeprefix(HOST)


def test_stranger_sees_that_it_is_genuine_and_no_people(client, walk, city):
    manifest = walk.in_transit(walk.stored("700"), walk.stored("300", city.paint))
    text = client.get(q(manifest)).content.decode()
    for shown in ("Genuine", "In transit", "900-249-08, 900-252-12", "1,000", str(manifest), "Wujin", "Tianning"):
        assert shown in text
    for hidden in ("Generator", "Furnace", "Carrier", "contact", "0519", "Road", "苏D12345", "Wang"):
        assert hidden not in text


@pytest.mark.parametrize("state", ["issued", "arrived", "accepted", "closed", "voided"])
def test_code_opens_in_every_state_with_and_without_a_slash(client, walk, state):
    manifest = walk.to_state(state)
    for address in (q(manifest), q(manifest) + "/", q(manifest).lower().replace("/q/ld", "/q/LD")):
        assert client.get(address).status_code == 200
    assert ("no longer valid" in client.get(q(manifest)).content.decode()) == (state == "voided")


def test_frozen_is_shown(client, walk, people):
    manifest = walk.in_transit()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "secret reason"})
    text = client.get(q(manifest)).content.decode()
    assert "Frozen" in text and "secret reason" not in text


def test_stranger_costs_one_statement(client, walk, django_assert_num_queries):
    manifest = walk.in_transit()
    with django_assert_num_queries(1):
        client.get(q(manifest))


@pytest.mark.parametrize("mark", ["AAAAAAAAAA", "x", "é", "%00", "A" * 300])
def test_wrong_mark_is_not_ours_and_asks_the_database_nothing(client, walk, drum, mark, django_assert_num_queries):
    manifest = walk.in_transit()
    for address in (f"/q/{manifest.number}/{mark}", f"/c/{drum.digital_id}/{mark}/"):
        with django_assert_num_queries(0):
            response = client.get(address)
        assert response.status_code == 404
        assert "This is not a code printed by Liandan" in response.content.decode()


def test_mark_of_one_number_does_not_open_another(client, walk):
    first, second = walk.in_transit(), walk.in_transit()
    assert client.get(f"/q/{first.number}/{q(second).rsplit('/', 1)[1]}").status_code == 404


def test_number_that_was_printed_and_is_gone(client, db):
    assert client.get(manifest_url("LD3204260000001M").removeprefix(HOST)).status_code == 404


def test_looking_changes_nothing(client, walk):
    assert client.post(q(walk.in_transit())).status_code == 405


def test_driver_is_led_through_the_scan_to_the_load(walk, people):
    manifest = walk.assigned()
    response = signed_in(people.driver).get(q(manifest), follow=True)
    assert response.redirect_chain[-1][0] == reverse("transport:drive_manifest", args=[manifest.pk])
    scan = manifest.scans.get()
    assert (scan.person, scan.text) == (people.driver, manifest.number)


def test_another_driver_sees_what_strangers_see(walk, people):
    response = signed_in(people.second_driver).get(q(walk.assigned()))
    assert "Genuine" in response.content.decode()


@pytest.mark.parametrize("state", ["in_transit", "arrived"])
def test_receiver_is_led_to_the_gate_while_it_is_coming(walk, people, state):
    manifest = walk.to_state(state)
    assert signed_in(people.receiver).get(q(manifest)).url == reverse("manifests:receive", args=[manifest.pk])


def test_parties_are_led_to_the_manifest(walk, people):
    manifest = walk.closed()
    for person in (people.clerk, people.reader, people.dispatcher, people.receiver):
        assert signed_in(person).get(q(manifest)).url == manifest.get_absolute_url()


def test_official_is_led_to_the_admin_in_the_own_region_only(walk, people):
    manifest = walk.in_transit()
    address = reverse("admin:manifests_manifest_change", args=[manifest.pk])
    for person in (people.city_regulator, people.district_regulator):
        assert signed_in(person).get(q(manifest)).url == address
    assert "Genuine" in signed_in(people.other_regulator).get(q(manifest)).content.decode()


def test_outsider_sees_what_strangers_see(walk, people):
    assert "Genuine" in signed_in(people.outsider).get(q(walk.in_transit())).content.decode()


# The label on a drum


def test_drum_says_what_is_in_it(client, drum, city):
    city.oil.hazards, city.oil.precautions = ["T", "I"], "Keep upright"
    city.oil.save()
    text = client.get(c(drum)).content.decode()
    for shown in ("Used oil", "900-249-08", "HW08", "Toxicity", "Stored", "Keep upright", drum.digital_id):
        assert shown in text
    for hidden in ("Generator", "0519", "Road"):
        assert hidden not in text


def test_drum_costs_a_stranger_two_statements(client, drum, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(c(drum) + "/")


def test_holder_is_led_to_the_batch(drum, people):
    batch = reverse("manifests:batch", args=[drum.batch_id])
    assert signed_in(people.clerk).get(c(drum)).url == batch
    assert signed_in(people.city_regulator).get(c(drum)).url == reverse(
        "admin:manifests_wastebatch_change", args=[drum.batch_id]
    )
    assert "Genuine" in signed_in(people.receiver).get(c(drum)).content.decode()


def test_driver_scans_a_drum_on_the_truck(walk, people, drum):
    manifest = Manifest.objects.get(pk=walk.assigned(drum.batch).pk)
    response = signed_in(people.driver).get(c(drum), follow=True)
    assert response.redirect_chain[-1][0] == reverse("transport:drive_manifest", args=[manifest.pk])
