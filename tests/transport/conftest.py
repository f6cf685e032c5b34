"""A second carrier with its own dispatcher, truck and driver; phones signed in the way phones are."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from facilities.models import CarrierLicence, Insurance
from tests.city import WUJIN, facility, member, year
from transport.actions.plan_trip import plan_trip
from transport.models import Driver, Vehicle

ANDROID = "Mozilla/5.0 (Linux; Android 13; V2031A Build/TP1A) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture
def rival(db, city) -> SimpleNamespace:
    """Another carrier, with all its papers."""
    depot = facility(44, "Rival", WUJIN, is_transporter=True)
    CarrierLicence.objects.create(facility=depot, number="LIC-44", **year())
    Insurance.objects.create(facility=depot, number="INS-44", **year())
    account = member("rival_driver", depot.enterprise, "driver")
    return SimpleNamespace(
        depot=depot,
        dispatcher=member("rival_dispatcher", depot.enterprise, "dispatcher"),
        driver_account=account,
        driver=Driver.objects.create(carrier=depot, name="Sun", phone="136", number="D-44", person=account, **year()),
        truck=Vehicle.objects.create(carrier=depot, plate="苏D44444", number="V-44", max_kg=Decimal(9000), **year()),
    )


@pytest.fixture
def trip_for(city, people, fleet):
    """Plan a trip; by default the first truck with the first driver."""

    def plan(*manifests, vehicle=None, driver=None):
        return plan_trip(
            by=people.dispatcher,
            carrier=city.carrier,
            vehicle=vehicle or fleet.truck,
            driver=driver or fleet.driver,
            manifests=manifests,
        )

    return plan


@pytest.fixture
def at(people):
    """A browser signed in as somebody: `at.dispatcher.get(…)`."""

    class Browsers:
        def __getattr__(self, name):
            browser = self.of(getattr(people, name))
            setattr(self, name, browser)
            return browser

        def of(self, person) -> Client:
            browser = Client(headers={"user-agent": ANDROID})
            browser.force_login(person)
            return browser

    return Browsers()


def tap(browser, manifest, action, **data):
    """Press the one big button of the driver's page."""
    address = reverse("transport:drive_manifest", args=[manifest.pk])
    form = browser.get(address).context["form"]
    assert form is not None, "The page offers nothing to sign."
    assert form.initial.get("action", form.data.get("action")) == action
    return browser.post(address, {"action": action, "idempotency_key": form["idempotency_key"].value(), **data})
