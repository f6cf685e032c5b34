"""Every address of the API × every role: who may, who is told it is forbidden, who sees nothing there."""

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver

from config import api as addresses
from facilities import clock
from facilities.actions.take_sheet import take_sheet
from facilities.models import Contract, ManagementPlan, Permit, SheetImport
from manifests.actions.propose_amendment import propose
from manifests.actions.request_print import request_print
from manifests.declarations.figures import content_of, digest_of
from tests import paperwork as paper
from tests.api import PROBLEM, Api
from tests.city import stream
from tests.elsewhere import entered, left_at
from tests.elsewhere import paper as inbound_paper
from tests.files import jpeg, put
from tests.sheets import BATCH, bring, xlsx
from tests.world import declared, kept, month_ago, photographed, printed
from transport.actions.plan_trip import plan_trip
from transport.models import Trip

EVERYBODY = {
    "clerk", "reader", "dispatcher", "driver", "second_driver", "collector", "receiver", "city_regulator",
    "district_regulator", "other_regulator", "outsider",
}  # fmt: skip
OFFICIALS = {"city_regulator", "district_regulator"}  # of the city, and of the generator's and carrier's district
AT_GENERATOR = {"clerk", "reader", *OFFICIALS}
ON_THE_WAY = {*AT_GENERATOR, "dispatcher", "driver", "receiver"}
AT_SITE = {"receiver", "city_regulator"}
AT_CARRIER = {"dispatcher", *OFFICIALS}
OPEN_TO_ALL = {"start", "schema", "docs", "nothing"}


def names(patterns=addresses.urlpatterns) -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name)
    return found


def proposed(manifest, by):
    """A correction of what was accepted, which waits for the other party."""
    change = [{"field": "/lines/1/accepted_kg", "value": "950"}]
    return propose(manifest, by=by, changes=change, reason="typed wrongly")[0]


def imports(people, city) -> dict:
    """What may be done with a spreadsheet, one in each state that it takes. Uploads: test_api_imports.py."""
    found = {}
    for verb, state in (("take", "checked"), ("stop", "checking"), ("undo", "taken"), ("retry", "failed")):
        row = BATCH | {"key": verb}
        sheet = bring("batches", xlsx("batches", row), by=people.clerk, site=city.generator)
        if verb == "undo":
            take_sheet(sheet, by=people.clerk)
        else:
            SheetImport.objects.filter(pk=sheet.pk).update(state=state, failed_in="checking")
        address = f"/api/imports/{sheet.pk}/{verb}/"
        found[f"imports-{verb}"] = (address, {}, {"clerk"}, AT_GENERATOR - {"clerk"}, 404)
    return found


