"""From nothing to the first closed manifest: an empty installation with its published lists, and people at its pages.

No row is written here but by what a person does: createsuperuser, the admin, the pages of the firms. It is the way that
the README tells (“First steps of a real installation”).
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from facilities import clock
from facilities.models import (
    Contract,
    DisposalMethod,
    Enterprise,
    Facility,
    Membership,
    Permit,
    Person,
    StorageArea,
    WasteStream,
)
from manifests.models import Flow, Manifest, WasteBatch
from tests.city import CITY, OIL, PASSWORD, TIANNING, WUJIN, registration_no
from tests.facilities.plan_rows import address, formset, table
from transport.models import Driver, Trip, Vehicle

TODAY = clock.today()
LAST = TODAY + timedelta(days=300)
TERM = {"valid_from": (TODAY - timedelta(days=30)).isoformat(), "valid_to": LAST.isoformat()}


class Visitor:
    """Somebody at the pages: what is sent is done, or the test says what the page found wrong."""

    def __init__(self, username: str, password: str):
        self.client = Client()
        signed_in = self.client.post(reverse("sign_in"), {"username": username, "password": password})
        assert signed_in.status_code == 302, username

    def opens(self, path: str) -> str:
        response = self.client.get(path, follow=True)
        assert response.status_code == 200, path
        return response.content.decode()

    def sends(self, path: str, data: dict, done: int = 302):
        response = self.client.post(path, data)
        assert response.status_code == done, (path, response.status_code, self._wrong(response))
        return response

    @staticmethod
    def _wrong(response):
        shown = response.context or {}
        form = shown.get("form") or shown.get("adminform") or shown.get("formset")
        return getattr(form, "errors", response.content.decode()[:500])


@pytest.fixture
def published(db):
    """What `migrate`, `load_reference` and `signing_key new` leave, and nothing else."""
    call_command("load_reference", verbosity=0)
    call_command("signing_key", "new", if_missing=True, verbosity=0)
    for model in (Person, Enterprise, Facility, Permit, Contract, WasteStream, WasteBatch, Manifest):
        assert not model.objects.exists()


def superuser(monkeypatch) -> Visitor:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="root", name="Operator", interactive=False, verbosity=0)
    return Visitor("root", PASSWORD)


def make_official(root: Visitor) -> Visitor:
    """The superuser adds a person in the admin and gives them the city."""
    root.sends(
        reverse("admin:facilities_person_add"),
        {"username": "bureau", "name": "Ms Bureau", "usable_password": "true", "password1": PASSWORD}
        | {"password2": PASSWORD},
    )
    person = Person.objects.get(username="bureau")
    root.sends(
        reverse("admin:facilities_person_change", args=[person.pk]),
        {"username": "bureau", "name": "Ms Bureau", "is_active": "on", "is_staff": "on"}
        | {"date_joined_0": TODAY.isoformat(), "date_joined_1": "08:00:00"}
        | {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
        | {"jurisdictions-TOTAL_FORMS": "1", "jurisdictions-INITIAL_FORMS": "0"}
        | {"jurisdictions-0-region": CITY, "jurisdictions-0-office": "Changzhou Ecology Bureau"},
    )
    return Visitor("bureau", PASSWORD)


def register(bureau: Visitor, serial: int, name: str, region: str, *duties: str) -> tuple[Facility, Visitor]:
    """The official registers a firm with its site and appoints its manager, who signs in."""
    bureau.sends(
        reverse("admin:facilities_enterprise_add"),
        {"name": f"{name} Ltd", "registration_no": registration_no(serial), "site_name": name, "region": region}
        | {"address": f"{serial} {name} Road", "contact_name": "Mr Contact", "contact_phone": "0519-1"}
        | {"industry": "3360", "longitude": "119.95", "latitude": "31.77", "operating_since": "2015-03-01"}
        | dict.fromkeys(duties, "on"),
    )
    site = Facility.objects.get(name=name)
    username = name.lower()
    shown = bureau.sends(
        reverse("admin:facilities_enterprise_appoint", args=[site.enterprise_id]),
        {"name": f"{name} manager", "username": username},
        done=200,
    )
    assert Membership.objects.get(person__username=username).role == "manager"
    return site, Visitor(username, shown.context["password"])


def enter_papers(bureau: Visitor, works: Facility, haulier: Facility) -> None:
    assert f"{reverse('admin:facilities_permit_add')}?site={works.pk}" in bureau.opens(
        reverse("admin:facilities_facility_change", args=[works.pk])
    )
    bureau.sends(
        reverse("admin:facilities_permit_add"),
        {"facility": works.pk, "number": "JS0412-1", "issuer": "Changzhou Ecology Bureau", "kind": "comprehensive"}
        | {"codes_0": "HW08 HW12", "methods_0": "R9、D10", "annual_kg_0": "100000"}
        | TERM,
    )
    bureau.sends(
        reverse("admin:facilities_carrierlicence_add"),
        {"facility": haulier.pk, "number": "R-1", "issuer": "Transport Office", "scope": "危险货物运输（危险废物）"}
        | TERM,
    )


def keep_waste(maker: Visitor, site: Facility) -> WasteBatch:
    """A store, a waste, and a batch of it in the store."""
    store = {"code": "TS001", "name": "Store", "kind": "warehouse", "capacity_kg": "50000", "day_limit": "365"}
    maker.sends(reverse("facilities:new_area"), {"facility": site.pk} | store)
    maker.sends(
        reverse("facilities:new_stream"),
        {"facility": site.pk, "code": OIL, "alias": "Used oil", "physical_state": "L"},
    )
    stream, area = WasteStream.objects.get(), StorageArea.objects.get(facility=site)
    maker.sends(
        f"{reverse('manifests:declare')}?stream={stream.pk}",
        {
            "quantity": "1000",
            "unit": "kg",
            "area": area.pk,
            "happened_at": localtime(clock.now()).strftime("%Y-%m-%dT%H:%M"),
        }
        | {"idempotency_key": "declare"},
    )
    return WasteBatch.objects.get()


def file_plan(maker: Visitor, site: Facility, works: Facility) -> None:
    stream = WasteStream.objects.get()
    maker.sends(address(site), {"do": "begin"})
    maker.sends(
        table(site, "a1"),
        {"registered_address": "1 Road", "legal_representative": "Ms Head", "legal_representative_phone": "1"}
        | {"technical_lead": "Mr Lead", "technical_lead_phone": "2"},
    )
    maker.sends(table(site, "a3"), formset({"stream": stream.pk, "kg": "20", "step": "turning"}))
    # There is no contract yet, so the receiver is written by its name.
    row = {"code": OIL, "kg": "20", "method": method("R9"), "receiver_name": works.name, "permit_no": "JS0412-1"}
    maker.sends(table(site, "a7"), formset(row | {"scope": "province", "receiver_kind": "permit"}))
    maker.sends(address(site), {"do": "file"})
    assert site.plans.get().filing_no


def method(code: str) -> int:
    return DisposalMethod.objects.chinese().get(code=code).pk


def test_from_an_empty_house_to_a_closed_manifest(published, monkeypatch):
    root = superuser(monkeypatch)
    bureau = make_official(root)
    shop, maker = register(bureau, 1, "Shop", WUJIN, "is_generator")
    works, furnace = register(bureau, 2, "Works", TIANNING, "is_disposal_site")
    haulier, carrier = register(bureau, 3, "Haulier", WUJIN, "is_transporter")
    enter_papers(bureau, works, haulier)
    batch = keep_waste(maker, shop)
    file_plan(maker, shop, works)

    # Without a contract the works is not offered, and the page says where it is entered.
    drawing = f"{reverse('manifests:draw_up')}?line={batch.pk.hex}&method=R9"
    (entering,) = re.findall(
        rf'href="({reverse("facilities:new_contract")}[^"]+)"', maker.opens(f"{drawing}&step=receiver")
    )
    asked = {"number": "HT-1", "codes": OIL, "agreed_kg": "20000"} | TERM
    entered = maker.sends(entering.replace("&amp;", "&"), {"consignor": shop.pk, "consignee": works.pk, **asked})
    contract = Contract.objects.get()
    furnace.sends(reverse("facilities:answer_contract", args=[contract.pk]), {"answer": "confirm"})
    assert "Works" in maker.opens(entered.url) and "not offered" not in maker.opens(entered.url)

    # Nor is a carrier without insurance; its manager enters it.
    drawing += f"&consignee={works.pk}"
    assert "insurance" in maker.opens(f"{drawing}&step=carrier")
    carrier.sends(
        reverse("facilities:new_insurance"),
        {"facility": haulier.pk, "issuer": "PICC", "number": "P-9", "insured_yuan": "5000000", "covers": "苏D12345"}
        | TERM,
    )
    maker.sends(f"{drawing}&step=check&carrier={haulier.pk}", {"remarks": "", "idempotency_key": "draw"})
    manifest = Manifest.objects.get()
    maker.sends(reverse("manifests:act", args=[manifest.pk, "issue"]), {"idempotency_key": "issue"})

    # The carrier's truck and crew, the trip, the road.
    papers = {"carrier": haulier.pk, "number": "V-1", "issuer": "Office"} | TERM
    add = reverse("transport:add_to_fleet", args=["vehicle"])
    carrier.sends(add, {"plate": "苏D12345", "kind": "tanker", "max_kg": "10000"} | papers)
    for kind, name in (("driver", "Wang"), ("escort", "Zhao")):
        carrier.sends(reverse("transport:add_to_fleet", args=[kind]), {"name": name, "phone": "139"} | papers)
    crew = {"vehicle": Vehicle.objects.get().pk, "driver": Driver.objects.get().pk}
    crew["escort"] = carrier.client.get(reverse("transport:new_trip")).context["form"].fields["escort"].choices[-1][0]
    carrier.sends(reverse("transport:new_trip"), {"planned_for": TODAY.isoformat(), "manifests": [manifest.pk]} | crew)
    trip = Trip.objects.get()
    for step in ("depart", "arrive"):
        record = reverse("transport:record", args=[trip.pk, manifest.pk, step])
        carrier.sends(record, {"happened_at": "", "note": "", "idempotency_key": step})

    # The gate.
    judged = {"line-1-weighed_kg": "1000", "line-1-opinion": "accept", "line-1-method": "R9"}
    furnace.sends(reverse("manifests:receive", args=[manifest.pk]), judged | {"idempotency_key": "receive"})
    furnace.sends(reverse("manifests:act", args=[manifest.pk, "close"]), {"idempotency_key": "close"})
    manifest.refresh_from_db()
    assert (manifest.state, manifest.received_kg) == ("closed", Decimal(1000))
    assert re.fullmatch(r"\d{12,}", re.sub(r"\D", "", manifest.number))
    assert Flow.objects.exists()
    # Who entered what is told on the papers' own pages.
    assert "Shop manager" in furnace.opens(reverse("facilities:credential", args=["contract", contract.pk]))
    permit = Permit.objects.get()
    assert "Ms Bureau" in bureau.opens(reverse("admin:facilities_permit_change", args=[permit.pk]))
    assert "1,000" in bureau.opens(reverse("admin:facilities_permit_change", args=[permit.pk]))
