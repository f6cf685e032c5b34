"""A driver's phone: one code, one phone, a quarter of an hour, and shut out the moment it is revoked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from facilities import clock
from facilities.models import Person
from tests.transport.conftest import ANDROID
from transport.models import Driver, DriverPhone


def offer(browser, driver) -> str:
    """The address that the dispatcher's page shows as a QR code."""
    response = browser.post(reverse("transport:offer_enrolment", args=[driver.pk]))
    assert response.status_code == 200
    return response.context["address"].replace("http://127.0.0.1:8000", "")


def phone() -> Client:
    return Client(headers={"user-agent": ANDROID})


def test_code_opens_the_drivers_pages_on_the_phone(at, fleet):
    address, browser = offer(at.dispatcher, fleet.driver), phone()
    text = browser.get(address).content.decode()
    assert "Wang" in text and "Carrier Ltd" in text and "Use this phone" in text
    assert browser.post(address).url == reverse("transport:driver_home")
    assert browser.get(reverse("transport:driver_home")).status_code == 200
    row = DriverPhone.objects.get()
    assert (row.driver, row.label) == (fleet.driver, "Chrome · Android · V2031A")
    assert timedelta(days=89) < timedelta(seconds=browser.session.get_expiry_age()) <= timedelta(days=90)


def test_dispatcher_sees_a_code_that_a_camera_can_read(at, fleet):
    response = at.dispatcher.post(reverse("transport:offer_enrolment", args=[fleet.driver.pk]))
    text = response.content.decode()
    assert "<svg" in text and "<path" in text
    assert "style=" not in text[text.index("<svg") :]
    assert "no-store" in response.headers["Cache-Control"]


def test_looking_does_not_use_the_code_up(at, fleet):
    address = offer(at.dispatcher, fleet.driver)
    for _ in range(3):
        assert phone().get(address).status_code == 200
    assert phone().post(address).status_code == 302


def test_code_works_once(at, fleet):
    address = offer(at.dispatcher, fleet.driver)
    phone().post(address)
    second = phone()
    for response in (second.get(address), second.post(address)):
        assert response.status_code == 404
        assert "This code no longer works" in response.content.decode()
    assert "_auth_user_id" not in second.session


def test_code_lapses_after_a_quarter_of_an_hour(at, fleet):
    address = offer(at.dispatcher, fleet.driver)
    with clock.standing_at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert phone().get(address).status_code == 404
        assert phone().post(address).status_code == 404
    assert phone().get(address).status_code == 200


def test_new_code_makes_the_old_one_useless(at, fleet):
    first, second = offer(at.dispatcher, fleet.driver), offer(at.dispatcher, fleet.driver)
    assert phone().post(first).status_code == 404
    assert phone().post(second).status_code == 302


@pytest.mark.parametrize("code", ["x", "é", "a" * 500])
def test_unknown_code(db, code):
    assert phone().get(f"/enrol/{code}/").status_code == 404


def test_code_does_not_leave_in_a_referer(at, fleet):
    address = offer(at.dispatcher, fleet.driver)
    assert phone().get(address).headers["Referrer-Policy"] == "strict-origin"


def test_revoked_phone_is_shut_out_at_its_next_request_and_others_stay(at, fleet):
    phones = []
    for _ in range(2):
        browser = phone()
        browser.post(offer(at.dispatcher, fleet.driver))
        phones.append(browser)
    row = DriverPhone.objects.order_by("id").first()
    at.dispatcher.post(reverse("transport:revoke_phone", args=[fleet.driver.pk, row.pk]))
    home = reverse("transport:driver_home")
    shut = phones[0].get(home)
    assert shut.status_code == 403
    assert "This phone is signed out" in shut.content.decode()
    assert phones[0].get(home).status_code == 302  # to the sign-in page: the session is gone
    assert phones[1].get(home).status_code == 200


def test_enrolled_phone_costs_one_statement_more(at, walk, fleet, django_assert_max_num_queries):
    manifest = walk.in_transit()
    browser = phone()
    browser.post(offer(at.dispatcher, fleet.driver))
    with django_assert_max_num_queries(10):
        assert browser.get(reverse("transport:drive_manifest", args=[manifest.pk])).status_code == 200


def test_driver_without_an_account_gets_one_that_only_the_phone_opens(at, city, fleet):
    fresh = Driver.objects.create(
        carrier=city.carrier, name="Qian", phone="135", number="D-9", valid_from="2020-01-01", valid_to="2099-01-01"
    )
    browser = phone()
    browser.post(offer(at.dispatcher, fresh))
    fresh.refresh_from_db()
    assert not fresh.person.has_usable_password()
    assert browser.get(reverse("transport:driver_home")).status_code == 200
    before = Person.objects.count()
    phone().post(offer(at.dispatcher, fresh))
    assert Person.objects.count() == before


def test_phone_of_somebody_else_changes_hands_openly(at, people, fleet):
    address = offer(at.dispatcher, fleet.driver)
    browser = at.of(people.second_driver)
    assert "You are signed in here as second_driver" in browser.get(address).content.decode()
    browser.post(address)
    assert browser.session["_auth_user_id"] == str(people.driver.pk)


def test_only_the_own_dispatcher_enrols_and_revokes(at, people, fleet, rival):
    driver_page = reverse("transport:driver", args=[fleet.driver.pk])
    offering = reverse("transport:offer_enrolment", args=[fleet.driver.pk])
    phone().post(offer(at.dispatcher, fleet.driver))
    revoking = reverse("transport:revoke_phone", args=[fleet.driver.pk, DriverPhone.objects.get().pk])
    stranger = at.of(rival.dispatcher)
    assert stranger.get(driver_page).status_code == 404
    assert [stranger.post(url).status_code for url in (offering, revoking)] == [404, 404]
    for name in ("clerk", "driver", "receiver", "city_regulator"):
        browser = getattr(at, name)
        assert browser.get(driver_page).status_code == 403
        assert browser.post(offering).status_code == 403
        assert browser.post(revoking).status_code == 403
    assert DriverPhone.objects.get().revoked_at is None