@pytest.fixture
def reading(walk, city, fleet, people, paperwork) -> dict:
    """name: (path, who sees it). Lists are open to everybody signed in; who sees a row in them is the second part."""
    manifest, batch = walk.judged(), walk.stored()
    declaration, assessed = declared(walk), kept(walk)
    trip = Trip.objects.get()
    leg = manifest.legs.get()
    code = city.oil.waste_code_id
    area, site_permit = walk.area(city.generator), Permit.objects.get(number="P-SITE")
    plan = ManagementPlan.objects.filed().get(facility=city.generator)
    at = f"/api/manifests/{manifest.pk}/"
    asked = proposed(manifest, people.receiver)
    sheet = bring("batches", xlsx("batches", BATCH), by=people.clerk, site=city.generator)
    driving = {*AT_CARRIER, "driver"}
    papers = {
        "contracts": city.generator.contracts_out.get(consignee=city.site),
        "insurances": city.carrier.insurances.get(),
        "licences": city.carrier.carrier_licences.get(),
    }
    run, photo = printed(people.clerk, manifest), photographed(walk, manifest)
    return paper.reading(paperwork) | {
        "facilities-list": ("/api/facilities/", EVERYBODY),
        "facilities-detail": (f"/api/facilities/{city.generator.pk}/", AT_GENERATOR),
        "directory-list": ("/api/facilities/directory/", EVERYBODY),
        "directory-detail": (f"/api/facilities/directory/{city.site.pk}/", EVERYBODY),
        "waste-streams-list": (f"/api/waste-streams/?facility={city.generator.pk}", AT_GENERATOR),
        "waste-streams-detail": (f"/api/waste-streams/{city.oil.pk}/", AT_GENERATOR),
        "storage-areas-list": (f"/api/storage-areas/?facility={city.generator.pk}", AT_GENERATOR),
        "storage-areas-detail": (f"/api/storage-areas/{area.pk}/", AT_GENERATOR),
        "waste-codes-list": ("/api/waste-codes/?search=900-249-08", EVERYBODY),
        "waste-codes-detail": (f"/api/waste-codes/{code}/", EVERYBODY),
        "methods-list": ("/api/methods/", EVERYBODY),
        "profiles-list": ("/api/profiles/", EVERYBODY),
        "permits-list": (f"/api/permits/?facility={city.site.pk}", AT_SITE),
        "permits-detail": (f"/api/permits/{site_permit.pk}/", AT_SITE),
        "contracts-list": (
            f"/api/contracts/?consignor={city.generator.pk}&consignee={city.site.pk}",
            {*AT_GENERATOR, "receiver"},
        ),
        "contracts-detail": (f"/api/contracts/{papers['contracts'].pk}/", {*AT_GENERATOR, "receiver"}),
        **{f"{noun}-list": (f"/api/{noun}/", AT_CARRIER) for noun in ("insurances", "licences")},
        **{f"{noun}-detail": (f"/api/{noun}/{papers[noun].pk}/", AT_CARRIER) for noun in ("insurances", "licences")},
        "plans-list": (f"/api/plans/?facility={city.generator.pk}", AT_GENERATOR),
        "plans-detail": (f"/api/plans/{plan.pk}/", AT_GENERATOR),
        "batches-list": (f"/api/batches/?holder={city.generator.pk}", AT_GENERATOR),
        "batches-detail": (f"/api/batches/{batch.pk}/", AT_GENERATOR),
        **{f"batches-{noun}": (f"/api/batches/{batch.pk}/{noun}/", AT_GENERATOR) for noun in ("fate", "trace")},
        "manifests-list": ("/api/manifests/", ON_THE_WAY),
        "manifests-detail": (at, ON_THE_WAY),
        "manifests-by-number": (f"/api/manifests/by-number/{manifest.number}/", ON_THE_WAY),
        "manifests-events": (f"{at}events/", ON_THE_WAY),
        "manifests-amendable": (f"{at}amendable/", ON_THE_WAY),
        "manifests-discrepancy": (f"/api/manifests/{walk.judged('refuse').pk}/discrepancy/", ON_THE_WAY),
        "amendments-list": ("/api/amendments/", ON_THE_WAY - {"driver"}),
        "amendments-detail": (f"/api/amendments/{asked.pk}/", ON_THE_WAY - {"driver"}),
        "prints-list": ("/api/prints/", {"clerk"}),
        "prints-detail": (f"/api/prints/{run.pk}/", {"clerk"}),
        "prints-file": (f"/api/prints/{run.pk}/file/", {"clerk"}),
        "evidence-list": ("/api/evidence/", ON_THE_WAY),
        **{
            f"evidence-{name}": (f"/api/evidence/{photo.pk}/{end}", ON_THE_WAY)
            for name, end in (("detail", ""), ("file", "file/"))
        },
        "imports-list": ("/api/imports/", AT_GENERATOR),
        "imports-detail": (f"/api/imports/{sheet.pk}/", AT_GENERATOR),
        "imports-marked": (f"/api/imports/{sheet.pk}/marked/", AT_GENERATOR),
        "imports-rows": (f"/api/imports/{sheet.pk}/rows/", AT_GENERATOR),
        "exports": ("/api/exports/batches/", set(EVERYBODY) - {"driver", "second_driver"}),
        "stock-list": (f"/api/stock/?facility={city.generator.pk}", AT_GENERATOR),
        "deadlines-list": ("/api/deadlines/", ON_THE_WAY),
        "declarations-list": ("/api/declarations/", AT_GENERATOR),
        "declarations-detail": (f"/api/declarations/{declaration.pk}/", AT_GENERATOR),
        "assessments-list": ("/api/assessments/", AT_GENERATOR),
        "assessments-detail": (f"/api/assessments/{assessed.pk}/", AT_GENERATOR),
        "trips-list": ("/api/trips/", driving),
        "trips-detail": (f"/api/trips/{trip.pk}/", driving),
        "legs-list": ("/api/legs/", ON_THE_WAY),
        "legs-detail": (f"/api/legs/{leg.pk}/", ON_THE_WAY),
        "vehicles-list": ("/api/vehicles/", AT_CARRIER),
        "vehicles-detail": (f"/api/vehicles/{fleet.truck.pk}/", AT_CARRIER),
        "drivers-list": ("/api/drivers/", AT_CARRIER),
        "drivers-detail": (f"/api/drivers/{fleet.driver.pk}/", AT_CARRIER),
        "escorts-list": ("/api/escorts/", AT_CARRIER),
        "escorts-detail": (f"/api/escorts/{fleet.escort.pk}/", AT_CARRIER),
    }


