"""The treatment with new waste on its pages: tick, fill in, look at all masses, save; no script needed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from manifests.custody import perform
from manifests.models import CustodyEvent, WasteBatch
from tests.city import stream

PAGE, WAITING = reverse("manifests:transform"), reverse("manifests:treatments")


@pytest.fixture
def furnace(client, people):
    client.force_login(people.receiver)
    return client


@pytest.fixture
def ash(city):
    return stream(city.site, "Fly ash", "772-003-18")


@pytest.fixture
def received(walk):
    """Two batches at the gate, 600 and 400 kg."""
    manifest = walk.judged(manifest=walk.arrived(walk.stored("600"), walk.stored("400")))
    return list(WasteBatch.objects.filter(lines__manifest=manifest).order_by("pk"))


def filled(batches, ash, **changes) -> dict:
    return {
        "batch": [batch.pk.hex for batch in batches],
        "method": "D10",
        "rows": "2",
        "product-0-stream": str(ash.pk),
        "product-0-kg": "150.5",
        "additives_kg": "0.5",
        "burn_off_kg": "850",
        "idempotency_key": "k1",
        "do": "check",
        **changes,
    }


def said(response) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_ticked_batches_lead_to_the_page(furnace, received):
    assert PAGE in furnace.get(WAITING).content.decode()
    response = furnace.post(PAGE, {"batches": [str(batch.pk) for batch in received], "method": "", "csrf": "x"})
    assert response.status_code == 302
    page = furnace.get(response.headers["Location"])
    assert page.context["batches"] == received and page.context["total"] == Decimal(1000)
    assert len(page.context["form"].products) == 2


def test_all_masses_are_shown_before_anything_is_saved(furnace, received, ash):
    response = furnace.post(PAGE, filled(received, ash))
    assert response.status_code == 200 and response.templates[0].name == "manifests/transform_check.html"
    text = response.content.decode()
    for weight in ("600", "400", "0.5", "150.5", "850", "1,000.5"):
        assert f">{weight}<span" in text
    assert "D10" in text and not WasteBatch.objects.filter(stream=ash).exists()
    hidden = dict(response.context["sent"])
    assert hidden["idempotency_key"] == "k1" and "do" not in hidden and "csrfmiddlewaretoken" not in hidden


def test_what_was_checked_is_saved_once(furnace, received, ash):
    checked = furnace.post(PAGE, filled(received, ash)).context["sent"]
    sent: dict = {"do": "save"}
    for name, value in checked:
        sent.setdefault(name, []).append(value)
    for _ in range(2):
        response = furnace.post(PAGE, sent, follow=True)
        assert response.redirect_chain == [(reverse("manifests:batch", args=[received[0].pk]), 302)]
    text = said(response)
    assert "2 batches are treated." in text and "1 batch of new waste arose." in text
    assert "Burn-off 510 kg" in text and "(90 kg)" in text and "Treated, with new waste" in text
    assert CustodyEvent.objects.filter(action="transform").count() == 2
    made = WasteBatch.objects.get(stream=ash)
    text = said(furnace.get(reverse("manifests:batch", args=[made.pk])))
    assert "Arose from a treatment" in text and "Additives" in text and received[1].number in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"burn_off_kg": "849.999"}, "0.001 kg are not accounted for"),
        ({"burn_off_kg": "850.001"}, "That is 0.001 kg too much"),
        ({"method": ""}, "Choose a method from the list."),
        ({"method": "Z9"}, "Z9 is not one of the available choices"),
        ({"product-0-stream": ""}, "This field is required"),
        ({"product-0-kg": ""}, "This field is required"),
        ({"product-0-kg": "-1"}, "greater than or equal to 0.001"),
        ({"product-0-container_count": "2"}, "Give the volume of one container."),
        ({"product-0-container_count": "2", "product-0-container_litres": "0.05"}, "no more than 1 decimal place"),
        ({"product-0-stream": "", "product-0-kg": ""}, "Name at least one product."),
        ({"product-0-stream": "00000000-0000-7000-8000-000000000000"}, "Select a valid choice"),
        ({"additives_kg": "x"}, "Enter a number."),
    ],
)
@pytest.mark.parametrize("do", ["check", "save"])
def test_what_is_wrong_stands_beside_its_field(furnace, received, ash, do, changes, words):
    response = furnace.post(PAGE, filled(received, ash, do=do, **changes))
    assert response.status_code == 422
    assert words in said(response), response.context["form"].products[0].errors
    assert not WasteBatch.objects.filter(stream=ash).exists()


def test_a_refusal_about_a_product_stands_in_its_row(furnace, received, ash):
    changes = {"product-0-container_count": "999", "product-0-container_litres": "5", "product-0-kg": "0.5"}
    response = furnace.post(PAGE, filled(received, ash, burn_off_kg="1000", **changes))
    assert response.context["form"].products[0].errors["container_count"]
    assert "Line 1" in said(response)


def test_one_more_row_keeps_what_is_filled_in_and_complains_of_nothing(furnace, received, ash):
    response = furnace.post(PAGE, filled(received, ash, do="add", method=""))
    form = response.context["form"]
    assert response.status_code == 200 and len(form.products) == 3
    assert form.products[0]["kg"].value() == "150.5" and not form.errors and not form.products[1].errors
    full = furnace.post(PAGE, filled(received, ash, do="add", rows="20"))
    assert len(full.context["form"].products) == 20


def test_one_may_go_back_and_change(furnace, received, ash):
    response = furnace.post(PAGE, filled(received, ash, do="change"))
    form = response.context["form"]
    assert response.status_code == 200 and form["burn_off_kg"].value() == "850"
    assert f'value="{ash.pk}" selected' in response.content.decode() and 'value="k1"' in response.content.decode()


def test_only_the_sites_own_streams_and_stores_are_offered(furnace, received, ash, city):
    stream(city.site, "Retired", "772-003-18", retired_on="2026-01-01")
    row = furnace.get(PAGE, {"batch": received[0].pk.hex}).context["form"].products[0]
    assert [stream.alias for stream in row.fields["stream"].queryset] == ["Fly ash"]
    assert {area.facility for area in row.fields["area"].queryset} == {city.site}


def test_nothing_ticked_says_where_to_tick(furnace, walk):
    theirs = walk.stored()  # not at this furnace
    for sent in ({}, {"batch": "x"}, {"batch": theirs.pk.hex}):
        response = furnace.get(PAGE, sent)
        assert response.status_code == 200 and "Nothing is ticked" in said(response)
    assert furnace.post(PAGE, {"do": "save"}).status_code == 422


def test_a_batch_that_is_gone_is_told(furnace, received, ash, people):
    perform(received[1], "treat", by=people.receiver, data={"method": "D10"})
    response = furnace.post(PAGE, filled(received, ash, do="save"))
    assert response.status_code == 422 and f"Batch {received[1].number} is" in said(response)


def test_a_warning_is_shown_before_and_after(furnace, received, ash):
    assert "does not cover" in said(furnace.post(PAGE, filled(received, ash, method="D1")))
    saved = furnace.post(PAGE, filled(received, ash, method="D1", do="save"), follow=True)
    assert "does not cover" in said(saved)


def test_the_batch_page_leads_there(furnace, received, city):
    buttons = furnace.get(reverse("manifests:batch", args=[received[0].pk])).context["buttons"]
    assert f"{PAGE}?batch={received[0].pk.hex}" in [button["url"] for button in buttons]


def test_the_page_costs_the_same_however_much_is_ticked(furnace, walk, received, ash, django_assert_max_num_queries):
    more = walk.judged(manifest=walk.arrived(*[walk.stored("10") for _ in range(5)]))
    asked = {"batch": [line.batch_id.hex for line in more.lines.all()] + [batch.pk.hex for batch in received]}
    with django_assert_max_num_queries(12):
        assert len(furnace.get(PAGE, asked).context["batches"]) == 7
