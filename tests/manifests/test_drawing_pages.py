"""Drawing up, step by step, over HTTP: every choice in the address, nothing offered that issuing would refuse."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from facilities import clock
from facilities.models import CarrierLicence, Contract, Facility, ManagementPlan, Permit
from manifests.custody import perform
from manifests.models import CustodyEvent, Manifest, WasteBatch
from tests.city import facility, permit

NEW = "/manifests/new/"


@pytest.fixture
def clerk(client, people):
    client.force_login(people.clerk)
    return client


def tick(*batches) -> dict:
    """The stock page's form with the batches ticked."""
    return {f"{batch.pk.hex}-take": "on" for batch in batches}


def query(city, *batches, step="check", **changes) -> dict:
    chosen = {
        "step": step,
        "line": [batch.pk.hex for batch in batches],
        "method": "D10",
        "consignee": city.site.pk,
        "carrier": city.carrier.pk,
    }
    return {**chosen, **changes}


def address(url, params) -> str:
    return f"{url}?{urlencode(params, doseq=True)}"


def names(offered) -> list[str]:
    return [offer.facility.name for offer in offered]


def test_from_stock_to_draft_by_following_the_pages(clerk, walk, city):
    older, newer = walk.stored("1000"), walk.stored("500")
    page = clerk.get(NEW)
    assert [form.batch for form in page.context["forms"].forms] == [older, newer]
    step = clerk.post(NEW, tick(older, newer) | {f"{newer.pk.hex}-kg": "200"}, follow=True)
    assert names(step.context["offered"]) == ["Furnace", "Collector"]
    assert step.context["total_kg"] == Decimal(1200)
    hidden = dict_of(step.context["hidden"]) | {"consignee": str(city.site.pk)}
    step = clerk.get(NEW, hidden)
    assert names(step.context["offered"]) == ["Carrier"]
    assert step.context["chosen"] == str(city.carrier.pk)
    step = clerk.get(NEW, dict_of(step.context["hidden"]) | {"carrier": str(city.carrier.pk)})
    assert step.templates[0].name == "manifests/draw_check.html"
    form = {"idempotency_key": "k", "remarks": "second gate"}
    done = clerk.post(step.request["PATH_INFO"] + "?" + step.request["QUERY_STRING"], form)
    manifest = Manifest.objects.get()
    assert done.url == manifest.get_absolute_url()
    assert (manifest.state, manifest.consignee, manifest.carrier) == ("draft", city.site, city.carrier)
    assert (manifest.declared_kg, manifest.remarks) == (Decimal(1200), "second gate")
    assert list(manifest.lines.values_list("declared_kg", flat=True)) == [Decimal(1000), Decimal(200)]
    assert WasteBatch.objects.get(state="stored").kg == Decimal(300)


def dict_of(pairs) -> dict:
    found: dict = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def test_a_second_click_draws_up_once(clerk, walk, city):
    url = address(NEW, query(city, walk.stored()))
    first = clerk.post(url, {"idempotency_key": "k"})
    second = clerk.post(url, {"idempotency_key": "k"})
    assert first.url == second.url == Manifest.objects.get().get_absolute_url()
    assert CustodyEvent.objects.filter(action="draw_up").count() == 1


def test_waste_somebody_else_took_meanwhile_is_said(clerk, walk, city):
    batch = walk.stored()
    walk.draft(batch)
    response = clerk.post(address(NEW, query(city, batch)), {"idempotency_key": "k"}, follow=True)
    assert Manifest.objects.count() == 1
    assert "only stored batches can be picked" in response.content.decode()
    response = clerk.get(address(NEW, query(city, batch, step="carrier")), follow=True)
    assert "no longer in store" in response.content.decode()