@pytest.fixture
def writing(walk, city, people, fleet, paperwork) -> dict:
    """name: (path, body, who may, who sees it and is forbidden, what the others are told)."""
    area = {"area": str(walk.area(city.generator).pk)}
    brought = imports(people, city)  # before a declaration's figures are read
    stored, other = walk.stored("50"), walk.stored("60")
    held = walk.judged()
    draft, issued, assigned = walk.draft(), walk.issued(), walk.assigned()
    moving, arrived, judged = walk.in_transit(), walk.arrived(), walk.judged()
    changing = walk.in_transit()
    next_truck = {"vehicle": fleet.second_truck, "driver": fleet.second_driver, "manifests": [changing]}
    plan_trip(by=people.dispatcher, carrier=city.carrier, **next_truck)
    riding = walk.judged("refuse").children.get()
    elsewhere = {"consignee": str(city.collector.pk), "method": "D10"}
    other_truck = {"vehicle": str(fleet.second_truck.pk), "driver": str(fleet.second_driver.pk)}
    frozen = walk.draft()
    Api(people.city_regulator).do(f"/api/manifests/{frozen.pk}/freeze/", {"reason": "look"})
    trip = Trip.objects.filter(driver=fleet.driver).order_by("-id").first()
    line = {"line": str(arrived.lines.get().pk), "opinion": "accept", "weighed_kg": "1000"}
    route = {
        "consignee": str(city.site.pk),
        "carrier": str(city.carrier.pk),
        "method": "D10",
        "lines": [{"batch": str(other.pk)}],
    }
    crew = {"carrier": city.carrier.pk, "vehicle": fleet.truck.pk, "driver": fleet.driver.pk}
    crew = {name: str(key) for name, key in crew.items()}
    reason, no_driver = {"reason": "because"}, ON_THE_WAY - {"driver"}

    def batch(row, name, body, may, seen=AT_GENERATOR):
        return f"/api/batches/{row.pk}/{name}/", body, may, seen - may, 404

    def manifest(row, name, body, may, seen=ON_THE_WAY):
        return f"/api/manifests/{row.pk}/{name}/", body, may, seen - may, 404

    clerk, receiver, carriers = {"clerk"}, {"receiver"}, {"driver", "dispatcher"}
    declared = {"stream": str(city.oil.pk), "kg": "5"}
    leg = {"manifest": str(issued.pk), "carrier": str(city.carrier.pk)}
    taken = held.lines.get().batch
    asked = proposed(walk.judged(), people.receiver)
    owners = {"clerk", "receiver"}
    proposal = {"manifest": str(judged.pk), **reason}
    proposal["changes"] = [{"field": "/lines/1/accepted_kg", "value": "950"}]
    empty = digest_of(content_of(city.generator, month_ago(2)))
    ash = stream(city.site, "Ash", "772-003-18")
    burnt = {"method": "D10", "products": [{"stream": str(ash.pk), "kg": "10"}], "burn_off_kg": str(taken.kg - 10)}
    printing = {"manifests": [str(judged.pk)], "form": "pdf"}
    photo, loose = photographed(walk, judged), put(people.clerk, city.generator.enterprise, jpeg("blue"))
    pair = Contract.objects.get(consignor=city.generator, consignee=city.site)
    waiting, _repeated = request_print(by=people.clerk, subject="manifests", keys=[judged.pk], form="pdf")
    return paper.writing(paperwork, EVERYBODY) | {
        # What is chosen in the body and not seen is a wrong choice (422), not a missing address.
        "batches-list": ("/api/batches/", declared, clerk, AT_GENERATOR - clerk, 422),
        "manifests-list": (
            "/api/manifests/",
            {"consignor": str(city.generator.pk), **route},
            clerk,
            set(),
            422,
        ),
        "trips-list": ("/api/trips/", crew, {"dispatcher"}, set(), 422),
        "legs-list": ("/api/legs/", leg, {"dispatcher"}, no_driver - {"dispatcher"}, 422),
        "trips-assign": (
            f"/api/trips/{trip.pk}/assign/",
            {"manifest": str(issued.pk)},
            {"dispatcher"},
            {*OFFICIALS, "driver"},
            404,
        ),
        "batches-store": batch(walk.declared("5"), "store", area, clerk),
        "batches-move": batch(stored, "move", area, clerk),
        "batches-split": batch(stored, "split", {"kg": "10"}, clerk),
        "batches-regroup": batch(stored, "regroup", {"batches": [str(other.pk)]}, clerk),
        "batches-count": batch(stored, "count", {"counted_kg": "3", "reason": "yearly"}, clerk),
        "batches-lose": batch(stored, "lose", {"kg": "1", "reason": "evaporated"}, clerk),
        "batches-retract": batch(walk.stored("4"), "retract", reason, clerk),
        "batches-export": batch(stored, "export", {"notice": "E-1", "country": "DE", "receiver": "Works"}, clerk),
        "batches-repack": batch(stored, "repack", {"container_count": 1, "container_litres": "100"}, clerk),
        "batches-transform": batch(taken, "transform", burnt, receiver, {*AT_GENERATOR, *AT_SITE}),
        "batches-treat": batch(taken, "treat", {"method": "D10"}, receiver, {*AT_GENERATOR, *AT_SITE}),
        "manifests-revise": manifest(draft, "revise", route, clerk, AT_GENERATOR),
        "manifests-issue": manifest(draft, "issue", {}, clerk, AT_GENERATOR),
        "manifests-cancel": manifest(issued, "cancel", reason, clerk, no_driver),
        "manifests-depart": manifest(assigned, "depart", {}, carriers),
        "manifests-hand-over": manifest(
            changing, "hand_over", {}, {"second_driver", "dispatcher"}, {*ON_THE_WAY, "second_driver"}
        ),
        "manifests-change-vehicle": manifest(moving, "change_vehicle", other_truck, {"dispatcher"}),
        "manifests-lay-over": manifest(moving, "lay_over", {**reason, "place": "km 31"}, carriers),
        "manifests-resume": manifest(walk.laid_over(), "resume", {}, carriers),
        "manifests-redirect": manifest(riding, "redirect", elsewhere, clerk, ON_THE_WAY - receiver),
        "manifests-arrive": manifest(moving, "arrive", {}, {*carriers, *receiver}),
        "manifests-transfer-in": (
            "/api/manifests/transfer-in/",
            inbound_paper(city) | {"happened_at": left_at().isoformat()},
            receiver,
            set(),
            422,
        ),
        "manifests-strike-out": manifest(
            entered(city, people, 2), "strike_out", reason, receiver, {"city_regulator"} | receiver
        ),
        "manifests-receive": manifest(arrived, "receive", {"lines": [line]}, receiver),
        "manifests-close": manifest(judged, "close", {}, receiver),
        "manifests-acknowledge": manifest(walk.judged("refuse"), "acknowledge", {}, clerk),
        "manifests-attach": manifest(draft, "attach", {"evidence": [str(loose.pk)]}, clerk, AT_GENERATOR),
        "evidence-attach": (
            f"/api/evidence/{photo.pk}/attach/",
            {"subject": "contract", "id": str(pair.pk)},
            clerk,
            AT_GENERATOR - clerk | receiver,
            404,
        ),
        "evidence-withdraw": (f"/api/evidence/{photo.pk}/withdraw/", reason, clerk, ON_THE_WAY - clerk, 404),
        "manifests-freeze": manifest(draft, "freeze", reason, OFFICIALS, AT_GENERATOR),
        "manifests-release": manifest(frozen, "release", reason, OFFICIALS, AT_GENERATOR),
        "manifests-record-numbers": manifest(
            issued, "record_numbers", {"provincial_no": "JS-1"}, clerk | OFFICIALS, no_driver
        ),
        "manifests-void": manifest(issued, "void", reason, OFFICIALS, no_driver),
        "amendments-list": ("/api/amendments/", proposal, owners, ON_THE_WAY - owners, 422),
        **{
            f"amendments-{name}": (
                f"/api/amendments/{asked.pk}/{name}/",
                reason,
                who,
                no_driver - who,
                404,
            )
            for name, who in (
                ("agree", owners),
                ("decline", clerk),
                ("withdraw", receiver),
                ("override", OFFICIALS),
            )
        },
        **_papers(city),
        "prints-list": ("/api/prints/", printing, no_driver, {"driver", "second_driver"}, 404),
        "prints-cancel": (f"/api/prints/{waiting.pk}/cancel/", {}, {"clerk"}, set(), 404),
        **brought,
        "manifests-fate": manifest(judged, "fate", None, ON_THE_WAY - carriers),
        "declarations-figures": (
            f"/api/declarations/figures/?facility={city.generator.pk}&label={month_ago(2).label}",
            None,
            AT_GENERATOR,
            set(),
            404,
        ),
        "assessments-current": (
            f"/api/assessments/current/?facility={city.generator.pk}",
            None,
            AT_GENERATOR,
            set(),
            404,
        ),
        "declarations-due": ("/api/declarations/due/", None, set(vars(people)), set(), 404),
        "declarations-confirm": (
            "/api/declarations/confirm/",
            {"facility": str(city.generator.pk), "label": month_ago(2).label, "digest": empty, "reason": "none"},
            clerk,
            AT_GENERATOR - clerk,
            404,
        ),
        "manifests-review": (f"/api/manifests/{draft.pk}/review/issue/", None, clerk, AT_GENERATOR - clerk, 404),
    }


