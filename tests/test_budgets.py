"""What a page may ask of the database: a list six statements at most, however long it is.

The API's lists are weighed in tests/manifests/test_api_budgets.py.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities import clock
from facilities.models import StorageArea
from manifests.actions.draw_codes import draw_codes
from manifests.actions.draw_paper import draw_paper
from manifests.actions.print_labels import Asked, print_labels
from manifests.actions.propose_amendment import propose
from manifests.actions.seal import seal
from manifests.custody import perform
from tests.addresses import routes
from tests.city import OIL, member, stream
from transport.models import Driver, Escort, Trip, Vehicle

MOST = 6
LISTS = {  # route: whose list it is
    "facilities:streams": "clerk",
    "facilities:areas": "clerk",
    "facilities:plans": "clerk",
    "facilities:people": "outsider",
    "facilities:notices": "clerk",
    "facilities:evidence_list": "clerk",
    "facilities:imports": "clerk",
    "facilities:exports": "clerk",
    "manifests:prints": "clerk",
    "facilities:code_search": "clerk",
    "facilities:code_find": "clerk",
    "manifests:batches": "clerk",
    "manifests:stock": "clerk",
    "manifests:stock_in": "clerk",
    "manifests:manifests": "clerk",
    "manifests:papers": "clerk",
    "manifests:serial_blocks": "clerk",
    "manifests:signs": "clerk",
    "manifests:declare": "clerk",
    "manifests:draw_up": "clerk",
    "manifests:declarations": "clerk",
    "manifests:confirm_declarations": "clerk",
    "manifests:assessments": "clerk",
    "facilities:delegations": "outsider",
    "facilities:credentials": "clerk",
    "facilities:crossings": "clerk",
    "manifests:gate": "receiver",
    "manifests:treatments": "receiver",
    "transport:trips": "dispatcher",
    "transport:fleet": "dispatcher",
    "transport:driver_home": "driver",
}
NO_LISTS = {  # pages about nothing in particular, and what they are instead
    "home": "leads on",
    "sign_in": "a form",
    "sign_out": "takes a POST",
    "set_language": "leads on",
    "change_password": "a form",
    "healthz": "for machines",
    "style": "the developers' page",
    "facilities:new_stream": "a form",
    "facilities:new_area": "a form",
    "facilities:new_person": "a form",
    "facilities:new_delegation": "a form",
    "facilities:new_crossing": "a form",
    "manifests:transfer_in": "a form",
    "facilities:new_contract": "a form",
    "facilities:new_insurance": "a form",
    "manifests:ledger": "entries, sums and what to know; see below",
    "manifests:ledger_xlsx": "a file",
    "manifests:ledger_csv": "a file",
    "manifests:ledger_pdf": "a paper",
    "manifests:record_book": "entries, sums and incidents; see below",
    "manifests:record_book_pdf": "a paper",
    "facilities:read_notices": "takes a POST",
    "facilities:notice_mail": "a form",
    "manifests:todo": "a group of each kind of work; see below",
    "manifests:fate": "two tables; see below",
    "manifests:fate_batches": "what is behind a figure; see below",
    "manifests:stock_labels": "asks of what was ticked",
    "manifests:regroup": "asks of what was ticked",
    "manifests:print_manifests": "says how many and asks as what; tests/manifests/test_print_pages.py",
    "manifests:print_labels": "the same of labels",
    "manifests:transform": "asks of what was ticked",
    "manifests:gate_find": "the gate's list again, with an answer",
    "manifests:proof_program": "a file",
    "manifests:proof_keys": "for machines",
    "manifests:proof_heads": "for machines",
    "manifests:verify": "the same page for everybody, read without a statement",
    "manifests:verify_keys": "for the page before",
    "manifests:verify_worker": "for browsers",
    "transport:new_trip": "two lists and a choice of crew; see below",
    "transport:scan": "a camera",
    "transport:found": "leads on",
    "api:start": "leads on",
    "api:token": "takes a POST",
    "api:schema": "for machines",
    "api:docs": "for programmers",
}
WORK = {
    "manifests:todo": ("clerk", 16),
    "manifests:ledger": ("clerk", 14),
    "manifests:record_book": ("receiver", 14),
    "manifests:fate": ("clerk", 10),
    "manifests:fate_batches": ("clerk", 10),
    "transport:new_trip": ("dispatcher", 8),
    "admin:flows": ("city_regulator", 6),
    "admin:rules": ("city_regulator", 6),
}


def admin_lists() -> set[str]:
    officials = {name for name in routes() if name.startswith("admin:") and name.endswith("_changelist")}
    return officials - {"admin:facilities_person_changelist"}  # the superuser's


def without_a_subject(name: str) -> bool:
    """True for a route whose address names no row."""
    try:
        reverse(name)
    except Exception:
        return False
    return True


def test_every_list_is_weighed():
    ours = {name for name in routes() if not name.startswith(("admin:", "api:")) and without_a_subject(name)}
    assert ours == {name for name in (*LISTS, *NO_LISTS) if not name.startswith("api:")}


class Weights:
    """Statements that each page costs."""

    def __init__(self, people):
        self.clients = {}
        for role, person in vars(people).items():
            self.clients[role] = Client()
            self.clients[role].force_login(person)

    def of(self, path: str, role: str) -> int:
        return self.spent(lambda: self.clients[role].get(path))

    def spent(self, call) -> int:
        with CaptureQueriesContext(connection) as asked:
            response = call()
        assert response.status_code in (200, 302), response.status_code
        return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


@pytest.fixture
def weights(people) -> Weights:
    return Weights(people)


def print_one(person, block) -> None:
    codes = [row.pk for row in block.serials.all()]
    print_labels(by=person, facility=block.facility, codes=codes, asked=Asked())


def grow(walk, people, city, rows: range) -> None:
    """Something more in every list."""
    for number in rows:
        oil = stream(city.generator, f"Oil {number}", OIL)
        walk.declared("5", oil)
        walk.draft(walk.stored("10", oil))
        walk.stored("10", oil)
        on_trip = walk.assigned(walk.stored("10", oil))
        draw_paper(by=people.clerk, facility=city.generator.pk, count=1)
        print_one(people.clerk, draw_codes(by=people.clerk, stream=oil.pk, day=clock.today(), count=1, litres="50"))
        seal()
        if number % 3 == 0:
            perform(on_trip, "depart", by=people.driver)
            judged = walk.judged("accept", perform(on_trip, "arrive", by=people.driver).subject)
            change = [{"field": "/lines/1/accepted_kg", "value": "9"}]
            propose(judged, by=people.receiver, changes=change, reason="typed wrongly")
        papers = {"carrier": city.carrier, "valid_from": "2020-01-01", "valid_to": "2040-01-01"}
        Vehicle.objects.create(plate=f"苏D0{number:04}", number=f"V{number}", max_kg=9000, **papers)
        Driver.objects.create(name=f"D{number}", phone="1", number=f"D{number}", **papers)
        Escort.objects.create(name=f"E{number}", phone="1", number=f"E{number}", **papers)


def test_a_list_costs_the_same_for_3_rows_and_30(walk, people, city, weights):
    listed = {**{name: reverse(name) for name in (*LISTS, *admin_lists(), *WORK)}}
    roles = LISTS | {name: role for name, (role, _most) in WORK.items()}
    most = {name: number for name, (_role, number) in WORK.items()}

    def weigh() -> dict[str, int]:
        return {name: weights.of(path, roles.get(name, "city_regulator")) for name, path in listed.items()}

    grow(walk, people, city, range(3))
    weigh()  # what Django remembers for itself is asked once
    few = weigh()
    grow(walk, people, city, range(3, 30))
    for number in range(27):  # last, because a walker knows one store a site
        store = {"code": f"TS1{number:02}", "name": f"Store {number}", "kind": "warehouse", "capacity_kg": 9000}
        StorageArea.objects.create(facility=city.generator, **store)
        member(f"colleague {number}", city.outside.enterprise, "clerk")
    many = weigh()
    assert Trip.objects.count() >= 20
    dear = {name: (few[name], many[name]) for name in listed if many[name] > most.get(name, MOST)}
    growing = {name: (few[name], many[name]) for name in listed if many[name] > few[name]}
    assert (dear, growing) == ({}, {})


def test_one_store_and_one_trip_cost_the_same_however_full(walk, people, city, fleet, weights):
    manifests = [walk.assigned(walk.stored("10")) for _each in range(2)]
    trip = Trip.objects.get(legs__manifest=manifests[0])
    pages = {
        reverse("manifests:stock_area", args=[walk.area(city.generator).pk]): ("clerk", MOST),
        reverse("manifests:count_area", args=[walk.area(city.generator).pk]): ("clerk", MOST),
        reverse("transport:driver", args=[fleet.driver.pk]): ("dispatcher", MOST),
    }
    few = {path: weights.of(path, role) for path, (role, _most) in pages.items()}
    for _each in range(12):
        walk.stored("10")
    assert {path: weights.of(path, role) for path, (role, _most) in pages.items()} == few
    assert max(few.values()) <= MOST
    assert weights.of(reverse("transport:trip", args=[trip.pk]), "dispatcher") <= 8


@pytest.mark.parametrize(
    "state", ["draft", "issued", "in_transit", "arrived", "partially_accepted", "closed", "voided"]
)
def test_one_manifest_costs_twelve_at_most(walk, weights, state):
    manifest = walk.to_state(state)
    readers = ["clerk", "reader"] if state == "draft" else ["clerk", "dispatcher", "driver", "receiver"]
    costs = {role: weights.of(manifest.get_absolute_url(), role) for role in readers}
    assert max(costs.values()) <= 12, costs
    for role in readers[:1]:
        official = reverse("admin:manifests_manifest_change", args=[manifest.pk])
        assert weights.of(official, "city_regulator") <= 11, role


def test_issuing_in_the_browser_costs_twenty_five_at_most(walk, weights):
    manifest = walk.draft(*(walk.stored("10") for _each in range(5)))
    address = reverse("manifests:act", args=[manifest.pk, "issue"])
    clerk = weights.clients["clerk"]
    assert weights.spent(lambda: clerk.get(address)) <= 25
    assert weights.spent(lambda: clerk.post(address, {"idempotency_key": "once"})) <= 25
    manifest.refresh_from_db()
    assert manifest.state == "issued"
    assert weights.spent(lambda: clerk.post(address, {"idempotency_key": "once"})) <= 10
