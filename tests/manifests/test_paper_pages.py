"""Blank manifests in the browser: drawn, printed, scanned by a stranger, entered, spoiled."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from facilities import clock
from facilities.models import Membership
from manifests.documents import blank_form
from manifests.documents.manifest_form import form_of, html
from manifests.models import Manifest, PaperBlock
from manifests.tokens import manifest_url, mark
from tests.city import member
from tests.manifests.test_back_fill import early_draft


@pytest.fixture
def clerk(people) -> Client:
    browser = Client()
    browser.force_login(people.clerk)
    return browser


@pytest.fixture
def block(clerk, city) -> PaperBlock:
    sent = {"facility": str(city.generator.pk), "count": "3", "idempotency_key": "k"}
    assert clerk.post(reverse("manifests:papers"), sent).status_code == 302
    clerk.post(reverse("manifests:papers"), sent)  # the second click
    return PaperBlock.objects.get()


def said(number: str) -> dict:
    def typed(hours):
        return localtime(clock.now() - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")

    paper = {"kind": "emergency", "paper_number": number, "reason": "no power"}
    return paper | {"left_at": typed(5), "transfer_ended_at": typed(2), "idempotency_key": "k1"}


def code_page(number: str) -> str:
    return Client().get(reverse("manifests:manifest_code", args=[number, mark(number)])).content.decode()


def test_a_block_is_drawn_printed_and_one_sheet_entered(walk, people, clerk, block):
    number = block.numbers.first().number
    assert "not entered yet" in code_page(number) and "Generator" in code_page(number)
    draft = early_draft(walk)
    address = reverse("manifests:from_paper", args=[draft.pk])
    assert address in clerk.get(draft.get_absolute_url()).content.decode()
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, said(number)).url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.number, draft.kind) == (number, "emergency")
    assert "Genuine. This is its state." in code_page(number)
    paper = html(form_of(Manifest.objects.with_parties().get(pk=draft.pk)))
    assert "补录（应急）" in paper and number in paper
    assert "Entered after the fact" in clerk.get(draft.get_absolute_url()).content.decode()
    assert "Entered" in clerk.get(reverse("manifests:paper", args=[block.pk])).content.decode()


def test_the_receiver_types_the_time_of_the_paper(walk, people, clerk, block, fleet, city):
    draft = early_draft(walk)
    clerk.post(reverse("manifests:from_paper", args=[draft.pk]), said(block.numbers.first().number))
    normal = walk.in_transit()
    gate = Client()
    gate.force_login(people.receiver)
    assert 'name="happened_at"' not in gate.get(reverse("manifests:receive", args=[normal.pk])).content.decode()
    from manifests.custody import perform
    from transport.actions.plan_trip import plan_trip

    crew = {"vehicle": fleet.truck, "driver": fleet.driver}
    plan_trip(by=people.dispatcher, carrier=city.carrier, manifests=[draft], **crew)
    perform(draft, "depart", by=people.dispatcher, happened_at=clock.now() - timedelta(hours=4))
    came = localtime(clock.now() - timedelta(hours=2)).replace(second=0, microsecond=0)
    sent = {"line-1-weighed_kg": "1000", "line-1-opinion": "accept", "line-1-method": "D10"}
    sent["happened_at"] = came.strftime("%Y-%m-%dT%H:%M")
    assert gate.post(reverse("manifests:receive", args=[draft.pk]), sent).status_code == 302
    assert Manifest.objects.get(pk=draft.pk).received_at == came


def test_spoiled_sheets_say_so_to_everybody(clerk, block):
    number = block.numbers.first().number
    address = reverse("manifests:paper", args=[block.pk])
    assert clerk.post(address, {"numbers": [number], "reason": ""}).status_code == 422
    assert clerk.post(address, {"numbers": [number], "reason": "coffee"}).status_code == 302
    assert "declared spoiled" in code_page(number)
    page = clerk.get(address).content.decode()
    assert f'<p class="lead">{block.facility}</p>' in page and "coffee" in page and f'value="{number}"' not in page


def test_the_gate_is_told_that_a_sheet_is_not_entered(people, block):
    gate = Client()
    gate.force_login(people.receiver)
    page = gate.get(reverse("manifests:gate_find"), {"code": block.numbers.first().number})
    assert page.status_code == 404 and "not entered yet" in page.content.decode()


def test_a_mistyped_number_is_told_beside_its_field(walk, clerk, block):
    number = block.numbers.first().number
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    page = clerk.post(reverse("manifests:from_paper", args=[early_draft(walk).pk]), said(wrong))
    assert page.status_code == 422
    assert "A character of this number is wrong" in str(page.context["form"].errors["paper_number"])


def test_each_sheet_has_its_number_its_code_and_three_empty_parts(clerk, block):
    numbers = [row.number for row in block.numbers.all()]
    text = blank_form.html(block, numbers)
    assert text.count('class="blank"') == 3
    for number in numbers:
        sheet = blank_form.Sheet(number, manifest_url(number))
        assert str(sheet.code) in text
    for part in ("第一部分", "第二部分", "第三部分"):
        assert text.count(part) == 3
    assert "None" not in text
    answer = clerk.get(reverse("manifests:paper_pdf", args=[block.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_who_only_drives_for_a_firm_does_not_see_its_blank_numbers(city, block):
    both = member("both", city.site.enterprise, "receiver")
    Membership.objects.create(person=both, enterprise=city.generator.enterprise, role="driver")
    assert not PaperBlock.objects.visible_to(both).exists()
    browser = Client()
    browser.force_login(both)
    for name in ("manifests:paper", "manifests:paper_pdf"):
        assert browser.get(reverse(name, args=[block.pk])).status_code == 404
