"""Stock-taking sheets, losses and exports in the browser's forms: what is shown before anything is saved."""

from decimal import Decimal

import pytest
from django.urls import reverse

from manifests.custody import perform
from manifests.models import CustodyEvent, WasteBatch


def at(name: str, row) -> str:
    return reverse(f"manifests:{name}", args=[row.pk])


def field(batch) -> str:
    return f"{batch.pk.hex}-counted"


def hidden(text: str, name: str) -> str:
    """The value of a hidden field on a page."""
    return text.split(f'name="{name}" value="')[1].split('"')[0]


def booked(batch) -> tuple:
    fresh = WasteBatch.objects.get(pk=batch.pk)
    return fresh.state, fresh.kg


def test_a_batch_offers_what_changes_its_weight(client, people, walk):
    client.force_login(people.clerk)
    page = client.get(at("batch", walk.stored()))
    assert [str(booking["label"]) for booking in page.context["bookings"]] == [
        "Could this leave today?",
        "Count",
        "Record a loss",
        "Take the declaration back",
        "Record the export",
    ]
    assert client.get(at("batch", walk.draft().lines.get().batch)).context["bookings"] == []
    client.force_login(people.reader)
    assert client.get(at("batch", walk.stored())).context["bookings"] == []


BOOKINGS = [
    ("count", {"counted_kg": "987.5", "reason": "yearly"}, "987.5", "\N{MINUS SIGN}12.5", ("stored", "987.5")),
    ("count", {"counted_kg": "0", "reason": "empty"}, "0", "\N{MINUS SIGN}1,000", ("lost", "1000")),
    ("lose", {"kg": "0.001", "reason": "evaporated"}, "999.999", "\N{MINUS SIGN}0.001", ("stored", "999.999")),
    ("retract", {"reason": "typed twice"}, "0", "\N{MINUS SIGN}1,000", ("lost", "1000")),
    (
        "export",
        {"notice": "EX-7", "country": "Germany", "receiver": "Works AG"},
        "0",
        "\N{MINUS SIGN}1,000",
        ("exported", "1000"),
    ),
]


@pytest.mark.parametrize(("action", "sent", "left", "difference", "became"), BOOKINGS)
def test_the_mass_is_shown_before_it_is_confirmed(client, people, walk, action, sent, left, difference, became):
    batch = walk.stored("1000")
    client.force_login(people.clerk)
    address = at(f"{action}_batch", batch)
    assert client.get(address).status_code == 200
    asked = client.post(address, sent | {"idempotency_key": "k"})
    text = asked.content.decode()
    assert (asked.context["left"], booked(batch)) == (Decimal(left), ("stored", Decimal(1000)))
    assert f"{difference}<span" in text and "1,000<span" in text
    again = client.post(address, sent | {"idempotency_key": "k", "confirmed": "1000.000", "again": "yes"})
    assert again.status_code == 200 and booked(batch) == ("stored", Decimal(1000))
    confirmed = sent | {name: hidden(text, name) for name in ("confirmed", "idempotency_key")}
    for _click in range(2):
        assert client.post(address, confirmed).url == at("batch", batch)
    assert booked(batch) == (became[0], Decimal(became[1]))
    assert CustodyEvent.objects.filter(batch=batch, action=action).count() == 1
    said = client.get(at("batch", batch)).content.decode()
    assert sent.get("reason", "EX-7") in said


