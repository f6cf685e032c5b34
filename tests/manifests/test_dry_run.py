"""Could this leave today? The dry run in all its doors, and the test vectors of the law that are no rule's boundary."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities import clock
from facilities.models import (
    Contract,
    Exemption,
    Limit,
    Membership,
    PlanLine,
    StorageArea,
    WasteCode,
    WasteStream,
)
from manifests.custody import perform, review
from manifests.mending import MENDING, page_for
from manifests.models import Manifest, WasteBatch
from manifests.rules.exempting import names
from manifests.rules.finding import Severity
from manifests.rules.register import RULES
from manifests.rules.verdicts import Outcome
from tests.api import Api
from tests.city import OIL, contract, facility, plan, stream
from tests.verdicts import outcomes, says
from transport.actions.plan_trip import plan_trip
from transport.models import Trip


def drums(walk, kg="1000"):
    return walk.stored(kg, container_count=4, container_litres="200")


# The other test vectors of the law


def test_a_milk_run_of_three_shippers_is_three_manifests(walk, people, city, fleet):
    """Order 23, Art. 16: one truck, one trip, one manifest a shipper."""
    loads = []
    for serial in (41, 42, 43):
        shop = facility(serial, f"Shop {serial}", "320412", is_generator=True)
        plan(shop, OIL)
        contract(shop, city.site)
        oil = stream(shop, "Oil", OIL)
        boss = people.clerk
        Membership.objects.create(person=boss, enterprise=shop.enterprise, role="clerk")
        boss.__dict__.pop("standing", None)
        StorageArea.objects.create(facility=shop, code="TS1", name="Store", kind="point", capacity_kg=Decimal(3000))
        loads.append(walk.issued(walk.stored("100", oil), consignor=shop))
    trip = {"carrier": city.carrier, "vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}
    plan_trip(by=people.dispatcher, manifests=loads, **trip)
    assert Trip.objects.get().legs.count() == 3
    assert len({load.number for load in loads}) == 3
    assert {load.consignor.name for load in loads} == {"Shop 41", "Shop 42", "Shop 43"}


def test_waste_identified_as_hazardous_has_a_code_of_its_own_form(walk, city):
    """900-000-nn is no row of the catalogue, and its category is read off its ending all the same."""
    code = WasteCode(code="900-000-17", hazardous=True)
    assert code.category_code == "HW17"
    assert city.site.permits.get().items.get().covers(code.code, code.category_code, "D10")


def test_drums_become_kilograms_exactly(people, city):
    """Quantity in drums → tonnes: 4 drums of 250 kg."""
    data = {
        "stream": city.oil.pk,
        "kg": "1000",
        "original_quantity": "4",
        "original_unit": "drums",
        "kg_per_unit": "250",
    }
    batch = perform(WasteBatch, "declare", by=people.clerk, data=data).subject
    assert (batch.kg, batch.original_quantity, batch.kg_per_unit) == (Decimal(1000), Decimal(4), Decimal(250))


def test_a_container_code_has_37_characters(walk):
    assert {len(drum.digital_id) for drum in drums(walk).containers.all()} == {37}


# The dry run


def test_a_load_with_nothing_against_it_shows_the_figures_of_every_rule(walk, people):
    manifest = walk.draft(drums(walk))
    found = outcomes(manifest)
    assert set(found.values()) == {Outcome.PASSES, Outcome.NOT_APPLICABLE}
    assert says(manifest, "plan") == [f"{OIL}: 1,000 of 100,000 kg planned for {clock.today().year} with this load."]
    assert says(manifest, "driver") == ["The carrier names vehicle and crew once the manifest is issued."]
    assert [f for f in review(manifest, "issue", by=people.clerk) if f.severity == Severity.HOLD] == []


def test_an_issued_manifest_is_asked_what_stands_against_its_departure(walk, people, fleet):
    waiting, planned = walk.issued(), walk.assigned()
    assert outcomes(waiting)["crew"] == Outcome.BLOCKS
    assert outcomes(waiting)["plan"] == Outcome.PASSES  # asked again, and its kilograms counted once
    assert says(planned, "driver") == ["Vehicle 苏D12345, driver Wang."]
    fleet.truck.valid_to = clock.today() - timedelta(days=1)
    fleet.truck.save()
    assert outcomes(planned)["vehicle"] == Outcome.BLOCKS


def test_where_a_reason_is_mended(walk):
    draft = walk.draft()
    assert page_for("plan_missing") == "/plan/"
    assert page_for("permit_missing", draft).endswith("/revise/?step=receiver")
    entered = f"/credentials/contract/new/?consignor={draft.consignor_id}&consignee={draft.consignee_id}"
    assert page_for("contract_missing", draft) == entered
    assert page_for("contract_missing") == ""  # of somebody who may not
    assert page_for("carrier_scope", None, {"carrier": "/x"}) == "/x"
    assert page_for("leg_missing", draft) == ""


def test_issuing_asks_no_more_of_the_database_than_before(walk, people):
    manifest = walk.draft(drums(walk), walk.stored("20"), walk.stored("30"))
    with CaptureQueriesContext(connection) as asked:
        perform(manifest, "issue", by=people.clerk)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 15


def page(manifest) -> str:
    return reverse("manifests:could_leave", args=[manifest.pk])


def test_the_page_tells_what_stands_against_a_draft_and_leads_to_where_it_is_mended(client, walk, people):
    draft = walk.draft()
    client.force_login(people.clerk)
    shown = client.get(page(draft)).content.decode()
    assert "Yes: no rule stands against it." in shown
    assert reverse("manifests:act", args=[draft.pk, "issue"]) in shown
    assert page(draft) in client.get(draft.get_absolute_url()).content.decode()
    Contract.objects.all().delete()
    PlanLine.objects.update(transferred_kg=Decimal(1000))
    shown = client.get(page(draft)).content.decode()
    assert "No: 1 rule stands against it." in shown
    assert "There is no written contract with Furnace" in shown
    assert f"{reverse('facilities:new_contract')}?consignor={draft.consignor_id}" in shown
    assert "100 % of the planned transfer" in shown and reverse("facilities:plans") in shown
    assert reverse("manifests:act", args=[draft.pk, "issue"]) not in shown


def test_looking_costs_few_statements_and_changes_nothing(client, walk, people):
    draft = walk.draft(drums(walk), walk.stored("20"))
    client.force_login(people.clerk)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page(draft)).status_code == 200
    assert len(asked) <= 12
    assert draft.events.count() == 1


def test_what_has_left_leads_to_its_own_page(client, walk, people):
    client.force_login(people.clerk)
    manifest = walk.in_transit()
    assert client.get(page(manifest)).url == manifest.get_absolute_url()
    assert page(manifest) not in client.get(manifest.get_absolute_url()).content.decode()


def test_a_reader_sees_the_verdicts_and_no_way_to_mend(client, walk, people):
    draft = walk.draft()
    Contract.objects.all().delete()
    client.force_login(people.reader)
    shown = client.get(page(draft)).content.decode()
    assert "There is no written contract" in shown and "Mend it" not in shown


def test_the_last_step_of_drawing_up_shows_every_rule_and_takes_a_claim(client, walk, people, city):
    client.force_login(people.clerk)
    batch = walk.stored()
    at = (
        f"{reverse('manifests:draw_up')}?step=check&line={batch.pk.hex}&method=D10"
        f"&consignee={city.site.pk}&carrier={city.carrier.pk}"
    )
    shown = client.get(at)
    assert {"plan", "permit", "contract", "licence", "driver"} <= set(shown.context["asked"])
    row = Exemption.objects.get(serial=8)
    claim = {"exemption": str(row.pk), "exemption_note": "drained", "remarks": "", "idempotency_key": "k"}
    refused = client.post(at, claim | {"exemption_note": ""})
    assert refused.status_code == 422 and "Say why the condition" in refused.content.decode()
    client.post(at, claim)
    draft = Manifest.objects.get()
    assert [(c["serial"], c["note"]) for c in draft.exemptions] == [(8, "drained")]


def check_step(city, *batches) -> str:
    lines = "&".join(f"line={batch.pk.hex}" for batch in batches)
    return (
        f"{reverse('manifests:draw_up')}?step=check&{lines}&method=D10"
        f"&consignee={city.site.pk}&carrier={city.carrier.pk}"
    )


def test_several_exemptions_are_claimed_and_changed_on_the_page(client, walk, people, city):
    client.force_login(people.clerk)
    at = check_step(city, walk.stored())
    page = client.get(at)
    text = page.content.decode()
    assert "Claim another exemption" in text and '<details class="more" open' not in text
    choices = [key for key, _label in page.context["form"].fields["exemption"].choices if key]
    first, second = choices[:2]
    claims = {"exemption": first, "exemption_note": "drained", "exemption_2": second, "exemption_note_2": "sealed"}
    sent = claims | {"remarks": "", "idempotency_key": "k"}
    lacking = client.post(at, sent | {"exemption_note_2": ""})
    assert lacking.status_code == 422 and '<details class="more" open' in lacking.content.decode()
    assert lacking.context["form"].errors["exemption_note_2"] and not Manifest.objects.exists()
    twice = client.post(at, sent | {"exemption_2": first})
    assert twice.status_code == 422 and twice.context["form"].errors["exemption_2"]
    client.post(at, sent)
    draft = Manifest.objects.get()
    assert [(str(claim["exemption"]), claim["note"]) for claim in draft.exemptions] == [
        (first, "drained"), (second, "sealed"),
    ]  # fmt: skip
    changing = f"{reverse('manifests:revise', args=[draft.pk])}?{check_step(city).partition('?')[2]}"
    changing += f"&line={draft.lines.get().batch.pk.hex}"
    page = client.get(changing)
    assert page.context["form"]["exemption_2"].value() == second
    assert '<details class="more" open' in page.content.decode()
    left = {"exemption": "", "exemption_2": second, "exemption_note_2": "sealed", "idempotency_key": "r"}
    client.post(changing, left)
    draft.refresh_from_db()
    assert [str(claim["exemption"]) for claim in draft.exemptions] == [second]


def test_never_more_than_five_and_never_more_than_the_list_has(client, walk, people, city):
    client.force_login(people.clerk)
    pairs = client.get(check_step(city, walk.stored())).context["form"].pairs
    fitting = [row for row in Exemption.objects.all() if names(row.code_text, city.oil.waste_code.code)]
    assert len(pairs) == min(5, len(fitting)) > 1


def test_a_program_is_told_every_verdict(walk, people):
    draft = walk.draft()
    told = Api(people.clerk).see(f"/api/manifests/{draft.pk}/review/issue/")
    assert told["may_proceed"] is True and told["findings"] == []
    verdicts = {row["rule"]: row for row in told["verdicts"]}
    assert verdicts["permit"]["outcome"] == "passes" and "P-SITE" in verdicts["permit"]["says"][0]
    assert verdicts["approval"]["outcome"] == "not_applicable"
    Contract.objects.all().delete()
    told = Api(people.clerk).see(f"/api/manifests/{draft.pk}/review/issue/")
    blocked = next(row for row in told["verdicts"] if row["rule"] == "contract")
    assert (blocked["outcome"], told["may_proceed"]) == ("blocks", False)
    assert blocked["mending"] == [str(MENDING["contract_missing"])]


def test_officials_read_all_rules_with_the_values_of_today(client, people):
    client.force_login(people.other_regulator)
    shown = client.get(reverse("admin:rules")).content.decode()
    assert all(f">{rule.id}<" in shown for rule in RULES)
    for value in ("120\N{NO-BREAK SPACE}%", "180\N{NO-BREAK SPACE}days", "3,000\N{NO-BREAK SPACE}kg", "HW34"):
        assert value in shown
    in_jiangsu = Limit.objects.get(code="storage.collector_days", region="320000")
    assert reverse("admin:facilities_limit_change", args=[in_jiangsu.pk]) in shown


def batch_page(batch) -> str:
    return reverse("manifests:batch_could_leave", args=[batch.pk])


def test_stored_waste_is_judged_by_the_way_it_usually_takes(client, walk, people, city):
    client.force_login(people.clerk)
    batch = walk.stored()
    assert batch_page(batch) in client.get(reverse("manifests:batch", args=[batch.pk])).content.decode()
    shown = client.get(batch_page(batch)).content.decode()
    assert "no usual receiver" in shown and "filed plan" in shown and "permit covers" not in shown
    WasteStream.objects.filter(pk=city.oil.pk).update(default_consignee=city.site, default_method=city.burn)
    shown = client.get(batch_page(batch)).content.decode()
    assert "No rule stands against it today." in shown and "P-SITE" in shown
    Contract.objects.all().delete()
    shown = client.get(batch_page(batch)).content.decode()
    assert "No: 1 rule stands against it." in shown
    assert f"?consignor={city.generator.pk}&amp;consignee={city.site.pk}" in shown


def test_waste_that_is_set_aside_leads_to_its_own_page(client, walk, people):
    client.force_login(people.clerk)
    batch = walk.draft().lines.get().batch
    assert client.get(batch_page(batch)).url == reverse("manifests:batch", args=[batch.pk])