@pytest.mark.parametrize(
    "typed, said",
    [
        ("0", "above 0"),
        ("-5", "above 0"),
        ("1.2345", "above 0"),
        ("a lot", "above 0"),
        ("NaN", "above 0"),
        ("1000.001", "holds less"),
        ("9" * 21, "at most 20"),
    ],
)
def test_a_wrong_weight_is_said_beside_its_batch_and_nothing_is_lost(clerk, walk, typed, said):
    first, second = walk.stored(), walk.stored()
    sent = tick(first, second) | {f"{second.pk.hex}-kg": typed}
    response = clerk.post(NEW, sent)
    assert response.status_code == 422
    wrong = response.context["forms"].forms[1]
    assert said in str(wrong.errors["kg"])
    assert not response.context["forms"].forms[0].errors
    page = response.content.decode()
    assert f'value="{typed}"' in page and page.count(" checked") == 2


def test_nothing_ticked_is_said(clerk, walk):
    walk.stored()
    response = clerk.post(NEW, {})
    assert response.status_code == 422 and "Choose at least one batch" in response.content.decode()


def test_a_weight_typed_is_a_tick(clerk, walk):
    batch = walk.stored()
    response = clerk.post(NEW, {f"{batch.pk.hex}-kg": "1000"})
    assert f"line={batch.pk.hex}&" in response.url + "&"
    response = clerk.post(NEW, {f"{batch.pk.hex}-kg": "12.50"})
    assert f"line={batch.pk.hex}~12.5" in response.url


def test_fifty_lines_fit_into_an_address_and_one_more_is_refused(clerk, walk):
    batches = [walk.stored("10.123") for _ in range(51)]
    parts = {f"{batch.pk.hex}-kg": "10.122" for batch in batches}
    response = clerk.post(NEW, tick(*batches) | parts)
    assert response.status_code == 422 and "at most 50 lines" in response.content.decode()
    response = clerk.post(NEW, tick(*batches[:50]) | dict(list(parts.items())[:50]))
    assert response.status_code == 302
    assert len(response.url) + 3 * 45 < 4094  # what servers commonly read, with receiver, carrier and method to come


def test_stock_is_searched_without_losing_what_is_picked(clerk, walk, city):
    oil, paint = walk.stored(), walk.stored(stream=city.paint)

    def found(**params):
        return [form.batch for form in clerk.get(NEW, params).context["forms"].forms]

    assert found(find="paint") == [paint]
    assert found(find="900-249") == [oil]
    assert found(find=oil.number) == [oil]
    assert found(find="paint", line=oil.pk.hex) == [oil, paint]
    assert found(find="%_'") == []


def test_only_stored_waste_of_the_own_site_is_shown(clerk, walk, people):
    walk.declared()
    walk.draft()
    response = clerk.get(NEW)
    assert response.context["forms"].forms == []
    assert "Nothing is in store" in response.content.decode()


def test_who_is_not_offered_is_named_with_the_reason(clerk, walk, city):
    Contract.objects.filter(consignee=city.collector).delete()
    batch = walk.stored()
    response = clerk.get(NEW, query(city, batch, step="receiver", consignee=""))
    assert names(response.context["offered"]) == ["Furnace"]
    assert response.context["chosen"] == str(city.site.pk)
    page = response.content.decode()
    assert "There is no written contract with Collector" in page
    assert "Outside has no permit" in page


def test_the_usual_receiver_and_method_come_first(clerk, walk, city):
    city.oil.default_consignee, city.oil.default_method = city.collector, city.re_refine
    city.oil.save()
    response = clerk.get(NEW, query(city, walk.stored(), step="receiver", consignee="", method=""))
    assert names(response.context["offered"]) == ["Collector", "Furnace"]
    assert response.context["chosen"] == str(city.collector.pk)
    assert response.context["method"] == "R9"


def test_codes_no_permit_covers_together_are_said_so(clerk, walk, city):
    permit(city.outside, "P-OUT", (["HW12"], ["D1"], 1000))
    Permit.objects.exclude(number="P-OUT").update(revoked_on=clock.today() - timedelta(days=1))
    load = walk.stored(), walk.stored(stream=city.paint)
    response = clerk.get(NEW, query(city, *load, step="receiver", consignee="", method=""))
    assert "No permit covers all of this waste" in response.content.decode()


