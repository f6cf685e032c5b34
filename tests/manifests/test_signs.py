"""Signs of stores and units: what stands on them, what is missing for them, and whom their code tells what."""

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from facilities import clock
from facilities.models import PlanVersion, StorageArea
from manifests.custody import perform
from manifests.documents.signs import DOOR_SIZES, MOST_WASTES, MOST_ZONES, ZONE_SIZES, draw
from manifests.signs import partition_of, signs_of, store_unit, units_of
from manifests.tokens import mark, sign_url
from tests.city import OIL, PAINT, SLUDGE, filed_plan, stream
from tests.manifests.test_documents_labels import media_boxes
from tests.manifests.test_profiles import packed


@pytest.fixture
def store(city) -> StorageArea:
    return StorageArea.objects.select_related("facility__enterprise").get(facility=city.generator)


@pytest.fixture
def desk(people) -> Client:
    browser = Client()
    browser.force_login(people.clerk)
    return browser


def text_of(document: bytes) -> str:
    with pypdfium2.PdfDocument(document) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "").replace("\n", "")


@pytest.mark.parametrize(("code", "box"), [("900", [900, 558]), ("600", [600, 372]), ("300", [300, 186])])
def test_a_door_sign_has_the_size_of_its_distance(store, code, box):
    document = draw(store_unit(store.facility, store), DOOR_SIZES[code])
    assert media_boxes(document) == [box]
    assert document == draw(store_unit(store.facility, store), DOOR_SIZES[code])


@pytest.mark.parametrize("code", ["600", "450", "300"])
def test_a_partition_sign_is_square(store, code):
    document = draw(partition_of(store), ZONE_SIZES[code])
    assert media_boxes(document) == [[int(code)] * 2]
    assert document == draw(partition_of(store), ZONE_SIZES[code])


def test_a_door_sign_names_whom_to_call(store):
    store.responsible_name, store.responsible_phone = "王管", "0519-1"
    text = text_of(draw(store_unit(store.facility, store), DOOR_SIZES["300"]))
    for said in ("危险废物贮存设施", "Generator Ltd", "TS001", "负责人：王管", "0519-1"):
        assert said in text


def test_its_code_is_read_and_tells_no_names(store):
    document = draw(store_unit(store.facility, store), DOOR_SIZES["300"])
    with pypdfium2.PdfDocument(document) as pdf:
        (found,) = zxingcpp.read_barcodes(pdf[0].render(scale=200 / 72).to_pil())
    assert found.text == sign_url(store.pk.hex)
    page = Client().get(found.text.partition("://")[2].partition("/")[2].join(["/", ""])).content.decode()
    assert "This is the store behind the sign." in page and "TS001" in page
    assert "Generator contact" not in page and "0519-0000" not in page


@pytest.mark.parametrize("key", ["x", "0" * 32, "%00", "é"])
def test_a_code_that_we_did_not_print_is_unknown(key):
    assert Client().get(f"/s/{key}/AAAAAAAAAA").status_code == 404


def test_a_code_of_nothing_is_unknown(db):
    assert Client().get(f"/s/{'0' * 32}/{mark('sign:' + '0' * 32)}").status_code == 404
    assert Client().get(f"/s/x/{mark('sign:x')}").status_code == 404


def test_a_closed_store_says_so(store):
    store.closed_on = clock.today()
    store.save()
    page = Client().get(f"/s/{store.pk.hex}/{mark('sign:' + store.pk.hex)}/").content.decode()
    assert "It is closed" in page


def test_the_plan_shows_what_lies_where(walk, store):
    annex = StorageArea.objects.create(
        facility=store.facility, code="TS002", name="Annex", kind="point", capacity_kg=3000
    )
    batch = walk.declared("10")
    perform(batch, "store", by=walk.people.clerk, data={"area": annex.pk})
    walk.declared("5", walk.city.paint)
    plan = partition_of(annex)
    assert [(zone.area.code, zone.is_here) for zone in plan.zones] == [("TS001", False), ("TS002", True)]
    assert [waste["code"] for waste in plan.wastes] == [OIL]
    assert plan.wastes[0]["form"] == "液态"
    assert OIL in text_of(draw(plan, ZONE_SIZES["300"]))


def test_general_waste_beside_it_is_on_no_sign_of_hazardous_waste(walk, store):
    walk.stored("10")
    packed(walk, "900-001-S17")
    assert [waste["code"] for waste in partition_of(store).wastes] == [OIL]


def test_an_empty_store_names_the_wastes_of_the_site(store):
    assert {waste["code"] for waste in partition_of(store).wastes} == {OIL, PAINT, SLUDGE}


