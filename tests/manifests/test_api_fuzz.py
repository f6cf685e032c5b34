"""Whatever is sent, wherever: an answer in the described shape, never a crash, and nothing half-saved."""

import json
from base64 import b64encode

import pytest
from django.db import connection, transaction

from facilities import clock
from facilities.actions.take_sheet import take_sheet
from facilities.api.token import SigningIn
from facilities.models import Contract, Evidence, EvidenceUse, Insurance, Permit, RegisterEntry, SheetImport
from manifests.actions.propose_amendment import propose
from manifests.actions.request_print import request_print
from manifests.declarations.figures import content_of, digest_of
from manifests.models import (
    Amendment,
    AmendmentVote,
    Container,
    CustodyEvent,
    Manifest,
    ManifestLine,
    Movement,
    WasteBatch,
)
from tests import paperwork as papers
from tests.api import PROBLEM, Api, description
from tests.city import stream
from tests.elsewhere import entered, left_at
from tests.elsewhere import paper as foreign_paper
from tests.files import put
from tests.sheets import BATCH, bring, xlsx
from tests.world import month_ago
from transport.actions.plan_trip import plan_trip
from transport.models import Leg, Trip

RAW = [  # as JSON text, since some of it cannot be written otherwise
    "null", "[]", "{}", "[null]", '{"a": 1}', "-1", "1.5", "true", '""', '"x"', '"😀"', '"\\u0000"', "1e400",
    "1" + "0" * 30, '"1e999999"', '"NaN"', '"-5"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-12:00"',
    '"0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a10"', '"' + "long " * 20_000 + '"', "[" * 300 + "]" * 300,
]  # fmt: skip
CIRCUMSTANCES = {"happened_at", "device", "longitude", "latitude"}
WATCHED = (
    *(Amendment, AmendmentVote, Manifest, ManifestLine, WasteBatch, Container, CustodyEvent, Movement, Trip, Leg),
    *(Contract, Insurance, RegisterEntry, Evidence, EvidenceUse),
    *papers.WATCHED,
)
DONE = (200, 201, 204)


