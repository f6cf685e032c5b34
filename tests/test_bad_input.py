"""Whatever is sent to whichever page: an answer that says what is wrong, never a crash, and nothing half-saved.

Programs have their own test (tests/manifests/test_api_fuzz.py); here are the pages people use.
"""

import inspect
import re
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from facilities.api.token import SigningIn
from tests.addressed import addresses
from tests.answers import GET
from tests.answers_posted import POST_ONLY
from tests.city import OIL
from tests.digest import TOLD_BY_LOOKING, changed, stored
from tests.filled import Filled, forms
from tests.nasty import asked_of, sent_to
from tests.world import build

ANSWERS = {200, 400, 403, 404, 409, 413, 422}
FORM = "application/x-www-form-urlencoded"

# Pages that take a POST and read no field of it.
WITHOUT_FIELDS = {
    *(
        "sign_out",
        "facilities:close_area",
        "facilities:remove_role",
        "facilities:open_notice",
        "facilities:read_notices",
        "transport:end_trip",
        "transport:remove_load",
    ),
    *("transport:withdraw_next_carrier", "transport:withdraw_papers", "transport:revoke_phone", "transport:enrol"),
    *("transport:offer_enrolment", "admin:logout", "admin:index", "admin:app_list", "admin:login", "home"),
    *("style", "style_part"),  # the developers' page reads nothing
    "facilities:new_import",  # a file, spoiled in every way in tests/facilities/test_sheet_cells.py
    *("facilities:export", "facilities:stop_import", "facilities:undo_import", "manifests:cancel_print"),
    "facilities:retry_import",
    # The superuser's, who is in no table of people: spoiled in tests/facilities/test_admin_facilities.py.
    *("admin:facilities_workingday_add", "admin:facilities_workingday_change"),
    *("facilities:attach", "transport:photograph"),  # files, spoiled in tests/facilities/test_evidence_pages.py
    "admin:facilities_workingday_delete",  # a question with one button
    "admin:facilities_workingday_changelist",  # a list that nobody may edit
    "admin:facilities_workingday_history",  # a page to read
}


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch):
    monkeypatch.setattr(SigningIn, "THROTTLE_RATES", {"sign_in": None})


@pytest.fixture
def world(walk):
    return build(walk)


@pytest.fixture
def filled(world, walk) -> dict[str, Filled]:
    return forms(world, walk)


@pytest.fixture
def clients(people) -> dict[str, Client]:
    found = {role: Client(raise_request_exception=False) for role in (*vars(people), "anonymous")}
    for role, person in vars(people).items():
        found[role].force_login(person)
    return found


def said(response) -> str:
    """The status, and of a crash what it was."""
    crash = getattr(response, "exc_info", None)
    return f"{response.status_code} {crash[1]!r}" if crash else str(response.status_code)


def post(client: Client, form: Filled, data: dict):
    """Send it; the session stays what it was, which some of these pages change."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    response = client.post(form.path, urlencode(data, doseq=True, errors="surrogatepass"), content_type=FORM)
    client.cookies.clear()
    client.cookies.load(cookies)
    return response


def test_the_forms_that_are_spoiled_here_work_when_they_are_not(filled, clients):
    before, wrong = stored(), []
    for name, form in filled.items():
        with transaction.atomic():
            response = post(clients[form.role], form, form.data)
            if response.status_code != form.done:
                wrong.append((name, said(response), problems(response)))
            elif not changed(before) and name not in SAVE_NOTHING:
                wrong.append((name, "saves nothing"))
            transaction.set_rollback(True)
    assert not wrong, "\n".join(map(str, wrong))


# They lead on, or change the session only.
SAVE_NOTHING = {"set_language", "sign_in", "facilities:retire_stream", "manifests:draw_up#stock"}


def problems(response) -> list:
    """What the page says is wrong, for whoever has to mend this test."""
    shown = response.context or {}
    form = shown.get("form") or shown.get("adminform") or shown.get("formset")
    return [getattr(form, "errors", "")]


def test_every_page_that_takes_a_form_is_spoiled_here(filled, world, clients):
    """A page that answers 405 or 403 to everybody's POST takes none."""
    tried = {name.partition("#")[0] for name in filled} | WITHOUT_FIELDS
    for name, path in addresses(world).items():
        if name in tried or name.startswith("api:"):
            continue
        for role, client in clients.items():
            with transaction.atomic():
                status = client.post(path).status_code
                transaction.set_rollback(True)
            assert status in (302, 403, 404, 405), f"{name} takes a form from {role} and is not spoiled here"