def _papers(city) -> dict:
    """Contracts are their firms', insurance is the carrier's own."""
    term = {"valid_from": "2026-01-01", "valid_to": "2035-12-31"}
    between = {"consignor": str(city.generator.pk), "consignee": str(city.site.pk), "number": "C-9"} | term
    policy = {"facility": str(city.carrier.pk), "issuer": "PICC", "number": "P-9"} | term
    contract = city.generator.contracts_out.get(consignee=city.site)
    at, insured = f"/api/contracts/{contract.pk}/", f"/api/insurances/{city.carrier.insurances.get().pk}/"
    ending, sides = {"day": clock.today().isoformat(), "reason": "as agreed"}, {*AT_GENERATOR, "receiver"}
    clerk, receiver, dispatcher = {"clerk"}, {"receiver"}, {"dispatcher"}
    return {
        "contracts-list": ("/api/contracts/", between, clerk, AT_GENERATOR - clerk, 422),
        "contracts-end": (f"{at}end/", ending, clerk, sides - clerk, 404),
        "contracts-confirm": (f"{at}confirm/", {}, receiver, sides - receiver, 404),
        "contracts-dispute": (f"{at}dispute/", {"reason": "never signed"}, receiver, sides - receiver, 404),
        "insurances-list": (
            "/api/insurances/",
            policy,
            dispatcher,
            {*OFFICIALS, "driver", "second_driver"},
            422,
        ),
        "insurances-end": (f"{insured}end/", ending, dispatcher, OFFICIALS, 404),
    }