@pytest.mark.parametrize("step", ["carrier", "check"])
def test_an_address_with_a_receiver_that_is_not_offered_leads_back(clerk, walk, city, step):
    for wrong in (city.outside.pk, city.carrier.pk, "nobody", ""):
        response = clerk.get(NEW, query(city, walk.stored("10"), step=step, consignee=wrong))
        assert response.templates[0].name == "manifests/draw_receiver.html"
        assert "Choose a receiver." in response.content.decode()


def test_a_carrier_without_licence_is_named_and_leads_back(clerk, walk, city):
    CarrierLicence.objects.update(revoked_on=clock.today())
    batch = walk.stored()
    response = clerk.get(NEW, query(city, batch))
    page = response.content.decode()
    assert response.templates[0].name == "manifests/draw_carrier.html"
    assert "Carrier has no dangerous-goods transport licence" in page
    response = clerk.post(address(NEW, query(city, batch)), {"idempotency_key": "k"})
    assert response.templates[0].name == "manifests/draw_carrier.html" and not Manifest.objects.exists()


def test_the_check_page_says_what_issuing_will_wait_for(clerk, walk, city):
    ManagementPlan.objects.all()[0].lines.all().delete()
    batch = walk.stored()
    response = clerk.get(NEW, query(city, batch))
    page = response.content.decode()
    assert "this must be mended" in page and "no manifest may be issued" in page
    assert "File the management plan" in page


def test_two_sites_are_asked_for_first(clerk, walk, city):
    batch = walk.stored()
    second = Facility.objects.create(
        enterprise=city.generator.enterprise,
        name="Second yard",
        region=city.generator.region,
        address="x",
        contact_name="x",
        contact_phone="x",
        is_generator=True,
    )
    response = clerk.get(NEW)
    assert "Which site" in response.content.decode() and "Second yard" in response.content.decode()
    response = clerk.get(NEW, {"site": city.generator.pk})
    assert [form.batch for form in response.context["forms"].forms] == [batch]
    # another site's batch in the address is not picked
    response = clerk.get(NEW, query(city, batch, site=second.pk), follow=True)
    assert "no longer in store" in response.content.decode()


@pytest.mark.parametrize(
    "params",
    [
        {"line": "x"},
        {"line": "~~"},
        {"step": "check"},
        {"step": "check", "line": "0" * 32},
        {"step": "nowhere"},
        {"site": "x"},
        {"step": "receiver", "line": "0" * 32 + "~-1"},
        {"consignee": "x", "carrier": "\x00", "method": "\x00"},
    ],
)
def test_mistyped_addresses_lead_to_the_first_step(clerk, walk, params):
    walk.stored()
    response = clerk.get(NEW, params, follow=True)
    assert response.status_code == 200 and response.templates[0].name == "manifests/draw_stock.html"


def test_a_part_larger_than_the_batch_in_the_address_leads_back(clerk, walk, city):
    batch = walk.stored("10")
    for typed in ("10.001", "0", "x"):
        response = clerk.get(NEW, query(city, line=f"{batch.pk.hex}~{typed}"), follow=True)
        assert response.templates[0].name == "manifests/draw_stock.html"


@pytest.mark.parametrize(
    "who, status",
    [
        ("reader", 403),
        ("dispatcher", 403),
        ("driver", 403),
        ("receiver", 403),
        ("city_regulator", 403),
        ("outsider", 200),
    ],
)
def test_only_clerks_draw_up(client, walk, people, city, who, status):
    batch = walk.stored()
    client.force_login(getattr(people, who))
    assert client.get(NEW).status_code == status
    client.post(address(NEW, query(city, batch)), {"idempotency_key": "k"})
    assert not Manifest.objects.exists()


