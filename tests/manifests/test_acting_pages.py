"""Issue, cancel, arrive, close: what speaks against a step is said first; the button comes only when nothing does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from facilities.models import CarrierLicence, Contract, Insurance, ManagementPlan, Permit, PlanLine
from manifests.custody import perform
from manifests.models import CustodyEvent, Deadline
from manifests.rules.words import WORDS
from manifests.views.acting import STEPS
from manifests.views.mending import MENDING


def page(manifest, action) -> str:
    return reverse("manifests:act", args=[manifest.pk, action])


@pytest.fixture
def clerk(client, people):
    client.force_login(people.clerk)
    return client


def test_a_draft_with_nothing_against_it_is_issued(clerk, walk):
    manifest = walk.draft()
    shown = clerk.get(page(manifest, "issue"))
    assert shown.context["blocks"] == [] and '<form class="sheet form"' in shown.content.decode()
    done = clerk.post(page(manifest, "issue"), {"idempotency_key": "k"}, follow=True)
    manifest.refresh_from_db()
    assert manifest.state == "issued" and str(manifest) in done.content.decode()
    assert "The manifest is issued." in done.content.decode()


def test_issuing_costs_at_most_25_statements(clerk, walk, city, django_assert_max_num_queries):
    manifest = walk.draft(walk.stored(), walk.stored(stream=city.paint), walk.stored(stream=city.sludge))
    with django_assert_max_num_queries(25):
        assert clerk.post(page(manifest, "issue"), {"idempotency_key": "k"}).status_code == 302


def test_a_second_click_issues_once(clerk, walk):
    manifest = walk.draft()
    for _ in range(2):
        assert clerk.post(page(manifest, "issue"), {"idempotency_key": "k"}).url == manifest.get_absolute_url()
    assert CustodyEvent.objects.filter(action="issue").count() == 1


def break_everything(city):
    ManagementPlan.objects.filter(facility=city.generator).get().lines.all().delete()
    Permit.objects.filter(facility=city.site).update(revoked_on=clock.today())
    Contract.objects.all().delete()
    CarrierLicence.objects.all().delete()
    Insurance.objects.all().delete()


def test_every_block_is_said_at_once_with_law_and_what_would_mend_it(clerk, walk, city):
    manifest = walk.draft()
    break_everything(city)
    shown = clerk.get(page(manifest, "issue"))
    text = shown.content.decode()
    for said in (
        "No management plan",
        "has no permit",
        "no written contract",
        "transport licence",
        "liability insurance",
        "Order 23 of 2022, Art. 14",
        "ask this one to enter its insurance under Contracts.",
        "File the management plan",
    ):
        assert said in text, said
    assert '<form class="sheet form"' not in text
    assert reverse("manifests:revise", args=[manifest.pk]) in text


def test_posting_past_the_missing_button_is_refused_with_the_sentences(clerk, walk, city):
    manifest = walk.draft()
    break_everything(city)
    response = clerk.post(page(manifest, "issue"), {"idempotency_key": "k"})
    assert response.status_code == 422 and "has no permit" in response.content.decode()
    manifest.refresh_from_db()
    assert manifest.state == "draft" and manifest.number is None


def test_a_warning_is_said_and_does_not_block(clerk, walk, city):
    PlanLine.objects.filter(plan__facility=city.generator).update(transferred_kg=1000)
    manifest = walk.draft()
    shown = clerk.get(page(manifest, "issue"))
    assert "of the planned transfer" in shown.content.decode()
    assert clerk.post(page(manifest, "issue"), {"idempotency_key": "k"}).status_code == 302


def test_everything_that_can_block_issuing_says_what_would_mend_it():
    others = {"leg_missing", "vehicle_overloaded", "approval_differs"}  # at departure; of what comes from elsewhere
    before = {code for code in WORDS if code.startswith(("plan_", "permit_", "approval_", "contract_", "stock_"))}
    blocking = {code for code in before if not code.endswith(("_reached", "_nearly_used", "_holds"))} - others
    assert blocking <= set(MENDING)
    assert set(MENDING) <= set(WORDS)


def test_cancelling_asks_for_a_reason(clerk, walk):
    manifest = walk.issued()
    assert "goes back to your stock" in clerk.get(page(manifest, "cancel")).content.decode()
    for reason in ("", "   ", "x" * 201):
        response = clerk.post(page(manifest, "cancel"), {"idempotency_key": "k", "reason": reason})
        assert response.status_code == 422 and response.context["form"].errors["reason"], reason
    assert clerk.post(page(manifest, "cancel"), {"idempotency_key": "k", "reason": "wrong truck"}).status_code == 302
    manifest.refresh_from_db()
    assert manifest.state == "cancelled"
    assert manifest.events.get(action="cancel").particulars["reason"] == "wrong truck"


def test_the_receiver_records_arrival_and_closing(client, walk, people):
    client.force_login(people.receiver)
    manifest = walk.in_transit()
    client.post(page(manifest, "arrive"), {"idempotency_key": "a", "note": "late"})
    manifest = walk.judged(manifest=manifest)
    assert client.post(page(manifest, "close"), {"idempotency_key": "c"}).status_code == 302
    manifest.refresh_from_db()
    assert manifest.state == "closed"
    assert manifest.events.get(action="arrive").particulars["note"] == "late"


def test_closing_late_is_told_and_not_refused(client, walk, people):
    client.force_login(people.receiver)
    with clock.standing_at(clock.now() - timedelta(days=30)):
        manifest = walk.judged()
    assert "after the time limit" in client.get(page(manifest, "close")).content.decode()
    client.post(page(manifest, "close"), {"idempotency_key": "c"})
    assert Deadline.objects.get(manifest=manifest, kind="close").met_at is not None


@pytest.mark.parametrize("action, state", [("issue", "issued"), ("cancel", "in_transit"), ("close", "closed")])
def test_a_step_that_is_over_says_so_and_has_no_button(client, walk, people, action, state):
    manifest = walk.to_state(state)
    client.force_login(people.receiver if action == "close" else people.clerk)
    shown = client.get(page(manifest, action))
    assert "This cannot be done while it is" in shown.content.decode()
    assert '<form class="sheet form"' not in shown.content.decode()


def test_a_frozen_manifest_is_not_cancelled(clerk, walk, people):
    manifest = perform(walk.issued(), "freeze", by=people.city_regulator, data={"reason": "x"}).subject
    response = clerk.post(page(manifest, "cancel"), {"idempotency_key": "k", "reason": "y"})
    assert response.status_code == 422 and "has frozen" in response.content.decode()


@pytest.mark.parametrize("action", ["issue", "cancel", "arrive", "close"])
def test_who_may_not_gets_403_and_who_sees_nothing_404(client, walk, people, action):
    state = {"issue": "draft", "cancel": "issued", "arrive": "in_transit", "close": "accepted"}[action]
    manifest = walk.to_state(state)
    sees_nothing = ("outsider", "other_regulator", *(("receiver", "dispatcher") if state == "draft" else ()))
    may_not = {
        "issue": ("reader", "city_regulator"),
        "cancel": ("reader", "receiver", "dispatcher", "city_regulator"),
        "arrive": ("reader", "clerk", "city_regulator"),
        "close": ("reader", "clerk", "dispatcher", "city_regulator"),
    }[action]
    data = {"idempotency_key": "k", "reason": "x"}
    for names, status in ((sees_nothing, 404), (may_not, 403)):
        for name in names:
            client.force_login(getattr(people, name))
            assert client.get(page(manifest, action)).status_code == status, name
            assert client.post(page(manifest, action), data).status_code == status, name
    manifest.refresh_from_db()
    assert manifest.state == state


def test_the_authoritys_and_the_roads_steps_are_not_here(clerk, walk):
    manifest = walk.issued()
    for action in ("void", "freeze", "release", "depart", "hand_over", "draw_up", "nothing"):
        assert clerk.get(page(manifest, action)).status_code == 404, action
    assert set(STEPS) == {"issue", "cancel", "arrive", "close", "acknowledge", "record_numbers", "strike_out"}
