"""Profiles and outer numbers as people meet them: drawing up, pages, lists, the admin, paper and the API."""

from datetime import datetime

import pytest
from django.urls import reverse

from facilities import clock
from facilities.models import ManagementPlan, PlanLine
from manifests.actions.enter_block import give_back
from manifests.custody import perform
from manifests.documents.manifest_form import form_of, html
from manifests.models import Manifest, NumberBlock, NumberMask
from tests.api import Api
from tests.city import official, permit
from tests.manifests.test_profiles import SPARE, drawn, packed
from tests.numbered import YEAR, block, number


def drawing(city, *batches) -> str:
    lines = "".join(f"&line={batch.pk.hex}" for batch in batches)
    chosen = f"&site={city.generator.pk}{lines}&method=D10&consignee={city.site.pk}&carrier={city.carrier.pk}"
    return f"{reverse('manifests:draw_up')}?step=check{chosen}"


# Drawing up


def test_the_last_look_asks_for_what_the_kind_of_waste_wants(client, walk, city, people):
    client.force_login(people.clerk)
    address = drawing(city, packed(walk, "900-001-S60"))
    page = client.get(address)
    assert list(page.context["form"].own) == ["detail_collected_at", "detail_pieces"]
    assert "household bulky waste" in page.content.decode()
    wrong = client.post(address, {"detail_pieces": "none", "idempotency_key": "k"})
    assert wrong.context["form"].errors["detail_pieces"] == ["Give a whole number."]
    sent = {"detail_pieces": "3", "detail_collected_at": "1 Gate Road", "idempotency_key": "k2"}
    assert client.post(address, sent).status_code == 302
    assert Manifest.objects.get().details == SPARE
    again = client.post(address, sent)  # the second click: the stock is set aside by the first
    assert (again.status_code, Manifest.objects.count()) == (302, 1)


def test_a_load_that_asks_for_nothing_shows_no_such_field(client, walk, city, people):
    client.force_login(people.clerk)
    assert client.get(drawing(city, walk.stored())).context["form"].own == {}


def test_wastes_that_do_not_mix_are_told_at_the_first_step(client, walk, city, people):
    client.force_login(people.clerk)
    batches = walk.stored(), packed(walk, "900-001-S70")
    picked = {f"{batch.pk.hex}-take": "on" for batch in batches}
    page = client.post(f"{reverse('manifests:draw_up')}?step=stock&site={city.generator.pk}", picked)
    assert page.status_code == 422
    assert "hazardous waste、construction waste" in page.content.decode()


def test_what_is_missing_leads_to_the_step_that_asks_for_it(client, walk, people):
    client.force_login(people.clerk)
    draft = drawn(walk, packed(walk, "900-001-S70"))
    page = client.get(reverse("manifests:could_leave", args=[draft.pk]))
    mend = f"{reverse('manifests:revise', args=[draft.pk])}?step=check"
    assert mend in page.content.decode()
    step = client.get(mend, follow=True)
    assert step.context["drawing"].step == "check"
    assert "detail_works" in step.context["form"].fields
    said = {"detail_works": "North tower", "idempotency_key": "k"}
    client.post(step.redirect_chain[-1][0], said)
    draft.refresh_from_db()
    assert draft.details == {"works": "North tower"}


# A manifest's page and the lists


def test_a_manifest_s_page_says_what_kind_it_is_and_what_it_asks(client, walk, people):
    client.force_login(people.clerk)
    issued = perform(drawn(walk, packed(walk, "900-001-S60"), **SPARE), "issue", by=people.clerk).subject
    page = client.get(issued.get_absolute_url())
    assert "household bulky waste" in page.content.decode()
    facts = {str(name): value for name, value in page.context["parts"].handing_over}
    assert (facts["Collection point"], facts["Number of pieces"]) == ("1 Gate Road", "3")
    assert "National number" not in facts and facts["Provincial number"] == ""


