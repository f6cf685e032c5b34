"""A site's wastes: finding a code, describing, changing, retiring; who may, who gets 403, who 404."""

import pytest
from django.urls import reverse

from facilities.actions.open_stream import open_stream
from facilities.actions.revise_stream import revise_stream
from facilities.errors import NotPermitted, Refusal
from facilities.models import PhysicalState, WasteStream
from tests.city import OIL, PAINT, stream

NEW = reverse("facilities:new_stream")


def described(city, **changes) -> dict:
    return {"facility": city.generator.pk, "code": OIL, "alias": "Gear oil", "physical_state": "L", **changes}


def test_list_shows_own_wastes_and_the_superseded_edition(client, people):
    client.force_login(people.clerk)
    text = client.get(reverse("facilities:streams")).content.decode()
    for name in ("Used oil", "Paint waste", "Plating sludge", OIL, "has been superseded"):
        assert name in text


def test_list_of_others_wastes_is_empty(client, people):
    client.force_login(people.outsider)
    text = client.get(reverse("facilities:streams")).content.decode()
    assert "Used oil" not in text and "No wastes yet" in text


def test_list_costs_the_same_however_long(client, people, city, django_assert_max_num_queries):
    client.force_login(people.clerk)

    def statements():
        with django_assert_max_num_queries(6) as asked:
            assert client.get(reverse("facilities:streams")).status_code == 200
        return len(asked)

    few = statements()
    for number in range(30):
        stream(city.generator, f"Waste {number}", OIL)
    assert statements() == few


def test_list_is_paged_by_key_both_ways(client, people, city):
    for number in range(30):
        stream(city.generator, f"Waste {number}", OIL)
    client.force_login(people.clerk)
    first = client.get(reverse("facilities:streams")).context["page"]
    second = client.get(reverse("facilities:streams") + first.next_url).context["page"]
    assert (len(first.rows), len(second.rows), first.previous_url, second.next_url) == (25, 8, "", "")
    again = client.get(reverse("facilities:streams") + second.previous_url).context["page"]
    assert again.rows == first.rows
    nonsense = client.get(reverse("facilities:streams"), {"before": "x", "after": "y"}).context["page"]
    assert nonsense.rows == first.rows


def test_clerk_describes_a_waste_and_the_catalogue_fills_in_the_rest(client, people, city):
    client.force_login(people.clerk)
    response = client.post(NEW, described(city))
    assert response.url == reverse("facilities:streams")
    waste = WasteStream.objects.get(alias="Gear oil")
    assert waste.waste_code.code == OIL
    assert waste.official_name == waste.waste_code.description
    assert waste.hazards == ["T", "I"]


def test_form_is_filled_in_from_a_chosen_code(client, people):
    client.force_login(people.clerk)
    form = client.get(NEW, {"code": OIL}).context["form"]
    assert form["code"].value() == OIL
    assert form["hazards"].value() == ["T", "I"]
    assert "矿物油" in form["official_name"].value()


def test_describing_leads_on_to_declaring_when_asked_from_there(client, people, city):
    client.force_login(people.clerk)
    response = client.post(f"{NEW}?next=/batches/new/", described(city))
    assert response.url == f"/batches/new/?stream={WasteStream.objects.get(alias='Gear oil').pk}"


def test_describing_never_leads_off_the_site(client, people, city):
    client.force_login(people.clerk)
    assert client.post(f"{NEW}?next=//evil.example/", described(city)).url == reverse("facilities:streams")


def test_general_solid_waste_is_taken_by_its_form(client, people, city):
    client.force_login(people.clerk)
    client.post(NEW, described(city, code=" 900-001-s17 ", physical_state="S", alias="Scrap"))
    waste = WasteStream.objects.get(alias="Scrap")
    assert (waste.waste_code.code, waste.waste_code.hazardous) == ("900-001-S17", False)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"code": "999-999-99"}, "code", "The catalogue has no such code."),
        ({"code": "900-001-S08"}, "code", "The solid waste catalogue has no such class."),
        ({"code": ""}, "code", "This field is required."),
        ({"alias": "Used oil"}, "alias", "You have a waste of this name already."),
        ({"alias": "x" * 61}, "alias", "at most 60 characters"),
        ({"alias": "a\x00b"}, "alias", "Null characters are not allowed."),
        ({"physical_state": "X"}, "physical_state", "Select a valid choice."),
        ({"hazards": ["Z"]}, "hazards", "Select a valid choice."),
        ({"packaging": "nonsense"}, "packaging", "Select a valid choice."),
        ({"facility": "nonsense"}, "facility", "not a valid"),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_saves_nothing(client, people, city, wrong, field, sentence):
    client.force_login(people.clerk)
    response = client.post(NEW, described(city, **wrong))
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert WasteStream.objects.count() == 3


def test_a_site_of_others_cannot_be_chosen(client, people, city):
    client.force_login(people.clerk)
    assert client.post(NEW, described(city, facility=city.outside.pk)).status_code == 422
    with pytest.raises(NotPermitted):
        open_stream(
            by=people.clerk,
            facility=city.outside,
            code=OIL,
            alias="x",
            physical_state=PhysicalState.objects.get(pk="L"),
        )


def test_action_says_every_field_that_cannot_be_stored(people, city):
    with pytest.raises(Refusal) as refused:
        open_stream(by=people.clerk, facility=city.generator, code=OIL, alias="", physical_state=None)
    assert {reason.field for reason in refused.value.all} == {"/alias", "/physical_state"}
    with pytest.raises(Refusal) as refused:
        open_stream(by=people.clerk, facility=city.generator, code=OIL, alias="a", hazards=["Z"])
    assert refused.value.code == "hazard_unknown"


