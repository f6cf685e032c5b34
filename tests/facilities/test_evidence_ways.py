"""Whose files may be attached, and where one gets from a page of copies."""

import pytest
from django.urls import reverse

from facilities.actions.attach_evidence import attach_evidence
from facilities.errors import BadInput
from facilities.evidence.subjects import subject_named
from facilities.models import CarrierLicence, Contract, EvidenceUse, Insurance, Permit
from manifests.models import PracticeStatement
from tests.crossings import drafted_crossing, works_far_away
from tests.files import attached, jpeg, put, sent
from transport.models import Driver, Escort, Vehicle


def test_what_another_firm_put_here_is_not_attached_as_ones_own(people, city):
    """The clerk sees the receiver's permit and its copy, as the law asks; the clerk's contract is still the clerk's."""
    theirs = attached(people.receiver, city.site.enterprise, "permit", Permit.objects.get(number="P-SITE"))
    own = put(people.clerk, city.generator.enterprise, jpeg("blue"))
    pair = Contract.objects.get(consignor=city.generator, consignee=city.site)
    with pytest.raises(BadInput) as refused:
        attach_evidence(by=people.clerk, subject=subject_named("contract"), row=pair, evidence=[own, theirs])
    assert (refused.value.code, refused.value.field) == ("evidence_unknown", "/evidence")
    assert not EvidenceUse.objects.filter(subject="contract").exists()
    attach_evidence(by=people.clerk, subject=subject_named("contract"), row=pair, evidence=[own])
    assert EvidenceUse.objects.get(subject="contract").evidence == own


def test_a_form_that_names_another_firms_file_keeps_its_own_alone(client, people, city):
    theirs = attached(people.receiver, city.site.enterprise, "permit", Permit.objects.get(number="P-SITE"))
    own = put(people.clerk, city.generator.enterprise, jpeg("blue"))
    client.force_login(people.clerk)
    answer = {"text": "All were trained", "day": "2026-03-01", "kept": f"{theirs.pk.hex} {own.pk.hex}"}
    answer["photographs"] = [sent(jpeg("green"))]
    said = client.post(reverse("manifests:state_practice", args=[city.generator.pk, "training"]), answer)
    assert said.status_code == 302
    uses = EvidenceUse.objects.filter(subject="practice", subject_id=PracticeStatement.objects.get().pk)
    assert {use.evidence.enterprise_id for use in uses.select_related("evidence")} == {city.generator.enterprise_id}
    assert uses.count() == 2


@pytest.fixture
def papers(people, city, fleet) -> dict:
    consignor = city.generator
    return {
        "permit": Permit.objects.get(number="P-SITE"),
        "licence": CarrierLicence.objects.filter(facility=city.carrier).first(),
        "insurance": Insurance.objects.first(),
        "contract": Contract.objects.get(consignor=consignor, consignee=city.site),
        "crossing": drafted_crossing(people.clerk, consignor, works_far_away(consignor)),
        "vehicle": Vehicle.objects.filter(carrier=city.carrier).first(),
        "driver": Driver.objects.filter(carrier=city.carrier).first(),
        "escort": Escort.objects.filter(carrier=city.carrier).first(),
    }


def test_back_leads_to_a_page_that_opens(client, people, papers):
    """For everybody who reads the copies of something; a dead end is none."""
    own_list, kept = reverse("facilities:evidence_list"), set()
    for name, person in vars(people).items():
        client.force_login(person)
        for subject, row in papers.items():
            page = client.get(reverse("facilities:attach", args=[subject, row.pk]))
            if page.status_code != 200:
                continue
            back = page.context["back_url"]
            if back:
                assert client.get(back).status_code == 200, (name, subject, back)
            if back and back != own_list:
                kept.add((name, subject))
    assert {("receiver", "permit"), ("clerk", "contract"), ("dispatcher", "vehicle"), ("clerk", "crossing")} <= kept
    assert ("city_regulator", "permit") in kept  # theirs by region
    assert ("clerk", "permit") not in kept and ("collector", "vehicle") not in kept


@pytest.mark.parametrize(
    "onward", ["foo", "facilities:credentials", "//evil.example/x", "https://evil.example/", "\x00"]
)
@pytest.mark.parametrize("kind", ["contract", "insurance"])
def test_what_is_no_address_of_this_site_leads_to_the_paper(client, people, city, kind, onward):
    assert entered(client, people, city, kind, onward).startswith(reverse("facilities:credentials"))


def test_a_paper_entered_on_the_way_leads_on(client, people, city):
    assert entered(client, people, city, "contract", "/manifests/?a=1") == "/manifests/?a=1"


def entered(client, people, city, kind: str, onward: str) -> str:
    """Where the form leads with `?next=`."""
    term = {"valid_from": "2026-01-01", "valid_to": "2027-01-01", "number": "N-1"}
    if kind == "contract":
        person, said = people.clerk, {"consignor": city.generator.pk, "consignee": city.collector.pk}
    else:
        person, said = people.dispatcher, {"facility": city.carrier.pk, "issuer": "PICC", "covers": "all"}
    client.force_login(person)
    address = reverse(f"facilities:new_{kind}", query={"next": onward})
    response = client.post(address, {**said, **term, "idempotency_key": "k"})
    assert response.status_code == 302, response.context["form"].errors
    return response.url