def test_no_value_in_any_field_crashes_or_half_saves(filled, clients):
    before, wrong, taken = stored(), [], set()
    for name, form in filled.items():
        for field in form.data:
            with transaction.atomic():
                for value in sent_to(field):
                    with transaction.atomic():
                        response = post(clients[form.role], form, form.data | {field: value})
                        is_done = response.status_code == form.done
                        transaction.set_rollback(is_done or response.status_code == 500)
                    if not is_done and response.status_code not in ANSWERS:
                        wrong.append((name, field, value[:40], said(response)))
                    if is_done and form.done == 302 and field not in form.text:
                        taken.add((name, field, value[:40]))
                if tables := changed(before):
                    wrong.append((name, field, tables))
                transaction.set_rollback(True)
    assert not wrong, "\n".join(map(str, wrong))
    strange = sorted(row for row in taken if not is_harmless(*row))
    assert not strange, "\n".join(map(str, strange))


FACILITY_KINDS = ("facility", "generator", "collector", "transporter", "disposalsite")
# What may be left empty, or be none at all.
MAY_BE_EMPTY = {
    *("facilities:area day_limit", "facilities:new_area day_limit"),  # the law's
    *(
        f"facilities:{page} {field}"
        for page in ("stream", "new_stream")
        for field in ("default_consignee", "packaging")
    ),
    *("facilities:stream default_method", "facilities:new_stream default_method"),
    *(f"facilities:plan_table form-0-{field}" for field in ("unit", "destination", "destination_kg")),
    *("facilities:plan_table#a7 form-0-receiver", "facilities:plan_table#a1 operating_since"),
    "facilities:plan_table#a1 eia_annual_kg",
    *(f"admin:facilities_{kind}_reclassify valid_from" for kind in FACILITY_KINDS),
    *("manifests:receive line-1-method", "transport:record happened_at"),
    "manifests:receive line-1-weighed_kg",  # gross less tare stands for it
    *(f"facilities:crossing kg-{OIL}", "admin:facilities_crossingapplication_record happened_on"),
    *("manifests:declare area", "manifests:declare container_count", "manifests:draw_up#stock kg"),
    *(
        f"admin:facilities_{page} {field}"
        for page in ("enterprise_add", "facility_add", "facility_revise")
        for field in ("industry", "operating_since")
    ),
    *("facilities:new_contract agreed_kg", "facilities:new_contract codes", "facilities:new_insurance insured_yuan"),
    *("transport:change_crew escort", "transport:new_trip escort", "transport:record#change_vehicle escort"),
    *("transport:record#lay_over happened_at", "transport:record#lay_over facility"),
    "transport:record#change_vehicle happened_at",
    *("manifests:amend national_no", "manifests:from_paper national_no", "manifests:act#record_numbers national_no"),
    "manifests:from_paper page",
    "admin:manifests_manifest_record_numbers national_no",
    *(
        f"admin:facilities_deadlinerule_add {field}"
        for field in ("length", "month", "day", "district_days", "city_days")
    ),
    *("manifests:transform do", "manifests:transform product-0-area", "manifests:transform product-0-container_count"),
    *(f"manifests:{page}labels {field}" for page in ("", "block_") for field in ("containers", "start")),
    "manifests:stock_labels start",
    *(f"manifests:transfer_in {field}" for field in ("province", "waste-0-containers", "waste-0-packaging")),
    "manifests:transfer_in waste-0-left_kg",
}
MAY_BE_NONE = {
    *(f"admin:facilities_deadlinerule_add {field}" for field in ("warn", "district_days", "city_days")),
    *("manifests:transform product-0-container_count", "facilities:plan_table#a1 eia_annual_kg"),
    *(f"facilities:plan_table form-0-{field}" for field in ("kg", "destination_kg")),
    "facilities:plan_table#a7 form-0-kg",
    "manifests:declare container_count",
    "manifests:transfer_in waste-0-left_kg",
}


def is_harmless(name: str, field: str, value: str) -> bool:
    """True for what a person can have meant: a digit in their own script, nothing where nothing may stand."""
    place = f"{name} {field.rpartition('-')[2] if name == 'manifests:draw_up#stock' else field}"
    if value.strip() == "":
        return place in MAY_BE_EMPTY
    is_finer = field == "kg_per_unit" or name.startswith("facilities:plan_table")  # tonnes: 100 g more
    meant = value in ("٣", "1.0001") if is_finer else value == "٣"
    return meant or (value == "0" and (place in MAY_BE_NONE or "counted" in field))


