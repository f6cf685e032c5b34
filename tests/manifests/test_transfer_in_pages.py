"""The page on which a load from elsewhere is entered, the way there from gate and to-do, and its look-up by number."""

import pytest
from django.urls import reverse

from manifests.models import Manifest
from tests.api import Api
from tests.city import member
from tests.elsewhere import entered, left_at, paper, received, typed
from tests.numbered import number

PAGE = "/manifests/from-elsewhere/"


@pytest.fixture
def gate(client, people):
    client.force_login(people.receiver)
    return client


def sent(city, **more) -> dict:
    return typed(city) | {"idempotency_key": "k-1"} | more


def test_gate_and_to_do_lead_there_with_a_line_of_explanation(gate):
    for address in (reverse("manifests:gate"), reverse("manifests:todo")):
        page = gate.get(address).content.decode()
        assert PAGE in page and "drawn up on another platform" in page


def test_a_receiver_types_it_once_and_is_led_to_it(gate, city):
    answer = gate.post(PAGE, sent(city))
    manifest = Manifest.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, manifest.get_absolute_url())
    assert gate.post(PAGE, sent(city)).headers["Location"] == manifest.get_absolute_url()  # the second click
    page = gate.get(manifest.get_absolute_url()).content.decode()
    for word in (
        "West Lake Pharma Ltd",
        "浙A 12345",
        number(1, place="3301"),
        "Weigh and receive",
        "Strike this entry out",
    ):
        assert word in page, word
    assert "West Lake Pharma Ltd" in gate.get(reverse("manifests:gate")).content.decode()


def test_checking_says_what_the_rules_say_and_enters_nothing(gate, city):
    page = gate.post(PAGE, sent(city, do="check"))
    assert page.status_code == 200 and "Permit and approval cover it." in page.content.decode()
    page = gate.post(PAGE, sent(city, do="check", approval_no="", approval_from="", approval_to=""))
    assert "no transfer approval" in page.content.decode()
    assert not Manifest.objects.exists()


def test_a_row_is_added_and_nothing_typed_is_lost(gate, city):
    page = gate.post(PAGE, sent(city, do="add"))
    text = page.content.decode()
    assert (
        page.status_code == 200 and "waste-1-code" in text and "West Lake Pharma Ltd" in text and "900-249-08" in text
    )


def test_every_reason_stands_beside_its_field(gate, city):
    wrong = {"consignor_no": "91330106MA0000001X", "plate": "", "waste-0-kg": "0", "province": "320000"}
    page = gate.post(PAGE, sent(city, **wrong))
    assert page.status_code == 422 and not Manifest.objects.exists()
    form = page.context["form"]
    assert "plate" in form.errors and "kg" in form.rows[0].errors
    page = gate.post(PAGE, sent(city, **{**wrong, "plate": "x", "waste-0-kg": "1", "waste-0-code": "no"}))
    form = page.context["form"]
    assert set(form.errors) == {"consignor_no", "province"} and "code" in form.rows[0].errors
    page = gate.post(PAGE, sent(city, **{name: "" for name in sent(city) if name.startswith("waste-0")}))
    assert "Enter at least one waste." in page.content.decode()


def test_the_gate_finds_it_by_the_nation_s_number(gate, city, people):
    manifest = entered(city, people)
    found = gate.get(
        reverse("manifests:gate_find"), {"code": "2026 3301 000001".replace("2026", manifest.national_no[:4])}
    )
    assert found.headers["Location"] == reverse("manifests:receive", args=[manifest.pk])
    unknown = gate.get(reverse("manifests:gate_find"), {"code": number(99, place="3301")})
    assert unknown.status_code == 404 and "enter it first" in unknown.content.decode()


def test_it_is_struck_out_on_its_own_page(gate, city, people):
    manifest = entered(city, people)
    address = reverse("manifests:act", args=[manifest.pk, "strike_out"])
    assert "Strike this entry out?" in gate.get(address).content.decode()
    assert gate.post(address, {"reason": "typed twice", "idempotency_key": "k"}).status_code == 302
    manifest.refresh_from_db()
    assert manifest.state == "cancelled"


def test_the_clerk_of_a_receiving_site_enters_it_too_and_nobody_else(client, city, people):
    client.force_login(member("office", city.site.enterprise, "clerk"))
    assert client.get(PAGE).status_code == 200
    for name in ("clerk", "dispatcher", "driver", "city_regulator"):
        client.force_login(getattr(people, name))
        assert client.get(PAGE).status_code == 403, name


def test_the_page_costs_the_same_for_many_wastes(gate, city, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        gate.get(PAGE)
    with django_assert_max_num_queries(12):
        gate.post(PAGE, sent(city, do="add", rows="20"))


def test_where_it_went_is_shown_with_what_came_from_elsewhere(gate, city, people):
    manifest = received(entered(city, people), people)
    page = gate.get(reverse("manifests:trace", args=[manifest.lines.get().batch_id])).content.decode()
    assert "from elsewhere" in page and "West Lake Pharma Ltd" in page


def test_programs_enter_and_strike_out_the_same_way(city, people):
    body = paper(city) | {"happened_at": left_at().isoformat()}
    for name in ("clerk", "dispatcher", "driver", "city_regulator", "outsider"):
        assert Api(getattr(people, name)).post("/api/manifests/transfer-in/", body).status_code == 422, name
    api = Api(people.receiver)
    made = api.post("/api/manifests/transfer-in/", body, key="k")
    assert made.status_code == 201 and made.json()["manifest"]["kind"] == "inbound"
    assert api.post("/api/manifests/transfer-in/", body, key="k").status_code == 200
    address = f"/api/manifests/{made.json()['manifest']['id']}/strike_out/"
    answers = {name: Api(getattr(people, name)).post(address, {"reason": "x"}).status_code for name in vars(people)}
    assert {name for name, status in answers.items() if status == 200} == {"receiver"}
    assert {name for name, status in answers.items() if status == 403} == {"city_regulator"}
