"""Vehicles and crew: entered, corrected, withdrawn by their own dispatcher."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from tests.city import member
from transport.models import Driver, Escort, Vehicle

VEHICLE = {
    "plate": "苏D·99 999",
    "kind": "tanker",
    "max_kg": "12000",
    "number": "V-99",
    "issuer": "",
    "valid_from": "2024-01-01",
    "valid_to": "2099-12-31",
}
PERSON = {"name": "Zhou", "phone": "133", "number": "N-1", "valid_from": "2024-01-01", "valid_to": "2099-12-31"}
MODELS = {"vehicle": Vehicle, "driver": Driver, "escort": Escort}


def add(kind) -> str:
    return reverse("transport:add_to_fleet", args=[kind])


def edit(kind, row) -> str:
    return reverse("transport:edit_in_fleet", args=[kind, row.pk])


def data_of(kind, city, **more) -> dict:
    return {"carrier": str(city.carrier.pk), **(VEHICLE if kind == "vehicle" else PERSON), **more}


@pytest.mark.parametrize("kind", MODELS)
def test_row_is_added_with_its_papers(at, city, kind):
    assert at.dispatcher.get(add(kind)).status_code == 200
    assert at.dispatcher.post(add(kind), data_of(kind, city)).url == reverse("transport:fleet")
    row = MODELS[kind].objects.get()
    assert (row.carrier, row.valid_to.isoformat()) == (city.carrier, "2099-12-31")
    assert str(row) in at.dispatcher.get(reverse("transport:fleet")).content.decode()


def test_plate_is_kept_as_it_is_painted(at, city):
    at.dispatcher.post(add("vehicle"), data_of("vehicle", city, plate="苏d·99 999"))
    assert Vehicle.objects.get().plate == "苏D99999"


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("vehicle", {"plate": ""}, "required"),
        ("vehicle", {"plate": "苏D12345"}, "A vehicle with this plate is in the list already."),
        ("vehicle", {"plate": "A" * 15}, "at most 12 characters"),
        ("vehicle", {"plate": "A\x00"}, "ull characters are not allowed"),
        ("vehicle", {"max_kg": "0"}, "Give a weight in kilograms"),
        ("vehicle", {"max_kg": "NaN"}, "Give a weight in kilograms"),
        ("vehicle", {"max_kg": "1e30"}, "Give a weight in kilograms"),
        ("vehicle", {"valid_to": "2023-12-31"}, "The term ends before it begins."),
        ("driver", {"valid_from": "2024-02-30"}, "Enter a valid date"),
        ("driver", {"name": " "}, "required"),
        ("driver", {"name": "x" * 61}, "at most 60 characters"),
        ("escort", {"phone": ""}, "required"),
        ("escort", {"number": ""}, "required"),
        ("escort", {"carrier": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
    ],
)
def test_bad_row_is_told_beside_its_field_and_not_kept(at, city, fleet, kind, wrong, said):
    before = MODELS[kind].objects.count()
    response = at.dispatcher.post(add(kind), data_of(kind, city, **wrong))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert MODELS[kind].objects.count() == before


def test_correction_changes_the_row(at, fleet):
    page = at.dispatcher.get(edit("vehicle", fleet.truck)).content.decode()
    assert "苏D12345" in page
    at.dispatcher.post(edit("vehicle", fleet.truck), {**VEHICLE, "plate": "苏D12345", "max_kg": "8000.5"})
    fleet.truck.refresh_from_db()
    assert str(fleet.truck.max_kg) == "8000.500"


@pytest.mark.parametrize("kind", MODELS)
def test_withdrawn_papers_stay_in_the_list_and_count_no_more(at, fleet, kind):
    row = {"vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}[kind]
    address = reverse("transport:withdraw_papers", args=[kind, row.pk])
    for _click in range(2):
        assert at.dispatcher.post(address).status_code == 302
    row.refresh_from_db()
    assert row.revoked_on == clock.today()
    page = at.dispatcher.get(reverse("transport:fleet")).content.decode()
    assert "Expired" in page
    assert "This certificate was withdrawn." in at.dispatcher.get(edit(kind, row)).content.decode()


def test_days_left_are_counted_and_the_last_month_is_marked(at, fleet):
    fleet.truck.valid_to = clock.today() + timedelta(days=30)
    fleet.truck.save()
    page = at.dispatcher.get(reverse("transport:fleet"))
    (row,) = (row for row in page.context["vehicles"] if row == fleet.truck)
    assert (row.left, row.outlook) == (30, "expiring")


def test_another_carriers_fleet_is_not_there(at, fleet, rival):
    stranger = at.of(rival.dispatcher)
    assert "苏D12345" not in stranger.get(reverse("transport:fleet")).content.decode()
    for kind, row in (("vehicle", fleet.truck), ("driver", fleet.driver), ("escort", fleet.escort)):
        assert stranger.get(edit(kind, row)).status_code == 404
        assert stranger.post(edit(kind, row), VEHICLE | PERSON).status_code == 404
        assert stranger.post(reverse("transport:withdraw_papers", args=[kind, row.pk])).status_code == 404


def test_unknown_part_of_the_fleet(at, fleet):
    assert at.dispatcher.get(add("ship")).status_code == 404


@pytest.mark.parametrize("name", ["clerk", "driver", "receiver", "city_regulator"])
def test_fleet_is_for_dispatchers(at, fleet, name):
    browser = getattr(at, name)
    for address in (reverse("transport:fleet"), add("vehicle"), edit("driver", fleet.driver)):
        assert browser.get(address).status_code == 403


def test_firm_that_carries_nothing_adds_nothing(at, city):
    manager = member("generator_manager", city.generator.enterprise, "manager")
    assert at.of(manager).get(add("vehicle")).status_code == 403


def test_list_costs_the_same_whatever_its_length(at, city, fleet, django_assert_num_queries):
    browser = at.dispatcher
    for number in range(3):
        with django_assert_num_queries(6):
            browser.get(reverse("transport:fleet"))
        browser.post(add("escort"), data_of("escort", city, name=f"Escort {number}"))