def test_what_is_no_text_is_no_text(filled, clients):
    """Bytes that are no UTF-8, lone surrogates, and several values where one belongs."""
    before, wrong = stored(), []
    for name, form in filled.items():
        for field in form.data:
            rest = urlencode({key: value for key, value in form.data.items() if key != field}, doseq=True).encode()
            for raw in (b"%ff%ed%a0%80", b"one&" + field.encode() + b"=two"):
                with transaction.atomic():
                    body = rest + b"&" + field.encode() + b"=" + raw
                    response = clients[form.role].post(form.path, body, content_type=FORM)
                    if response.status_code not in ANSWERS | {302}:
                        wrong.append((name, field, raw, said(response)))
                    elif response.status_code != form.done and changed(before):
                        wrong.append((name, field, raw, changed(before)))
                    transaction.set_rollback(True)
    assert not wrong, "\n".join(map(str, wrong))


def test_nothing_is_taken_without_the_page_s_own_token(world, people):
    """Another site's form in a signed-in person's browser does nothing."""
    strict = {role: Client(enforce_csrf_checks=True) for role in ("clerk", "dispatcher", "city_regulator")}
    for role, client in strict.items():
        client.force_login(getattr(people, role))
    before, wrong = stored(), []
    for role, client in strict.items():
        for name, path in addresses(world).items():
            kind = {"content_type": "application/json"} if name.startswith("api:") else {}
            if name == "api:imports-list":
                kind = {"content_type": "application/octet-stream"}  # whose body is a file
            status = client.post(path, **kind).status_code
            # The API looks at the token before it looks at what is sent, wherever a session would do.
            allowed = {403, *({302, 404, 405, 415, 422} if name in NO_SESSION else ())}
            if status not in allowed:
                wrong.append((name, role, status))
    assert not wrong, "\n".join(map(str, wrong))
    assert changed(before) == []


NO_SESSION = {"api:start", "api:token", "api:schema", "api:docs", "api:nothing"}


def asked_for(path: str, response) -> set[str]:
    """What a page may be asked: the fields of the form it shows, and what its view reads from the address."""
    names = {"after", "before"}
    view = inspect.unwrap(resolve(path).func)
    module = inspect.getmodule(view)
    names |= set(re.findall(r"""(?:GET|params)(?:\.get|\.getlist)?[(\[]["'](\w+)["']""", inspect.getsource(module)))
    shown = response.context or {}
    for form in (shown.get("form"), getattr(shown.get("cl"), "form", None)):
        if getattr(form, "fields", None):
            names |= set(form.fields)
    return names


OPENED_BY = ("clerk", "dispatcher", "receiver", "driver", "outsider", "city_regulator")


def test_no_question_in_an_address_crashes_a_page(world, clients):
    before, wrong = stored(), []
    for name, path in addresses(world).items():
        if name.startswith("api:") or name in POST_ONLY or name.endswith((".pdf", "_pdf")):
            continue
        role = next((role for role in OPENED_BY if GET[name][role] in (200, 422)), None)
        if role is None:
            continue
        path = path.partition("?")[0]
        for question in sorted(asked_for(path, clients[role].get(path))):
            for value in asked_of(question):
                with transaction.atomic():
                    response = clients[role].get(path, {question: value})
                    transaction.set_rollback(response.status_code == 500)
                if response.status_code not in ANSWERS | {302}:
                    wrong.append((name, question, value, said(response)))
    assert not wrong, "\n".join(map(str, wrong))
    assert set(changed(before)) <= TOLD_BY_LOOKING


def test_no_question_crashes_a_printed_document(world, clients):
    found = addresses(world)
    for name in ("manifest_pdf", "plan_pdf", "print_pdf", "store_sign", "labels"):
        for value in ("garbage", "-1", "9" * 40, "٣", "a\x00b"):
            asked = dict.fromkeys(("part", "size", "containers"), value)
            assert clients["clerk"].get(found[f"manifests:{name}"], asked).status_code in (200, 404), (name, value)


@pytest.mark.parametrize("address", [
    "/manifests/0/", "/batches/not-a-key/", "/q/x/y", "/q/%00/%00", "/c/%F0%9F%98%80/x", "/enrol/%00/", "/enrol/x/",
    "/fleet/boat/add/", "/manifests/00000000-0000-0000-0000-000000000000/", "/plan/x/2026/", "/%00/", "/style/none/",
    "/plan/00000000-0000-0000-0000-000000000000/99999999999999999999/", "/admin/manifests/manifest/x/change/",
    "/admin/manifests/manifest/%00/change/", "/admin/facilities/region/%00/change/", "/admin/r/x/y/",
    "/admin/facilities/wastecode/99999999999999999999999/change/", "/batches/x/labels/0.pdf",
])  # fmt: skip
def test_no_address_crashes(clients, address):
    for role in ("clerk", "dispatcher", "city_regulator"):
        assert clients[role].get(address).status_code in (403, 404), role
