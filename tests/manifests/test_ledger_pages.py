"""The pages of ledgers and declarations: who sees them, what they say, files that add up, confirming in the browser."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.http import urlencode
from openpyxl import load_workbook

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.revoke_delegation import revoke_delegation
from facilities.models import PhysicalState, WasteCode, WasteStream
from manifests.actions.number_ledger import number_ledger
from manifests.custody import perform
from manifests.models import Declaration
from tests.city import member
from tests.declared import at, fresh


@pytest.fixture
def now():
    """It is 3 November."""
    with clock.standing_at(at(2026, 11, 3, 9)):
        yield


@pytest.fixture
def october(walk, people, city, now):
    """A thousand kilograms in four drums left in October; a part of what stayed was lost."""
    city.generator.management_class = "key"
    city.generator.save()
    with clock.standing_at(at(2026, 10, 6, 9)):
        manifest = walk.arrived(walk.stored("1000", container_count=4, container_litres="200"))
        left = walk.stored("50")
        perform(left, "lose", by=people.clerk, data={"kg": "5", "reason": "=evaporated"})
        walk.judged(manifest=manifest, weighed_kg="990")
    number_ledger()
    return manifest


def page(client, person, name="ledger", args=(), **asked):
    client.force_login(fresh(person))
    return client.get(f"{reverse(f'manifests:{name}', args=args)}?{urlencode({'month': '2026-10', **asked})}")


def test_the_page_shows_entries_sums_and_what_to_know(client, october, people):
    response = page(client, people.clerk, ledger="WW")
    text = response.content.decode()
    assert "HWWWCZ20261006001" in text and "HWCK20261006001" in text and "P-SITE" in text
    assert "the receiver weighed 990 kg" in text and october.get_absolute_url() in text
    assert [row["cells"][0] for row in response.context["sums"]["rows"]] == ["900-249-08"]
    assert "45.000" in str(response.context["sums"]["foot"][-1])


def test_an_empty_month_says_so_and_a_carrier_has_no_ledger(client, october, people):
    assert "Nothing lay here and nothing moved" in page(client, people.clerk, month="2026-08").content.decode()
    assert "No site of yours keeps waste" in page(client, people.dispatcher).content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"month": "2026-13"},
        {"site": "x"},
        {"ledger": "XX"},
        {"waste": "?"},
        {"after": "x~y"},
        {"after": "2026-10-06T09:00:00~0"},
        {"month": "0001-01"},
        {"after": "9999-12-31T23:59:59+00:00~0195f3c2-0000-7000-8000-000000000000"},
    ],
)
def test_what_cannot_be_read_is_no_error(client, october, people, asked):
    assert page(client, people.clerk, **asked).status_code == 200
    for name in ("ledger_xlsx", "ledger_csv", "ledger_pdf"):
        assert page(client, people.clerk, name, **asked).status_code in (200, 404)


def test_every_entry_leads_to_a_page_that_its_reader_may_open(client, walk, people, city, now):
    """A collector's load goes on to the furnace: the batch is nobody's of theirs any more, the manifest is."""
    with clock.standing_at(at(2026, 10, 6, 9)):
        batch = walk.stored("40")
        walk.judged(manifest=walk.arrived(batch, consignee=city.collector))
        batch.refresh_from_db()
        perform(batch, "store", by=people.collector, data={"area": walk.area(city.collector).pk})
        onward = walk.arrived(batch, consignor=city.collector, by=people.collector)
        walk.judged(manifest=onward)
    number_ledger()
    opened = 0
    for ledger in ("JS", "RK", "CK", "WW"):
        (row,) = page(client, people.collector, ledger=ledger).context["table"]["rows"]
        if row["url"]:
            opened += 1
            assert client.get(row["url"]).status_code == 200, ledger
    assert opened == 3


def test_another_firm_s_ledger_is_not_there(client, october, people, city):
    for name in ("ledger", "ledger_xlsx", "ledger_csv", "ledger_pdf"):
        for person in (people.outsider, people.collector, people.receiver, people.other_regulator):
            assert page(client, person, name, site=city.generator.pk).status_code == 404
        assert page(client, people.driver, name).status_code == 403
        assert page(client, people.city_regulator, name, site=city.generator.pk).status_code == 200


def test_a_workbook_has_a_line_for_each_drum_and_adds_up(client, october, people):
    response = page(client, people.clerk, "ledger_xlsx")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames[0] == "Sums" and "B.5 Handed over" in book.sheetnames
    _head, *lines = book["B.5 Handed over"].values
    assert [line[7] for line in lines] == [250, 250, 250, 250]
    assert len({line[8] for line in lines}) == 4 and all(len(line[8]) == 37 for line in lines)
    assert {line[0] for line in lines} == {"HWWWCZ20261006001"}
    totals = {line[0]: line[1:] for line in book["Sums"].values}
    assert totals["Total"][-1] == 45
    told = [line[1] for line in book["To know"].values]
    assert any("10 kg less" in text for text in told)


def test_nothing_in_a_file_is_taken_for_a_formula(client, october, people):
    response = page(client, people.clerk, "ledger_csv", ledger="TZ")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[1][7] == "-5.000" and rows[1][11] == "'=evaporated"
    response = page(client, people.clerk, "ledger_xlsx")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [cell for line in book["Adjustments and losses"].iter_rows() for cell in line]
    assert "=evaporated" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # text, number, moment; no formula


def test_what_a_count_says_otherwise_than_the_labels_has_a_line_of_its_own(client, walk, people, now):
    with clock.standing_at(at(2026, 10, 6, 9)):
        batch = walk.stored("100", container_count=2, container_litres="50")
        perform(batch, "count", by=people.clerk, data={"counted_kg": "97", "reason": "scale"})
        walk.in_transit(batch)
    number_ledger()
    response = page(client, people.clerk, "ledger_csv", ledger="WW")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row[7] for row in rows[1:]] == ["50.000", "50.000", "-3.000"]
    assert rows[3][8] == "difference to the labels"


def test_the_papers_are_pdfs(client, october, people, city):
    for name, args in (("ledger_pdf", ()), ("declaration_pdf", (city.generator.pk, "2026-10"))):
        response = page(client, people.clerk, name, args)
        assert response.content.startswith(b"%PDF") and len(response.content) > 10_000


def test_general_waste_has_its_year_list_and_flow(client, walk, people, city, now):
    code = WasteCode.objects.filter(hazardous=False, edition="CN-SW-2024").first()
    if code is None:
        edition = WasteCode.objects.filter(edition="CN-HW-2021").first().edition
        code = WasteCode.objects.create(edition=edition, code="900-001-S17", hazardous=False)
    scrap = WasteStream.objects.create(
        facility=city.generator,
        alias="Scrap",
        waste_code=code,
        official_name="Scrap iron",
        physical_state=PhysicalState.objects.get(pk="S"),
    )
    with clock.standing_at(at(2026, 3, 6, 9)):
        walk.declared("70", scrap)
    with clock.standing_at(at(2026, 10, 6, 9)):
        walk.declared("30", scrap)
    response = page(client, people.clerk, waste="general")
    assert [row["generated_kg"] for row in response.context["flow"]] == ["30.000"]
    assert [row["generated_kg"] for row in response.context["year_list"]] == ["100.000"]
    assert "Scrap iron" in response.content.decode()
    assert not page(client, people.clerk, waste="hazardous").context["table"]["rows"]


def test_pages_lead_on_to_each_other(client, walk, people, city, now):
    with clock.standing_at(at(2026, 10, 6, 9)):
        for _each in range(53):
            walk.declared("1")
    first = page(client, people.clerk)
    assert len(first.context["table"]["rows"]) == 50
    second = client.get(reverse("manifests:ledger") + first.context["next_url"])
    assert len(second.context["table"]["rows"]) == 3 and not second.context["next_url"]
    assert second.context["first_url"]


# --- Declarations -----------------------------------------------------------------------------------------------------


def declaration(city, label="2026-10") -> str:
    return reverse("manifests:declaration", args=[city.generator.pk, label])


def test_a_clerk_finds_confirms_and_corrects_a_declaration(client, october, people, city, walk):
    client.force_login(people.clerk)
    todo = client.get(reverse("manifests:todo")).content.decode()
    assert "Declarations to confirm" in todo and declaration(city) in todo
    assert declaration(city) in client.get(reverse("manifests:declarations")).content.decode()
    shown = client.get(declaration(city))
    assert "the receiver weighed 990 kg" in shown.content.decode()
    sent = {"digest": shown.context["shown"].digest, "idempotency_key": "k"}
    assert client.post(declaration(city), sent).status_code == 302
    row = Declaration.objects.get()
    assert row.content["wastes"][0]["outsourced_kg"] == "1000.000"
    assert "Declarations to confirm" not in client.get(reverse("manifests:todo")).content.decode()
    again = client.get(declaration(city))
    assert again.context["form"] is None and row.receipt_no in again.content.decode()

    with clock.standing_at(at(2026, 11, 5, 9)):
        batch = walk.declared("1")
        perform(batch, "lose", by=people.clerk, data={"kg": "1", "reason": "x"}, happened_at=at(2026, 10, 7, 9))
        assert "changed in the ledger since" in client.get(reverse("manifests:todo")).content.decode()
        changed = client.get(declaration(city))
        assert "Changed since" in changed.content.decode()
        assert ["900-249-08", "Lost"] in [line[:2] for line in changed.context["differences"]]
        sent["digest"] = changed.context["shown"].digest
        refused = client.post(declaration(city), sent)
        assert refused.status_code == 422 and "Say why the declaration is corrected" in refused.content.decode()
        assert client.post(declaration(city), sent | {"reason": "found late"}).status_code == 302
    assert [row.version for row in Declaration.objects.order_by("version")] == [1, 2]
    first = client.get(reverse("manifests:declaration_xlsx", args=[city.generator.pk, "2026-10"]) + "?version=1")
    lines = list(load_workbook(io.BytesIO(b"".join(first.streaming_content)))["申报表"].values)
    assert lines[0][2] == row.receipt_no and Decimal(str(lines[4][9])) == 5


def test_a_reader_looks_and_does_not_confirm(client, october, people, city):
    client.force_login(people.reader)
    shown = client.get(declaration(city))
    assert shown.status_code == 200 and shown.context["form"] is None
    assert client.post(declaration(city), {"digest": shown.context["shown"].digest}).status_code == 403
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("label", ["2026-13", "x", "2026-q1", "2027-Q9"])
def test_a_period_that_is_none_is_not_there(client, people, city, label):
    client.force_login(people.clerk)
    assert client.get(declaration(city, label)).status_code == 404


def test_a_period_that_runs_cannot_be_confirmed_yet(client, october, people, city):
    client.force_login(people.clerk)
    shown = client.get(declaration(city, "2026-11"))
    assert shown.context["form"] is None and "go on changing" in shown.content.decode()
    refused = client.post(declaration(city, "2026-11"), {"digest": shown.context["shown"].digest})
    assert refused.status_code == 422 and not Declaration.objects.exists()


def test_the_entrusted_collector_declares_on_the_page_and_sees_nothing_else(client, october, people, city):
    boss = member("boss", city.generator.enterprise, "manager")
    client.force_login(people.collector)
    assert client.get(declaration(city)).status_code == 404
    given = give_delegation(
        by=fresh(boss),
        facility=city.generator,
        registration_no=city.collector.enterprise.registration_no,
        may_declare=True,
        may_fill=False,
        valid_from=date(2026, 11, 1),
        valid_to=date(2026, 11, 30),
    )
    shown = client.get(declaration(city))
    assert "You declare for Generator Ltd, with its consent" in shown.content.decode()
    assert declaration(city) in client.get(reverse("manifests:todo")).content.decode()
    assert client.get(reverse("manifests:ledger") + f"?site={city.generator.pk}").status_code == 200
    ledger = client.get(f"{reverse('manifests:ledger')}?site={city.generator.pk}&month=2026-10&ledger=WW")
    assert [row["url"] for row in ledger.context["table"]["rows"]] == [""]
    assert october.get_absolute_url() not in ledger.content.decode() + shown.content.decode()
    assert client.post(declaration(city), {"digest": shown.context["shown"].digest}).status_code == 302
    assert Declaration.objects.get().delegation == given
    for name, args in (
        ("manifests:manifest", [october.pk]),
        ("manifests:batch", [october.lines.get().batch_id]),
        ("facilities:file_plan", [city.generator.pk, 2026]),
        ("facilities:stream", [city.oil.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    revoke_delegation(given, by=fresh(boss))
    assert client.get(declaration(city)).status_code == 404
    assert client.get(reverse("manifests:ledger") + f"?site={city.generator.pk}").status_code == 404


def test_pages_cost_the_same_however_much_there_is(client, october, walk, people, city, django_assert_max_num_queries):
    client.force_login(people.clerk)
    number = {}
    for more in (0, 20):
        with clock.standing_at(at(2026, 10, 8, 9)):
            for _each in range(more):
                walk.stored("1", container_count=2, container_litres="20")
        number_ledger()
        for ledger in ("CS", "RK", "WW"):
            with django_assert_max_num_queries(14) as asked:
                client.get(f"{reverse('manifests:ledger')}?month=2026-10&ledger={ledger}")
            number.setdefault(ledger, []).append(len(asked))
        with django_assert_max_num_queries(16) as asked:
            client.get(declaration(city))
        number.setdefault("declaration", []).append(len(asked))
        with django_assert_max_num_queries(6) as asked:
            client.get(reverse("manifests:declarations"))
        number.setdefault("declarations", []).append(len(asked))
    assert {name: few for name, (few, many) in number.items() if many > few} == {}, number