def test_a_carriers_depot_has_no_wastes(people, city):
    people.dispatcher.memberships.update(role="clerk")
    with pytest.raises(Refusal) as refused:
        open_stream(by=people.dispatcher, facility=city.carrier, code=OIL, alias="a")
    assert refused.value.code == "not_a_generator"


def edited(waste, **changes) -> dict:
    return {
        "code": waste.waste_code.code,
        "alias": waste.alias,
        "official_name": waste.official_name,
        "physical_state": waste.physical_state_id,
        "hazards": waste.hazards,
        **changes,
    }


def test_clerk_changes_a_waste(client, people, city):
    client.force_login(people.clerk)
    page = reverse("facilities:stream", args=[city.oil.pk])
    assert client.get(page).context["form"]["alias"].value() == "Used oil"
    changed = edited(city.oil, precautions="No fire", default_consignee=city.site.pk, default_method=city.re_refine.pk)
    client.post(page, changed)
    city.oil.refresh_from_db()
    assert (city.oil.precautions, city.oil.default_consignee) == ("No fire", city.site)


def test_a_code_that_no_batch_bears_may_change(client, people, city):
    client.force_login(people.clerk)
    client.post(reverse("facilities:stream", args=[city.oil.pk]), edited(city.oil, code=PAINT))
    city.oil.refresh_from_db()
    assert city.oil.waste_code.code == PAINT


def test_a_code_that_batches_bear_stays(client, people, city, walk):
    walk.declared()
    client.force_login(people.clerk)
    response = client.post(reverse("facilities:stream", args=[city.oil.pk]), edited(city.oil, code=PAINT))
    assert "Batches were declared with this code." in response.context["form"].errors["code"][0]
    city.oil.refresh_from_db()
    assert city.oil.waste_code.code == OIL
    with pytest.raises(Refusal) as refused:
        revise_stream(city.oil, by=people.clerk, code=PAINT)
    assert refused.value.code == "stream_in_use"


def test_a_retired_waste_cannot_be_declared_until_it_is_taken_up_again(client, people, city):
    client.force_login(people.clerk)
    page, declare = reverse("facilities:retire_stream", args=[city.oil.pk]), reverse("manifests:declare")
    client.post(page)
    city.oil.refresh_from_db()
    assert city.oil.retired_on
    assert client.get(declare, {"stream": city.oil.pk}).status_code == 404
    assert "Retired since" in client.get(reverse("facilities:stream", args=[city.oil.pk])).content.decode()
    client.post(page, {"resume": "yes"})
    city.oil.refresh_from_db()
    assert city.oil.retired_on is None
    assert client.get(declare, {"stream": city.oil.pk}).status_code == 200


@pytest.mark.parametrize("name", ["reader", "city_regulator", "driver", "dispatcher"])
def test_only_a_clerk_may_write(client, people, city, name):
    client.force_login(getattr(people, name))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, described(city)).status_code == 403
    assert client.post(reverse("facilities:stream", args=[city.oil.pk]), edited(city.oil)).status_code == 403
    assert client.post(reverse("facilities:retire_stream", args=[city.oil.pk])).status_code == 403


def test_a_clerk_elsewhere_who_only_reads_here_gets_403(client, people, city):
    people.outsider.memberships.create(enterprise=city.generator.enterprise, role="reader")
    client.force_login(people.outsider)
    assert client.get(reverse("facilities:stream", args=[city.oil.pk])).status_code == 403


def test_outsiders_find_nothing(client, people, city):
    client.force_login(people.outsider)
    assert client.get(reverse("facilities:stream", args=[city.oil.pk])).status_code == 404
    assert client.post(reverse("facilities:retire_stream", args=[city.oil.pk])).status_code == 404


def test_retiring_needs_a_post(client, people, city):
    client.force_login(people.clerk)
    assert client.get(reverse("facilities:retire_stream", args=[city.oil.pk])).status_code == 405


def test_code_search_answers_with_what_the_combobox_shows(client, people):
    client.force_login(people.clerk)
    (found,) = client.get(reverse("facilities:code_search"), {"q": OIL}).json()
    assert (found["value"], found["label"], found["hazards"]) == (OIL, OIL, ["T", "I"])
    assert "矿物油" in found["hint"]


@pytest.mark.parametrize("words", ["", " ", "\x00", "没有这种废物", "x" * 5000])
def test_code_search_survives_any_words(client, people, words):
    client.force_login(people.clerk)
    assert client.get(reverse("facilities:code_search"), {"q": words}).json() == []
    assert client.get(reverse("facilities:code_find"), {"q": words}).status_code == 200


def test_codes_are_for_people_who_are_signed_in(client, db):
    assert client.get(reverse("facilities:code_search"), {"q": OIL}).status_code == 302


def test_code_page_leads_to_a_waste_with_that_code_without_script(client, people):
    client.force_login(people.clerk)
    text = client.get(reverse("facilities:code_find"), {"q": "废矿物油", "next": "/batches/new/"}).content.decode()
    assert f'href="{NEW}?code={OIL}&amp;next=/batches/new/"' in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_open_in_both_languages(client, people, city, language):
    client.force_login(people.clerk)
    client.cookies["django_language"] = language
    for page in (reverse("facilities:streams"), NEW, reverse("facilities:stream", args=[city.oil.pk])):
        assert client.get(page).status_code == 200


def test_the_site_is_asked_only_where_there_is_a_choice(client, people, city):
    client.force_login(people.clerk)
    assert client.get(NEW).context["form"]["facility"].is_hidden
    people.clerk.memberships.create(enterprise=city.collector.enterprise, role="clerk")
    field = client.get(NEW).context["form"]["facility"]
    assert not field.is_hidden
    assert set(field.field.queryset) == {city.generator, city.collector}