def test_medical_waste_says_how_many_containers_and_until_when(client, walk, city, people):
    permit(city.site, "P-MED", (["HW01"], ["D10"], 90_000))
    PlanLine.objects.create(
        plan=ManagementPlan.objects.get(facility=city.generator),
        code="841-001-01",
        generated_kg=900,
        transferred_kg=900,
    )
    boxes = packed(walk, "841-001-01", container_count=4, container_litres="50")
    issued = perform(drawn(walk, boxes), "issue", by=people.clerk).subject
    form = form_of(issued)
    since, until = (datetime.fromisoformat(text) for text in form.stay)
    assert (until - since).days == 2 and form.containers == 4
    page = html(form)
    assert "容器总数（件）" in page and form.stay[1] in page
    client.force_login(people.clerk)
    facts = {str(name): value for name, value in client.get(issued.get_absolute_url()).context["parts"].handing_over}
    assert facts["Containers in all"] == 4 and form.stay[1] in facts["May be stored until"]


def test_lists_are_narrowed_by_kind(client, walk, people):
    bulky = drawn(walk, packed(walk, "900-001-S60"))
    walk.issued()
    client.force_login(people.clerk)
    found = client.get(reverse("manifests:manifests"), {"profile": "bulky"})
    assert [row["url"] for row in found.context["rows"]] == [bulky.get_absolute_url()]
    client.force_login(people.city_regulator)
    listed = client.get(reverse("admin:manifests_manifest_changelist"), {"profile": "bulky"})
    assert [row.pk for row in listed.context["cl"].result_list] == [bulky.pk]
    assert [row["id"] for row in Api(people.clerk).rows("/api/manifests/", profile="bulky")] == [str(bulky.pk)]


# Numbers on pages


def test_a_clerk_records_a_number_and_is_told_what_is_wrong_with_it(client, walk, people):
    client.force_login(people.clerk)
    issued = walk.issued()
    address = reverse("manifests:act", args=[issued.pk, "record_numbers"])
    assert address in client.get(issued.get_absolute_url()).content.decode()
    wrong = client.post(address, {"national_no": number(1, place="3205"), "idempotency_key": "k"})
    assert wrong.status_code == 422
    assert "3204" in wrong.context["form"].errors["national_no"][0]
    assert client.post(address, {"national_no": number(1), "idempotency_key": "k2"}).status_code == 302
    assert set(client.get(address).context["form"].fields) == {"provincial_no", "idempotency_key"}
    found = client.get(reverse("manifests:manifests"), {"number": number(1)})
    assert len(found.context["rows"]) == 1


@pytest.mark.parametrize(("text", "slot"), [("900-001-S17", False), ("900-249-08", True)])
def test_only_paper_with_a_national_scheme_has_the_fourteen_boxes(walk, city, text, slot):
    batch = packed(walk, text) if not slot else walk.stored()
    assert ("国家联单编号" in html(form_of(drawn(walk, batch)))) is slot


def test_numbers_are_printed(walk, people):
    issued = walk.issued()
    perform(issued, "record_numbers", by=people.clerk, data={"national_no": number(7), "provincial_no": "JS-9"})
    page = html(form_of(Manifest.objects.get(pk=issued.pk)))
    assert number(7) in page and "JS-9" in page and "14 blank boxes" not in page


def test_an_official_enters_a_block_sees_what_is_left_and_gives_it_back(client, walk, people):
    client.force_login(people.city_regulator)
    add = reverse("admin:manifests_numberblock_add")
    form = client.get(add).context["form"]
    assert form.fields["region"].choices == [("320400", "3204 Changzhou")]
    said = {"region": "320400", "year": YEAR, "first": "1", "last": "3", "granted_by": "Ministry", "document": "No. 7"}
    said |= {"granted_on": clock.today().isoformat(), "idempotency_key": "k"}
    assert "last" in client.post(add, said | {"last": "0"}).context["form"].errors
    assert client.post(add, said).status_code == 302
    issued = walk.issued()
    granted = NumberBlock.objects.get()
    page = client.get(reverse("admin:manifests_numberblock_change", args=[granted.pk]))
    facts = {str(name): value for name, value in page.context["sections"][0].facts}
    assert (facts["Left"], facts["Used"]) == ("2", "1")
    assert issued.national_no in page.content.decode() and issued.number[:6] in page.content.decode()
    assert client.post(add, said).context["form"].errors["first"] == [
        "Another block holds some of these numbers already."
    ]
    back = reverse("admin:manifests_numberblock_give_back", args=[granted.pk])
    assert client.get(back).status_code == 200
    assert client.post(back, {"idempotency_key": "k"}).status_code == 302
    granted.refresh_from_db()
    assert (granted.left, granted.given_back) == (0, 2)
    assert client.get(back).status_code == 403
    for standing, count in (("left", 0), ("used_up", 1), ("", 1)):
        listed = client.get(reverse("admin:manifests_numberblock_changelist"), {"standing": standing})
        assert len(listed.context["cl"].result_list) == count