def saved() -> tuple:
    """What is stored, as one digest a table, in one statement: it is asked thousands of times here."""
    digests = ", ".join(
        f"(SELECT md5(string_agg(row::text, '' ORDER BY id)) FROM {model._meta.db_table} AS row)" for model in WATCHED
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {digests}")
        return cursor.fetchone()


def send(api: Api, path: str, raw: str, before: list) -> int:
    """Send it and take back what it did; a refusal must have left nothing."""
    with transaction.atomic():
        response = api.post(path, raw=raw.encode("utf-8", "surrogatepass"))
        if response.status_code >= 400:
            assert response.headers["Content-Type"] == PROBLEM
            assert saved() == before, f"{path} refused {raw[:80]} and yet changed something"
        transaction.set_rollback(True)
    return response.status_code


def pointers(body, at=()):
    """Every place in a body: (steps to it)."""
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, value in items:
        yield (*at, step)
        yield from pointers(value, (*at, step))


def with_raw(body: dict, steps: tuple, raw: str) -> str:
    """The body as JSON with `raw` put where the steps lead."""
    mark = "@@here@@"
    copy = json.loads(json.dumps(body))
    place = copy
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = mark
    return json.dumps(copy).replace(f'"{mark}"', raw)


@pytest.fixture
def calls(walk, city, people, fleet, paperwork) -> dict:
    """Every writing address: (who, path, a body that works, with each optional field)."""
    stored, area = walk.stored("50"), walk.area(city.generator)
    draft, issued, arrived = walk.draft(), walk.issued(), walk.arrived()
    assigned, moving, judged = walk.assigned(), walk.in_transit(), walk.judged()
    changing, frozen = walk.in_transit(), walk.draft()
    next_truck = {"vehicle": fleet.second_truck, "driver": fleet.second_driver, "manifests": [changing]}
    plan_trip(by=people.dispatcher, carrier=city.carrier, **next_truck)
    held, riding = walk.judged().lines.get().batch, walk.judged("refuse").children.get()
    elsewhere = {"consignee": str(city.collector.pk), "method": "D10"}
    other_truck = {"vehicle": str(fleet.second_truck.pk), "driver": str(fleet.second_driver.pk)}
    Api(people.city_regulator).do(f"/api/manifests/{frozen.pk}/freeze/", {"reason": "look"})
    where = {"happened_at": None, "device": "phone", "longitude": "119.9", "latitude": "31.8"}
    route = {
        "consignee": str(city.site.pk),
        "carrier": str(city.carrier.pk),
        "method": "D10",
        "lines": [{"batch": str(walk.stored("60").pk), "kg": "10"}],
        "remarks": "none",
    }
    line = {"line": str(arrived.lines.get().pk), "opinion": "part", "weighed_kg": "1000", "accepted_kg": "900"}
    line |= {"reason": "wet", "significant_difference": "less", "method": "R9"}
    declared = {"stream": str(city.oil.pk), "kg": "20", "container_count": 2, "container_litres": "50"}
    listed = {"stream": str(city.oil.pk), "kg": "20", "containers": [{"litres": "50", "kg": "20"}]}
    counted = {"stream": str(city.oil.pk), "kg": "20", "original_quantity": "2", "original_unit": "drum"}
    drums = walk.stored("8", container_count=2, container_litres="50")
    drum = str(drums.containers.first().pk)
    ash = str(stream(city.site, "Ash", "772-003-18").pk)
    burnt = {"method": "D10", "products": [{"stream": ash, "kg": "10"}], "burn_off_kg": str(held.kg - 10)}
    reason, note = {"reason": "because"}, {"note": "sealed"}
    refused, weighed = walk.judged("refuse"), walk.arrived()
    loose = put(people.clerk, city.generator.enterprise, kind="load")
    photo = put(people.receiver, city.site.enterprise)
    scale = {"gross_kg": "9000", "tare_kg": "8000", "ticket": "T-1", "note": "none"}
    change = [{"field": "/lines/1/accepted_kg", "value": "950"}]
    asked = propose(walk.judged(), by=people.receiver, changes=change, reason="typed wrongly")[0]
    proposal = {"manifest": str(judged.pk), "changes": change, **reason}
    now = clock.now().isoformat()  # after all the waste of this page arose
    paper = {"kind": "emergency", "paper_number": "P-1", "transfer_ended_at": now}
    paper |= {"issued_by": "Anhui", "page": 1}
    paper |= {"national_no": f"{clock.today().year}3204000501", "provincial_no": "JS-5"}
    outer = {"national_no": f"{issued.issued_at.year}3204000777", "provincial_no": "JS-7"}
    from_paper = {"happened_at": now, "back_fill": paper | reason}
    abroad = {"notice": "EX-1", "country": "Germany", "receiver": "Works AG"}
    trip = {
        "carrier": str(city.carrier.pk),
        "vehicle": str(fleet.truck.pk),
        "driver": str(fleet.driver.pk),
        "escort": str(fleet.escort.pk),
        "planned_for": "2026-03-01",
        "manifests": [str(issued.pk)],
    }
    planned = Trip.objects.filter(driver=fleet.driver).order_by("-id").first()
    run, _repeated = request_print(by=people.clerk, subject="manifests", keys=[issued.pk], form="pdf")
    batches, manifests = "/api/batches/", "/api/manifests/"
    brought = list(sheets(people, city))
    return papers.calls(paperwork) | {
        "declare": (people.clerk, batches, declared | where),
        "declare listed": (people.clerk, batches, listed),
        "declare counted": (people.clerk, batches, counted | {"kg_per_unit": "10"}),
        "store": (people.clerk, f"{batches}{walk.declared('5').pk}/store/", {"area": str(area.pk)}),
        "move": (people.clerk, f"{batches}{stored.pk}/move/", {"area": str(area.pk)}),
        "split": (people.clerk, f"{batches}{stored.pk}/split/", {"kg": "10"}),
        "split by drums": (people.clerk, f"{batches}{drums.pk}/split/", {"containers": [drum]}),
        "repack": (people.clerk, f"{batches}{drums.pk}/repack/", {"container_count": 2, "container_litres": "50"}),
        "transform": (people.receiver, f"{batches}{held.pk}/transform/", burnt),
        "regroup": (people.clerk, f"{batches}{stored.pk}/regroup/", {"batches": [str(walk.stored("7").pk)]}),
        "count": (
            people.clerk,
            f"{batches}{stored.pk}/count/",
            {"counted_kg": "4", "booked_kg": str(stored.kg)} | reason,
        ),
        "lose": (people.clerk, f"{batches}{stored.pk}/lose/", {"kg": "1"} | reason),
        "retract": (people.clerk, f"{batches}{walk.stored('4').pk}/retract/", {"booked_kg": "4"} | reason),
        "export": (people.clerk, f"{batches}{stored.pk}/export/", abroad),
        "treat": (people.receiver, f"{batches}{held.pk}/treat/", {"method": "D10"}),
        "draw_up": (people.clerk, manifests, {"consignor": str(city.generator.pk), **route}),
        "revise": (people.clerk, f"{manifests}{draft.pk}/revise/", route),
        "issue": (people.clerk, f"{manifests}{draft.pk}/issue/", where),
        "issue from paper": (people.clerk, f"{manifests}{draft.pk}/issue/", from_paper),
        "record_numbers": (people.clerk, f"{manifests}{issued.pk}/record_numbers/", outer),
        "cancel": (people.clerk, f"{manifests}{draft.pk}/cancel/", reason),
        "depart": (people.driver, f"{manifests}{assigned.pk}/depart/", note),
        "hand_over": (people.second_driver, f"{manifests}{changing.pk}/hand_over/", note),
        "change_vehicle": (people.dispatcher, f"{manifests}{moving.pk}/change_vehicle/", other_truck),
        "lay_over": (people.driver, f"{manifests}{moving.pk}/lay_over/", reason | note | {"place": "km 31"}),
        "resume": (people.driver, f"{manifests}{walk.laid_over().pk}/resume/", note),
        "redirect": (people.clerk, f"{manifests}{riding.pk}/redirect/", elsewhere | reason),
        "arrive": (people.driver, f"{manifests}{moving.pk}/arrive/", note),
        "transfer_in": (
            people.receiver,
            f"{manifests}transfer-in/",
            foreign_paper(city) | {"happened_at": left_at().isoformat()},
        ),
        "strike_out": (people.receiver, f"{manifests}{entered(city, people, 2).pk}/strike_out/", reason),
        "receive": (people.receiver, f"{manifests}{arrived.pk}/receive/", {"lines": [line]}),
        "acknowledge": (people.clerk, f"{manifests}{refused.pk}/acknowledge/", note),
        "receive weighed": (
            people.receiver,
            f"{manifests}{weighed.pk}/receive/",
            {
                "lines": [{**line, "line": str(weighed.lines.get().pk), "misfits": ["form"], "weighing": scale}],
                "weighing": scale,
            },
        ),
        "attach": (people.clerk, f"{manifests}{refused.pk}/attach/", {"evidence": [str(loose.pk)]}),
        "attach to a permit": (
            people.receiver,
            f"/api/evidence/{photo.pk}/attach/",
            {"subject": "permit", "id": str(Permit.objects.get(number="P-SITE").pk)},
        ),
        "withdraw a file": (people.receiver, f"/api/evidence/{photo.pk}/withdraw/", reason),
        "close": (people.receiver, f"{manifests}{judged.pk}/close/", {}),
        "confirm a declaration": (
            people.clerk,
            "/api/declarations/confirm/",
            {
                "facility": str(city.generator.pk),
                "label": month_ago(2).label,
                "digest": digest_of(content_of(city.generator, month_ago(2))),
                "reason": "first",
            },
        ),
        **_papers(people, city),
        "freeze": (people.city_regulator, f"{manifests}{draft.pk}/freeze/", reason),
        "release": (people.city_regulator, f"{manifests}{frozen.pk}/release/", reason),
        "void": (people.city_regulator, f"{manifests}{issued.pk}/void/", reason),
        "print": (people.clerk, "/api/prints/", {"manifests": [str(issued.pk)], "form": "pdf"}),
        "cancel a print": (people.clerk, f"/api/prints/{run.pk}/cancel/", {}),
        "propose": (people.receiver, "/api/amendments/", proposal),
        "agree": (people.clerk, f"/api/amendments/{asked.pk}/agree/", reason),
        "decline": (people.clerk, f"/api/amendments/{asked.pk}/decline/", reason),
        "withdraw": (people.receiver, f"/api/amendments/{asked.pk}/withdraw/", reason),
        "override": (people.city_regulator, f"/api/amendments/{asked.pk}/override/", reason),
        "plan_trip": (people.dispatcher, "/api/trips/", trip),
        "assign": (people.dispatcher, f"/api/trips/{planned.pk}/assign/", {"manifest": str(issued.pk)}),
        "add_leg": (
            people.dispatcher,
            "/api/legs/",
            {"manifest": str(issued.pk), "carrier": str(city.carrier.pk)},
        ),
        **{
            f"{verb} import": (person, address, {"lines": [3]} if verb == "take" else {})
            for verb, person, address in brought
        },
        "token": (None, "/api/token/", {"username": "clerk", "password": "a long enough password"}),
    }


def _papers(people, city) -> dict:
    """Contracts and insurance: entered, answered, ended."""
    term = {"valid_from": "2026-01-01", "valid_to": "2035-12-31"}
    contract = {"consignor": str(city.generator.pk), "consignee": str(city.site.pk), "number": "C-9", **term}
    policy = {"facility": str(city.carrier.pk), "issuer": "PICC", "number": "P-9", **term}
    at = f"/api/contracts/{city.generator.contracts_out.get(consignee=city.site).pk}/"
    insured = f"/api/insurances/{city.carrier.insurances.get().pk}/"
    ending = {"day": clock.today().isoformat(), "reason": "as agreed"}
    return {
        "enter a contract": (people.clerk, "/api/contracts/", contract | {"codes": ["HW08"], "agreed_kg": "9"}),
        "end a contract": (people.clerk, f"{at}end/", ending),
        "confirm a contract": (people.receiver, f"{at}confirm/", {}),
        "dispute a contract": (people.receiver, f"{at}dispute/", {"reason": "never signed"}),
        "enter an insurance": (
            people.dispatcher,
            "/api/insurances/",
            policy | {"insured_yuan": "5000000.00", "covers": "all"},
        ),
        "end an insurance": (people.dispatcher, f"{insured}end/", ending),
    }


def sheets(people, city):
    """A spreadsheet in each state that something may be done with."""
    for verb, state in (("take", "checked"), ("stop", "checking"), ("undo", "taken"), ("retry", "failed")):
        row = BATCH | {"key": verb}
        sheet = bring("batches", xlsx("batches", row), by=people.clerk, site=city.generator)
        if verb == "undo":
            take_sheet(sheet, by=people.clerk)
        else:
            SheetImport.objects.filter(pk=sheet.pk).update(state=state, failed_in="checking")
        yield verb, people.clerk, f"/api/imports/{sheet.pk}/{verb}/"


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch):
    monkeypatch.setattr(SigningIn, "THROTTLE_RATES", {"sign_in": None})


