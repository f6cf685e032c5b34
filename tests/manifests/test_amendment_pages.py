"""The pages of a correction: who may ask finds a way to it, sees before and after, and the others answer."""

import pytest
from django.test import Client
from django.urls import reverse

from manifests.actions.propose_amendment import propose
from manifests.custody import perform
from manifests.documents.manifest_form import form_of, html
from manifests.models import Amendment, Manifest
from manifests.views.parts import parts_of


@pytest.fixture
def browsers(people) -> dict[str, Client]:
    found = {}
    for name, person in vars(people).items():
        found[name] = Client()
        found[name].force_login(person)
    return found


def asked(manifest, by, field="/lines/1/accepted_kg", value="950") -> Amendment:
    return propose(manifest, by=by, changes=[{"field": field, "value": value}], reason="typed wrongly")[0]


def filled(page) -> dict:
    """The form as the page shows it, ready to be sent."""
    form = page.context["form"]
    return {field.html_name: field.value() or "" for field in form}


def test_a_receiver_asks_and_the_clerk_agrees_in_the_browser(walk, browsers):
    manifest = walk.closed()
    address = reverse("manifests:amend", args=[manifest.pk])
    assert address in browsers["receiver"].get(manifest.get_absolute_url()).content.decode()
    page = browsers["receiver"].get(address)
    sent = filled(page) | {"lines-1-accepted_kg": "950", "why": "scale not zeroed", "do": "check"}
    check = browsers["receiver"].post(address, sent)
    assert check.status_code == 200, check.context["form"].errors
    text = check.content.decode()
    assert "Generator Ltd (consignor)" in text and "Line 1 · Weighed" in text
    assert not Amendment.objects.exists()
    again = browsers["receiver"].post(address, sent | {"do": "change"})
    assert again.status_code == 200 and 'value="950"' in again.content.decode()
    done = browsers["receiver"].post(address, sent | {"do": "save"})
    amendment = Amendment.objects.get()
    assert done.url == amendment.get_absolute_url()
    browsers["receiver"].post(address, sent | {"do": "save"})  # the second click
    assert Amendment.objects.count() == 1
    todo = browsers["clerk"].get(reverse("manifests:todo")).content.decode()
    assert amendment.get_absolute_url() in todo and "Corrections to answer" in todo
    page = browsers["clerk"].get(amendment.get_absolute_url()).content.decode()
    assert 'value="agree"' in page and 'value="withdraw"' not in page
    answered = browsers["clerk"].post(amendment.get_absolute_url(), {"do": "agree"})
    assert answered.status_code == 302
    assert Manifest.objects.get(pk=manifest.pk).received_kg == 950
    assert amendment.get_absolute_url() not in browsers["clerk"].get(reverse("manifests:todo")).content.decode()
    history = browsers["clerk"].get(manifest.get_absolute_url()).content.decode()
    assert "Corrected by consent" in history and "scale not zeroed" in history


def test_who_declines_says_why(walk, people, browsers):
    amendment = asked(walk.closed(), people.receiver)
    page = browsers["clerk"].post(amendment.get_absolute_url(), {"do": "decline", "reason": ""})
    assert page.status_code == 422 and "Give a reason." in page.content.decode()
    assert browsers["clerk"].post(amendment.get_absolute_url(), {"do": "decline", "reason": "no"}).status_code == 302
    text = browsers["receiver"].get(amendment.get_absolute_url()).content.decode()
    assert "Declined" in text and 'value="withdraw"' not in text and 'value="agree"' not in text


