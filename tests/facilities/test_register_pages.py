"""The firms' own pages of contracts, insurance, permits and licences: who sees what, does what, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.enter_contract import dispute_contract
from facilities.models import CarrierLicence, Contract, Insurance
from tests.city import OIL, contract
from tests.facilities.test_register_papers import contracted, insured, licensed, term

LIST = reverse("facilities:credentials")
TODAY = clock.today()


def page(kind: str, row, name="credential") -> str:
    return reverse(f"facilities:{name}", args=[kind, row.pk])


def test_each_desk_finds_its_papers_in_the_menu(client, people, city):
    for role, shown in (("clerk", "C-Generator-Furnace"), ("dispatcher", "LIC-1"), ("receiver", "C-Generator-Furnace")):
        client.force_login(getattr(people, role))
        text = client.get(LIST).content.decode()
        assert shown in text and f'href="{LIST}"' in text, role
    client.force_login(people.driver)
    assert client.get(LIST).status_code == 403


def test_what_is_over_and_what_begins_later_is_said(client, people, city):
    contracted(people.clerk, city, "LATER", **term(5, 9))
    contracted(people.clerk, city, "SOON", **term(0, 3))
    dispute_contract(contracted(people.clerk, city, "GONE"), by=people.receiver, reason="no")
    client.force_login(people.clerk)
    lines = {str(line["row"]): line["term"] for line in client.get(LIST).context["shown"]}
    assert "Begins later" in lines["LATER"] and "3 days left" in lines["SOON"]
    assert "Disputed by the other party" in lines["GONE"] and "Valid" in lines["C-Generator-Furnace"]


@pytest.mark.parametrize("kind", ["contract", "insurance", "permit", "licence", "nothing"])
def test_the_list_costs_the_same_for_2_papers_and_20(client, people, city, kind, django_assert_max_num_queries):
    client.force_login(people.outsider)
    for number in range(20):
        if number == 2:
            with django_assert_max_num_queries(6) as few:
                client.get(LIST, {"kind": kind})
        told = {"facility": city.outside, "number": f"N-{number}", **term()}
        CarrierLicence.objects.create(**told)
        Insurance.objects.create(**told)
        contract(city.outside, city.site)
    with django_assert_max_num_queries(6) as many:
        assert client.get(LIST, {"kind": kind}).status_code == 200
    assert len(many) == len(few)


def test_a_paper_s_own_page_tells_its_life(client, people, city, django_assert_max_num_queries):
    row = contracted(people.clerk, city, codes=[OIL])
    client.force_login(people.receiver)
    with django_assert_max_num_queries(6):
        text = client.get(page("contract", row)).content.decode()
    assert OIL in text and "Confirm or dispute it" in text and "End it early" not in text
    assert "clerk（Generator Ltd）" in text
    answer = reverse("facilities:answer_contract", args=[row.pk])
    assert client.post(answer, {"answer": "dispute", "reason": ""}).status_code == 422
    assert client.post(answer, {"answer": "dispute", "reason": "never signed"}).url == page("contract", row)
    assert client.get(answer).status_code == 200 and client.post(answer, {"answer": "confirm"}).status_code == 422
    client.force_login(people.clerk)
    text = client.get(page("contract", row)).content.decode()
    assert "never signed" in text and "End it early" not in text


def test_others_find_nothing_and_officials_read(client, people, city):
    row, policy = contracted(people.clerk, city), insured(people.dispatcher, city.carrier)
    paper = licensed(people.city_regulator, city.carrier)
    found = {
        "outsider": (404, 404, 404),
        "dispatcher": (404, 200, 200),
        "district_regulator": (200, 200, 200),
        "other_regulator": (404, 404, 404),
        "driver": (403, 403, 403),
    }
    for role, statuses in found.items():
        client.force_login(getattr(people, role))
        pages = [page("contract", row), page("insurance", policy), page("licence", paper)]
        assert tuple(client.get(address).status_code for address in pages) == statuses, role
    client.force_login(people.dispatcher)
    assert client.get(page("licence", paper, "end_credential")).status_code == 403  # its authority's
    assert client.get(page("boat", paper)).status_code == 404


def test_an_insurance_ends_on_its_page(client, people, city):
    row = insured(people.dispatcher, city.carrier)
    client.force_login(people.dispatcher)
    address = page("insurance", row, "end_credential")
    past = client.post(address, {"day": TODAY - timedelta(days=1), "reason": "sold"})
    assert past.status_code == 422 and "today or a later day" in past.content.decode()
    assert client.post(address, {"day": TODAY, "reason": "sold"}).url == page("insurance", row)
    assert Insurance.objects.get(pk=row.pk).ended_as == "ended"
    assert "Ended early" in client.get(page("insurance", row)).content.decode()


def test_entering_leads_back_to_where_one_came_from(client, people, city):
    client.force_login(people.clerk)
    new = reverse("facilities:new_contract")
    data = {"consignor": city.generator.pk, "consignee": city.site.pk, "number": "C-9", **term()}
    form = client.get(new, {"consignee": city.site.pk}).context["form"]
    assert str(form["consignee"].value()) == str(city.site.pk)
    assert client.post(f"{new}?next=/manifests/new/", data).url == "/manifests/new/"
    row = Contract.objects.get(number="C-9")
    assert client.post(f"{new}?next=https://elsewhere.example/", data).url == page("contract", row)  # twice is once


def test_the_to_do_page_leads_to_the_paper_that_ends(client, people, city):
    row = Insurance.objects.get(facility=city.carrier)
    Insurance.objects.update(valid_to=TODAY + timedelta(days=3))
    client.force_login(people.dispatcher)
    assert page("insurance", row) in client.get(reverse("manifests:todo")).content.decode()