def test_the_bodies_that_are_spoiled_here_work_when_they_are_not(calls):
    before = saved()
    for name, (person, path, body) in calls.items():
        if body.get("planned_for"):
            body = body | {"planned_for": None}
        body = {key: value for key, value in body.items() if value is not None}
        assert send(Api(person), path, json.dumps(body), before) in DONE, name


def test_every_writing_address_is_spoiled_here(calls):
    described = {path for path, methods in description()["paths"].items() if "post" in methods}
    tried = {path for _person, path, _body in calls.values()}
    fixed = {path for path in described if "{" not in path}
    endings = {path.rpartition("}")[2] for path in described if "{" in path}
    # Whose body is a file: tests/facilities/test_api_imports.py, test_api_evidence.py.
    assert fixed - {"/api/imports/", "/api/evidence/"} <= tried
    assert {ending for ending in endings if not any(path.endswith(ending) for path in tried)} == set()


def test_no_value_in_any_field_crashes_or_half_saves(calls):
    before = saved()
    for name, (person, path, body) in calls.items():
        api = Api(person)
        for steps in pointers(body):
            if steps[0] in CIRCUMSTANCES and name not in ("declare", "issue"):
                continue
            for raw in RAW:
                send(api, path, with_raw(body, steps, raw), before)


def test_a_field_that_is_missing_or_unknown_is_said_at_its_place(calls):
    before = saved()
    for name, (person, path, body) in calls.items():
        api = Api(person)
        for field in body:
            send(api, path, json.dumps({key: value for key, value in body.items() if key != field}), before)
        response = api.post(path, {**body, "no~such/field": 1})
        assert response.status_code == 422, name
        assert "/no~0such~1field" in {row["field"] for row in response.json()["errors"]}
    assert saved() == before