def test_every_address_has_a_row_here(reading, writing):
    assert set(reading) | set(writing) | OPEN_TO_ALL | {"token"} == names()


def test_who_sees_what(reading, people):
    for name, (path, who) in reading.items():
        for role, person in vars(people).items():
            response = Api(person).get(path)
            if name.endswith("-list"):
                assert response.status_code == 200, (name, role)
                assert bool(response.json()["results"]) == (role in who), (name, role)
            else:
                assert response.status_code == (200 if role in who else 404), (name, role)


def test_who_may_do_what(writing, people):
    for name, (path, body, may, forbidden, otherwise) in writing.items():
        for role, person in vars(people).items():
            expected = (200, 201, 204) if role in may else (403,) if role in forbidden else (otherwise,)
            with transaction.atomic():
                api = Api(person)
                response = api.get(path) if body is None else api.post(path, body)
                transaction.set_rollback(True)
            assert response.status_code in expected, (name, role, response.content)


def test_nobody_without_an_account_gets_anywhere(reading, writing):
    nobody = Api()
    answers = [nobody.get(path) for path, _who in reading.values()]
    answers += [nobody.post(path, body) for path, body, *_rest in writing.values() if body is not None]
    for response in answers:
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Token"
        assert response.headers["Content-Type"] == PROBLEM


def test_nothing_is_put_patched_or_deleted(reading, people):
    api = Api(people.clerk)
    for path, _who in reading.values():
        for method in ("put", "patch", "delete", "options"):
            response = getattr(api.client, method)(path, headers=api.headers)
            assert (response.status_code, response.headers["Content-Type"]) == (405, PROBLEM), (method, path)


def test_what_is_open_to_all_shows_nobody_s_data(client):
    assert client.get("/api/").headers["Location"] == "/api/docs/"
    assert client.get("/api/docs/").status_code == 200
    assert client.get("/api/schema/").status_code == 200
    nowhere = client.get("/api/elsewhere/")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