def test_a_collector_ships_on_what_it_has_taken_in(client, walk, people, city):
    manifest = walk.judged(manifest=walk.arrived(consignee=city.collector))
    batch = manifest.lines.get().batch
    batch = perform(batch, "store", by=people.collector, data={"area": walk.area(city.collector).pk}).subject
    client.force_login(people.collector)
    page = client.get(NEW)
    assert [form.batch for form in page.context["forms"].forms] == [batch]
    assert "Generator" in page.content.decode()
    done = client.post(address(NEW, query(city, batch)), {"idempotency_key": "k"})
    onward = Manifest.objects.get(consignor=city.collector)
    assert done.url == onward.get_absolute_url()
    assert perform(onward, "issue", by=people.collector).subject.state == "issued"


def test_steps_cost_the_same_however_much_there_is(clerk, walk, city, django_assert_max_num_queries):
    batches = [walk.stored("10") for _ in range(12)]
    for serial in range(70, 76):
        permit(facility(serial, f"More {serial}", "320412", is_disposal_site=True), "P", (["HW08"], ["D10"], 10))
    with django_assert_max_num_queries(6):
        clerk.get(NEW)
    for step in ("receiver", "carrier", "check"):
        with django_assert_max_num_queries(17):
            clerk.get(NEW, query(city, *batches, step=step))


# Changing a draft


def revise_url(manifest) -> str:
    return reverse("manifests:revise", args=[manifest.pk])


def test_a_draft_is_changed_by_the_same_steps_filled_in(clerk, walk, city):
    first, other = walk.stored(), walk.stored("300")
    draft = walk.draft(first)
    page = clerk.get(revise_url(draft), follow=True)
    picked = {form.batch: form.initial["take"] for form in page.context["forms"].forms}
    assert picked == {first: True, other: False}
    step = clerk.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], tick(other), follow=True)
    assert step.context["chosen"] == str(city.site.pk)
    changed = query(city, other, consignee=city.collector.pk, method="R9")
    done = clerk.post(address(revise_url(draft), changed), {"idempotency_key": "k", "remarks": "less"})
    assert done.url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.consignee, draft.method.code, draft.declared_kg) == (city.collector, "R9", Decimal(300))
    assert {batch.pk: batch.state for batch in WasteBatch.objects.all()} == {first.pk: "stored", other.pk: "allotted"}
    again = clerk.post(address(revise_url(draft), changed), {"idempotency_key": "k", "remarks": "less"})
    assert again.url == done.url and draft.events.filter(action="revise").count() == 1


def test_changing_a_draft_to_a_part_twice_clicked_splits_once(clerk, walk, city):
    batch = walk.stored()
    draft = walk.draft(batch)
    url = address(revise_url(draft), query(city, line=f"{batch.pk.hex}~400"))
    for _ in range(2):
        assert clerk.post(url, {"idempotency_key": "k"}).url == draft.get_absolute_url()
    assert draft.lines.get().declared_kg == Decimal(400)
    assert draft.events.filter(action="revise").count() == 1


def test_what_is_issued_is_not_changed(clerk, walk):
    manifest = walk.issued()
    response = clerk.get(revise_url(manifest), follow=True)
    assert response.redirect_chain[-1][0] == manifest.get_absolute_url()
    assert "Only a draft can be changed" in response.content.decode()


@pytest.mark.parametrize(
    "who, status", [("reader", 403), ("receiver", 404), ("outsider", 404), ("city_regulator", 403)]
)
def test_only_the_consignors_clerk_changes_a_draft(client, walk, people, city, who, status):
    draft = walk.draft()
    client.force_login(getattr(people, who))
    assert client.get(revise_url(draft)).status_code == status
    line = draft.lines.get().batch
    assert client.post(address(revise_url(draft), query(city, line)), {"idempotency_key": "k"}).status_code == status