def test_what_the_door_would_refuse_is_said_before_the_confirmation(client, people, walk):
    batch = walk.stored("1000")
    client.force_login(people.clerk)
    refused = client.post(at("lose_batch", batch), {"kg": "1000.001", "reason": "spilled"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["kg"] == [f"Batch {batch.number} holds 1000.000 kg."]


def test_books_that_changed_since_they_were_shown_are_shown_anew(client, people, walk):
    batch = walk.stored("1000")
    client.force_login(people.clerk)
    sent = {"counted_kg": "900", "reason": "yearly", "idempotency_key": "k"}
    assert client.post(at("count_batch", batch), sent).context["booked"] == "1000.000"
    perform(batch, "lose", by=people.clerk, data={"kg": "50", "reason": "spilled"})
    late = client.post(at("count_batch", batch), sent | {"confirmed": "1000.000"})
    assert late.status_code == 422 and "the books say 950.000 kg" in late.content.decode()
    anew = client.post(at("count_batch", batch), {name: late.context["form"][name].value() for name in sent})
    assert anew.context["booked"] == "950.000"
    assert booked(batch) == ("stored", Decimal(950))


def test_an_action_that_is_not_possible_now_leads_back(client, people, walk):
    batch = walk.draft().lines.get().batch
    client.force_login(people.clerk)
    for action in ("count", "lose", "retract", "export"):
        assert client.get(at(f"{action}_batch", batch)).url == at("batch", batch)
    refused = client.post(at("count_batch", batch), {"counted_kg": "0", "reason": "x", "confirmed": "1000"})
    assert refused.status_code == 422


@pytest.mark.parametrize("name", ["count_batch", "lose_batch", "retract_batch", "export_batch", "count_area"])
def test_who_may_not_is_told_so(client, people, city, walk, name):
    row = walk.area(city.generator) if name == "count_area" else walk.stored()
    for person, status in ((people.reader, 403), (people.city_regulator, 403), (people.outsider, 404)):
        client.force_login(person)
        assert client.get(at(name, row)).status_code == client.post(at(name, row)).status_code == status


# The sheet


def test_a_sheet_lists_what_lies_there_and_leaves_out_what_is_set_aside(client, people, city, walk):
    first, second = walk.stored("10"), walk.stored("20", city.paint)
    allotted = walk.draft(walk.stored("30")).lines.get().batch
    client.force_login(people.clerk)
    area = walk.area(city.generator)
    assert at("count_area", area) in client.get(at("stock_area", area)).content.decode()
    page = client.get(at("count_area", area))
    assert [(batch, bool(field)) for batch, field in page.context["rows"]] == [
        (first, True),
        (second, True),
        (allotted, False),
    ]
    assert page.context["total"] == Decimal(60)
    narrowed = client.get(at("count_area", area), {"code": second.waste_code.code})
    assert [batch for batch, _field in narrowed.context["rows"]] == [second]


def test_differences_and_their_sum_are_shown_before_anything_is_saved(client, people, city, walk):
    less, same, gone, blank = (walk.stored(kg) for kg in ("10", "20", "30", "40"))
    client.force_login(people.clerk)
    address = at("count_area", walk.area(city.generator))
    sent = {field(less): "9.5", field(same): "20", field(gone): "0", field(blank): "", "reason": "yearly"}
    asked = client.post(address, sent | {"idempotency_key": "k"})
    assert [(line["batch"], line["difference"], line["closes"]) for line in asked.context["lines"]] == [
        (less, Decimal("-0.5"), False),
        (same, Decimal(0), False),
        (gone, Decimal(-30), True),
    ]
    assert (asked.context["booked"], asked.context["counted"], asked.context["difference"]) == (
        Decimal(60),
        Decimal("29.5"),
        Decimal("-30.5"),
    )
    assert asked.context["agreeing"] == 1
    assert not CustodyEvent.objects.filter(action="count").exists()
    shown = {name: value for line in asked.context["lines"] for name, value in line["hidden"]}
    confirmed = shown | {"reason": "yearly", "idempotency_key": "k", "confirmed": "yes"}
    back = client.post(address, confirmed | {"again": "yes"})
    assert back.status_code == 200
    assert back.context["form"][field(less)].value() == "9.5"
    for _click in range(2):
        assert client.post(address, confirmed).url == at("stock_area", walk.area(city.generator))
    assert [booked(batch) for batch in (less, same, gone, blank)] == [
        ("stored", Decimal("9.5")),
        ("stored", Decimal(20)),
        ("lost", Decimal(30)),
        ("stored", Decimal(40)),
    ]
    assert CustodyEvent.objects.filter(action="count").count() == 3


def test_one_batch_that_was_taken_meanwhile_saves_nothing_and_shows_the_books_anew(client, people, city, walk):
    first, second = walk.stored("10"), walk.stored("20")
    client.force_login(people.clerk)
    address = at("count_area", walk.area(city.generator))
    sent = {field(first): "9", field(second): "19", "reason": "yearly"}
    asked = client.post(address, sent)
    shown = {name: value for line in asked.context["lines"] for name, value in line["hidden"]}
    walk.draft(second)
    late = client.post(address, shown | {"reason": "yearly", "confirmed": "yes"})
    assert late.status_code == 422
    assert f"Batch {second.number}: This cannot be done" in late.content.decode()
    assert booked(first) == ("stored", Decimal(10))
    assert not late.context["form"]["confirmed"].value()


@pytest.mark.parametrize("sent", [{}, {"reason": "yearly"}, {"nonsense-counted": "1", "reason": "yearly"}])
def test_an_empty_sheet_says_what_is_missing(client, people, city, walk, sent):
    walk.stored("10")
    client.force_login(people.clerk)
    refused = client.post(at("count_area", walk.area(city.generator)), sent)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert ("Give a reason." if not sent else "Fill in what was counted for at least one batch.") in said


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_empty_store_has_no_sheet(client, people, city, walk, language):
    client.force_login(people.clerk)
    client.cookies["django_language"] = language
    page = client.get(at("count_area", walk.area(city.generator)))
    assert page.status_code == 200 and page.context["rows"] == []


# For officials


def test_an_official_reads_the_batch_s_ledger(client, people, walk):
    batch = walk.stored("1000")
    perform(batch, "count", by=people.clerk, data={"counted_kg": "995", "reason": "yearly"})
    walk.judged(manifest=walk.arrived(batch), weighed_kg="996")
    client.force_login(people.city_regulator)
    page = client.get(reverse("admin:manifests_wastebatch_change", args=[batch.pk]))
    (table,) = [section for section in page.context["sections"] if str(section.heading) == "Ledger"]
    figures = [tuple(str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row["cells"]) for row in table.rows]
    balances = ["1,000", "1,000", "995", "995", "996", "996"]
    assert [row[4].split('<span class="kg">')[1].split("<")[0] for row in figures] == balances
    assert [row[5].split(" · ")[0] for row in figures] == [
        "Declared",
        "Stored",
        "Counted",
        "Departed",
        "Weighed and judged",
        "Weighed and judged",
    ]
    assert figures[0][1] == "source" and figures[2][2] == "adjustment"