def test_an_unused_block_that_is_given_back_leads_to_the_list(client, people):
    granted = block(people.city_regulator)
    client.force_login(people.city_regulator)
    back = reverse("admin:manifests_numberblock_give_back", args=[granted.pk])
    answer = client.post(back, {"idempotency_key": "k"})
    assert answer.headers["Location"] == reverse("admin:manifests_numberblock_changelist")
    assert not NumberBlock.objects.exists()


def test_officials_of_a_district_enter_no_block_and_of_a_city_no_mask(client, people):
    client.force_login(people.district_regulator)
    assert client.get(reverse("admin:manifests_numberblock_add")).status_code == 403
    client.force_login(people.city_regulator)
    assert client.get(reverse("admin:manifests_numbermask_add")).status_code == 403


@pytest.mark.parametrize(("mask", "status"), [("JS########", 302), ("a\x00b", 200), ("(((", 200), ("", 200)])
def test_an_official_of_the_province_enters_its_mask(client, city, mask, status):
    client.force_login(official("jiangsu", "320000"))
    add = reverse("admin:manifests_numbermask_add")
    said = {"region": "320000", "mask": mask, "valid_from": f"{YEAR + 1}-02-01", "document": "Notice 3"}
    assert client.post(add, said | {"idempotency_key": "k"}).status_code == status
    assert NumberMask.objects.count() == (status == 302)
    if row := NumberMask.objects.first():
        assert mask in client.get(reverse("admin:manifests_numbermask_change", args=[row.pk])).content.decode()


# For programs


def test_programs_read_profiles_and_draw_up_by_them(walk, city, people):
    rows = {row["id"]: row for row in Api(people.clerk).rows("/api/profiles/")}
    assert list(rows) == ["hazardous", "medical", "general", "sludge", "construction", "bulky"]
    assert [detail["name"] for detail in rows["construction"]["details"]] == ["works", "works_permit"]
    assert rows["construction"]["leaves_out"] == ["redirect"]
    body = {
        "consignor": str(city.generator.pk), "consignee": str(city.site.pk), "carrier": str(city.carrier.pk),
        "method": "D10", "lines": [{"batch": str(packed(walk, "900-001-S70").pk)}], "details": {"works": "North tower"},
    }  # fmt: skip
    made = Api(people.clerk).post("/api/manifests/", body).json()["manifest"]
    assert (made["profile"], made["details"]["works"], made["details"]["pieces"]) == ("construction", "North tower", "")
    told = Api(people.clerk).post("/api/manifests/", body | {"details": {"roof": "x"}})
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "/details/roof")


def test_programs_record_numbers(walk, people):
    issued = walk.issued()
    address = f"/api/manifests/{issued.pk}/record_numbers/"
    done = Api(people.clerk).do(address, {"national_no": number(3)})
    assert done["manifest"]["national_no"] == number(3)
    told = Api(people.clerk).post(address, {"national_no": number(4)})
    assert (told.status_code, told.json()["code"]) == (409, "number_recorded")
    assert [row["id"] for row in Api(people.clerk).rows("/api/manifests/", national_no=number(3))] == [str(issued.pk)]


def test_a_block_given_back_elsewhere_mints_no_more(walk, people):
    granted = block(people.city_regulator)
    walk.issued()
    give_back(by=people.city_regulator, block=granted)
    assert walk.issued().national_no == ""