def test_nothing_changed_is_said_on_the_form(walk, browsers):
    address = reverse("manifests:amend", args=[walk.closed().pk])
    sent = filled(browsers["receiver"].get(address)) | {"why": "x", "do": "check"}
    page = browsers["receiver"].post(address, sent)
    assert page.status_code == 422
    assert "1 to 50 fields" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("lines-1-accepted_kg", "0", "Give a weight in kilograms above 0"),
        ("national_no", "12", "The national number has 14 digits."),
        ("legs-1-plate", "", "Fill this in."),
        ("legs-1-departed_at", "2040-01-01T08:00", "This time lies in the future."),
    ],
)
def test_a_bad_value_is_told_beside_its_field(walk, browsers, field, value, said):
    who = "clerk"
    address = reverse("manifests:amend", args=[walk.closed().pk])
    sent = filled(browsers[who].get(address)) | {"why": "x", "do": "check", field: value}
    page = browsers[who].post(address, sent)
    assert page.status_code == 422
    assert said in " ".join(page.context["form"].errors[field])


@pytest.mark.parametrize("name", ["reader", "driver", "outsider", "city_regulator"])
def test_no_way_leads_there_for_who_may_not_ask(walk, browsers, name):
    manifest = walk.closed()
    assert browsers[name].get(reverse("manifests:amend", args=[manifest.pk])).status_code in (403, 404)
    page = browsers[name].get(manifest.get_absolute_url())
    assert reverse("manifests:amend", args=[manifest.pk]) not in page.content.decode()


@pytest.mark.parametrize("name", ["reader", "dispatcher"])
def test_who_signs_nothing_of_it_reads_and_does_not_answer(walk, people, browsers, name):
    amendment = asked(walk.closed(), people.receiver)
    page = browsers[name].get(amendment.get_absolute_url())
    assert page.status_code == 200 and "<form" not in page.content.decode().split("</header>")[-1]
    assert browsers[name].post(amendment.get_absolute_url(), {"do": "agree"}).status_code == 403


def test_no_button_while_one_waits_or_an_authority_holds_it(walk, people, browsers):
    manifest = walk.judged()
    address = reverse("manifests:amend", args=[manifest.pk])
    amendment = asked(manifest, people.receiver)
    assert address not in browsers["receiver"].get(manifest.get_absolute_url()).content.decode()
    assert "A correction waits for answers already" in browsers["receiver"].get(address).content.decode()
    browsers["receiver"].post(amendment.get_absolute_url(), {"do": "withdraw"})
    assert address in browsers["receiver"].get(manifest.get_absolute_url()).content.decode()
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"})
    assert address not in browsers["receiver"].get(manifest.get_absolute_url()).content.decode()


def test_paper_and_pages_say_what_holds_and_that_it_was_corrected(walk, people, browsers):
    manifest = walk.closed()
    before = html(form_of(manifest))
    assert "更正" not in before
    for by, other, field, value in (
        (people.receiver, people.clerk, "/lines/1/accepted_kg", "950"),
        (people.dispatcher, people.clerk, "/legs/1/plate", "苏D99999"),
        (people.clerk, people.receiver, "/national_no", "20263204000001"),
    ):
        amendment = asked(manifest, by, field, value)
        name = next(key for key, person in vars(people).items() if person == other)
        assert browsers[name].post(amendment.get_absolute_url(), {"do": "agree"}).status_code == 302
    manifest = Manifest.objects.with_parties().get(pk=manifest.pk)
    form = form_of(manifest)
    assert (form.lines[0].accepted.kg, form.accepted.kg) == ("950.000", "950.000")
    assert form.legs[0].carriage["plate"] == "苏D99999"
    assert form.national_no == "20263204000001"
    paper = html(form)
    assert "更正（各方同意）" in paper and "1,000.000 kg → 950.000 kg" in paper and "苏D12345 → 苏D99999" in paper
    events = list(manifest.events.order_by("sequence"))
    assert events[-1].hash == manifest.event_head == form.head_hash
    assert parts_of(manifest, [], events).legs[0][4][1] == "苏D12345"  # as signed
    assert "苏D99999" in browsers["clerk"].get(manifest.get_absolute_url()).content.decode()
    assert (
        "苏D99999"
        in browsers["city_regulator"]
        .get(reverse("admin:manifests_manifest_change", args=[manifest.pk]))
        .content.decode()
    )