BODIES = [
    b"{", b"[]", b"null", b"3", b'"text"', b"NaN", b'{"kg": NaN}', b'{"kg": Infinity}', b"\xff\xfe", b"\x00",
    b"[" * 100_000, b'{"a":' * 50_000, b'{"kg": ' + b"9" * 5_000 + b"}", b" " * 1_000_001, b'{"a": 1, "a": 2}',
    b'{"\\ud800": 1}',
]  # fmt: skip


def test_no_body_crashes_any_address(calls):
    before = saved()
    for name, (person, path, _body) in calls.items():
        for raw in BODIES:
            assert send(Api(person), path, raw.decode("latin1"), before) in (400, 413, 422), name
        assert Api(person).post(path, raw=b"\xff\xfe{}").status_code == 400


EMPTY_WILL_DO = papers.EMPTY_WILL_DO | {
    *("issue", "issue from paper", "close", "hand_over", "depart", "resume", "arrive", "agree", "withdraw"),
    *("acknowledge", "take import", "stop import", "undo import", "retry import", "cancel a print"),
    "confirm a contract",
}


def test_no_body_is_an_empty_one(calls):
    before = saved()
    for name, (person, path, _body) in calls.items():
        needs_none = name in EMPTY_WILL_DO
        assert send(Api(person), path, "", before) in (DONE if needs_none else (422,)), name