def test_more_wastes_and_areas_than_fit_are_counted(store):
    for number in range(MOST_WASTES):
        stream(store.facility, f"Oil {number}", OIL)
    for number in range(2, MOST_ZONES + 4):
        StorageArea.objects.create(
            facility=store.facility, code=f"TS{number:03}", name=f"Hall {number}", kind="point", capacity_kg=1
        )
    last = StorageArea.objects.select_related("facility__enterprise").order_by("code").last()
    plan = partition_of(last)
    assert len(plan.zones) == MOST_ZONES and plan.here.area == last
    plan = partition_of(store)
    assert (len(plan.wastes), plan.left_out) == (MOST_WASTES, 3)
    assert "另有 3 种" in text_of(draw(plan, ZONE_SIZES["300"]))


def test_units_come_from_the_roles_and_the_filed_plan(city, people):
    assert [(unit.title, unit.code) for unit in units_of(city.collector)] == [("收集设施", "")]
    assert [(unit.title, unit.code) for unit in units_of(city.site)] == [("处置设施", "")]
    assert units_of(city.generator) == []
    version = filed_plan(people.clerk, city.generator, clock.today().year)
    rows = [{"facility_code": "TS101", "method_code": "R9"}, {"facility_code": "TS102", "method_code": "D10"}]
    PlanVersion.objects.create(
        plan=version.plan,
        number=version.number + 1,
        receipt_no="P-2",
        management_class="key",
        filed_at=clock.now(),
        content=version.content | {"A.5": [*rows, rows[0]]},
        digest="0" * 64,
    )
    assert [(unit.title, unit.code) for unit in units_of(city.generator)] == [
        ("利用设施", "TS101"),
        ("处置设施", "TS102"),
    ]


def test_what_is_missing_is_said_beside_the_sign(desk, store, city):
    page = desk.get(reverse("manifests:signs"), {"site": str(city.generator.pk)}).content.decode()
    assert "Still missing" in page and reverse("facilities:area", args=[store.pk]) in page
    store.responsible_name, store.responsible_phone = "Wang", "1"
    store.save()
    ((unit, gaps),) = signs_of([city.generator])[0].stores
    assert (gaps, unit.person) == ([], "Wang")
    assert "Still missing" not in desk.get(reverse("manifests:signs")).content.decode()
    assert [gap.text for gap in signs_of([city.collector])[0].units[0][1]][-1].startswith("the facility code")


def test_the_technical_lead_answers_where_nobody_else_does(store):
    store.facility.technical_lead, store.facility.technical_lead_phone = "Lead", "0519-2"
    unit = store_unit(store.facility, store)
    assert (unit.person, unit.phone) == ("Lead", "0519-2")


def test_the_person_in_charge_is_entered_with_the_store(desk, store):
    page = reverse("facilities:area", args=[store.pk])
    said = {"code": "TS001", "name": "Hall", "kind": "warehouse", "capacity_kg": "5000", "day_limit": "365"}
    assert desk.post(page, said | {"responsible_name": "王管", "responsible_phone": "138"}).status_code == 302
    store.refresh_from_db()
    assert (store.responsible_name, store.responsible_phone) == ("王管", "138")
    shown = desk.get(page).content.decode()
    assert 'value="王管"' in shown and f"{reverse('manifests:signs')}?site={store.facility_id}" in shown


def test_a_sign_is_answered_in_the_size_asked_for(desk, store):
    address = reverse("manifests:store_sign", args=[store.pk, "door"])
    answer = desk.get(address, {"size": "600"})
    assert media_boxes(answer.content) == [[600, 372]]
    assert answer.headers["Content-Disposition"] == 'inline; filename="sign-TS001-600.pdf"'
    again = desk.get(address, {"size": "600"}, headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert media_boxes(desk.get(address, {"size": "7"}).content) == [[300, 186]]
    assert desk.get(reverse("manifests:store_sign", args=[store.pk, "window"])).status_code == 404
    assert media_boxes(desk.get(reverse("manifests:store_sign", args=[store.pk, "partition"])).content) == [[300, 300]]


def test_a_units_sign_is_for_who_sees_the_site(people, city):
    browser = Client()
    browser.force_login(people.collector)
    address = reverse("manifests:unit_sign", args=[city.collector.pk, 0])
    assert "危险废物收集设施" in text_of(browser.get(address).content)
    assert browser.get(reverse("manifests:unit_sign", args=[city.collector.pk, 1])).status_code == 404
    browser.force_login(people.clerk)
    assert browser.get(address).status_code == 404
    assert browser.get(reverse("manifests:signs"), {"site": "x"}).status_code == 404