def test_an_idempotency_key_that_is_none_is_refused(calls):
    before = saved()
    for name, (person, path, body) in calls.items():
        if name == "token":
            continue
        body = {field: value for field, value in body.items() if value is not None}
        for key in ("", "x" * 81, "two words", "tab\t", "schlüssel", "键"):
            refused = Api(person).post(path, body, key=key)
            assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_invalid"), name
    assert saved() == before


NASTY = ["", "😀", "\x00", "-1", "1e400", "9" * 40, "'; --", "0001-01-01T00:00:00+14:00",
         "9999-12-31T23:59:59-14:00", "true", "a" * 5_000]  # fmt: skip


def test_no_query_crashes_any_list(calls, people):
    api = Api(people.clerk)
    for path, methods in description()["paths"].items():
        if "get" not in methods or "{" in path:
            continue
        for parameter in methods["get"].get("parameters", []):
            if parameter["in"] == "query":
                for value in NASTY:
                    assert api.get(path, **{parameter["name"]: value}).status_code in (200, 400, 404)


def test_no_cursor_crashes_any_list(calls, people):
    api = Api(people.clerk)
    for position in ("p=abc", "p=%00", "p=" + "9" * 60, "o=999999999999", "r=1&p=x", "o=-5", "p=", "\xff"):
        cursor = b64encode(position.encode("latin1")).decode()
        for path, methods in description()["paths"].items():
            names = {parameter["name"] for parameter in methods.get("get", {}).get("parameters", [])}
            if "cursor" in names and "{" not in path:
                assert api.get(path, cursor=cursor).status_code in (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/api/manifests/not-a-key/", "/api/manifests/00000000-0000-0000-0000-000000000000/", "/api/waste-codes/0/",
        "/api/waste-codes/99999999999999999999/", "/api/manifests/by-number/x/", "/api/manifests/by-number/%00/",
        "/api/manifests/by-number/%20/", "/api/batches/1/", "/api/nothing/", "/api/manifests", "/api/%00/", "/api/x/y",
    ],
)  # fmt: skip
def test_no_address_crashes(people, path):
    response = Api(people.clerk).client.get(path, headers=Api(people.clerk).headers)
    assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)
