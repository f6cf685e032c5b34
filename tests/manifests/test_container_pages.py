"""Drums on the pages: ticked for a split, named for a manifest, repacked, emptied; what the keeper is told."""

from decimal import Decimal

import pytest
from django.urls import reverse

from manifests.custody import perform
from manifests.models import Manifest, WasteBatch
from manifests.tokens import container_url

NEW = "/manifests/new/"


@pytest.fixture
def clerk(client, people):
    client.force_login(people.clerk)
    return client


@pytest.fixture
def drums(walk):
    return walk.stored("100", container_count=4, container_litres="200")


def page(name: str, batch) -> str:
    return reverse(f"manifests:{name}", args=[batch.pk])


def ids(batch, *serials) -> list[str]:
    return [str(row.pk) for row in batch.containers.filter(serial__in=serials)]


# Splitting


def test_the_split_page_lists_the_drums_and_says_what_happens_to_them(clerk, drums):
    text = clerk.get(page("split_batch", drums)).content.decode()
    assert "4 · …" in text and "25 kg" in text
    assert "They keep their codes and labels." in text and "All containers stay with the second part" in text


def test_ticked_drums_are_split_off_once(clerk, drums):
    sent = {"containers": ids(drums, 1, 2, 3), "kg": "", "idempotency_key": "k"}
    for _ in range(2):
        response = clerk.post(page("split_batch", drums), sent, follow=True)
    assert "With the first part: containers 1-3" in response.content.decode()
    parts = WasteBatch.objects.filter(links_up__parent=drums).order_by("number")
    assert [(part.kg, part.containers.count()) for part in parts] == [(Decimal(75), 3), (Decimal(25), 1)]
    text = clerk.get(page("batch", parts[0])).content.decode()
    assert page("labels", parts[0]) in text
    assert "3 labels" in clerk.get(page("labels", parts[0])).content.decode()
    assert page("labels", drums) not in clerk.get(page("batch", drums)).content.decode()


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({}, "containers", "Choose containers or give a weight."),
        ({"containers": [1, 2, 3, 4]}, "containers", "Leave at least one container."),
        ({"containers": [1], "kg": "5"}, "kg", "not both"),
        ({"containers": ["x"]}, "containers", "has no such container"),
        ({"kg": "0"}, "kg", "greater than or equal to 0.001"),
    ],
)
def test_what_is_no_split_is_said_beside_its_field(clerk, drums, sent, field, words):
    known = {row.serial: str(row.pk) for row in drums.containers.all()}
    sent = {**sent, "containers": [known.get(name, name) for name in sent.get("containers", [])]}
    response = clerk.post(page("split_batch", drums), sent)
    assert response.status_code == 422 and words in str(response.context["form"].errors[field])


def test_a_batch_without_drums_asks_for_the_weight_only(clerk, walk):
    batch = walk.stored("100")
    form = clerk.get(page("split_batch", batch)).context["form"]
    assert "containers" not in form.fields and form.fields["kg"].required


def test_all_999_drums_may_be_ticked(clerk, walk):
    many = walk.stored("999", container_count=999, container_litres="50")
    serials = range(1, 999)
    response = clerk.post(page("split_batch", many), {"containers": ids(many, *serials), "idempotency_key": "k"})
    assert response.status_code == 302
    assert WasteBatch.objects.get(links_up__parent=many, kg=998).containers.count() == 998


# Repacking


def test_repacking_shows_new_drums_and_remembers_the_old(clerk, drums):
    assert "stay on record as emptied" in clerk.get(page("repack_batch", drums)).content.decode()
    sent = {"container_count": "2", "container_litres": "1000", "idempotency_key": "k"}
    text = clerk.post(page("repack_batch", drums), sent, follow=True).content.decode()
    assert "The batch is repacked." in text and "2 containers filled, 4 emptied" in text
    assert "Emptied containers" in text and page("labels", drums) in text
    response = clerk.post(page("repack_batch", drums), sent | {"container_count": "0", "idempotency_key": "other"})
    assert response.status_code == 422


def test_an_emptied_drum_says_so_to_whoever_scans_it(client, walk, people, drums):
    old, _other = drums.containers.order_by("serial")[:2]
    address = container_url(old.digital_id)
    path = address[address.index("/c/") :]
    assert "Genuine. This is in it." in client.get(path).content.decode()
    perform(drums, "repack", by=people.clerk, data={"container_count": 1, "container_litres": "50"})
    text = client.get(path).content.decode()
    assert "It was emptied; this was in it." in text


def test_the_officials_page_of_a_batch_tells_emptied_drums(client, people, drums):
    perform(drums, "repack", by=people.clerk, data={"container_count": 1, "container_litres": "50"})
    client.force_login(people.city_regulator)
    text = client.get(reverse("admin:manifests_wastebatch_change", args=[drums.pk])).content.decode()
    assert "Emptied" in text and "Repacked" in text


# Picking for a manifest


def picked(clerk, batch, **boxes):
    return clerk.post(NEW, {f"{batch.pk.hex}-{name}": text for name, text in boxes.items()})


def test_drums_are_named_by_their_serials_up_to_the_draft(clerk, city, drums):
    assert "There are 1-4." in clerk.get(NEW).content.decode()
    response = picked(clerk, drums, drums="1-2, 4")
    assert f"line={drums.pk.hex}~n1.2.4" in response.url
    step = clerk.get(response.url)
    assert step.context["total_kg"] == Decimal(75)
    check = f"{NEW}?step=check&line={drums.pk.hex}~n1.2.4&method=D10&consignee={city.site.pk}&carrier={city.carrier.pk}"
    assert "containers 1, 2, 4" in clerk.get(check).content.decode()
    for _ in range(2):
        assert clerk.post(check, {"idempotency_key": "k"}).url == Manifest.objects.get().get_absolute_url()
    line = Manifest.objects.get().lines.get()
    assert (line.declared_kg, line.container_count, line.batch.containers.count()) == (Decimal(75), 3, 3)


def test_what_was_named_is_shown_again(clerk, drums):
    (form,) = clerk.get(f"{NEW}?step=stock&line={drums.pk.hex}~n1.2.4").context["forms"].forms
    assert (form["take"].value(), form["kg"].value() or "", form["drums"].value()) == (True, "", "1, 2, 4")


def test_all_drums_are_the_whole(clerk, drums):
    assert f"line={drums.pk.hex}&" in picked(clerk, drums, drums="1-4").url + "&"


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({"drums": "5"}, "There are 1-4."),
        ({"drums": "3-1"}, "Give numbers of containers"),
        ({"drums": "one"}, "Give numbers of containers"),
        ({"drums": "1", "kg": "5"}, "not both"),
    ],
)
def test_drums_that_are_none_are_told(clerk, drums, boxes, words):
    response = picked(clerk, drums, **boxes)
    assert response.status_code == 422
    assert words in str(response.context["forms"].forms[0].errors["drums"])


def test_too_many_gaps_do_not_fit_into_an_address(clerk, walk):
    many = walk.stored("200", container_count=200, container_litres="50")
    response = picked(clerk, many, drums=",".join(str(serial) for serial in range(2, 92, 2)))
    assert "Too many gaps" in str(response.context["forms"].forms[0].errors["drums"])


@pytest.mark.parametrize("text", ["n", "nx", "n9", "n1-9", "n4-1"])
def test_an_address_that_names_no_drums_leads_back(clerk, drums, text):
    response = clerk.get(f"{NEW}?step=receiver&line={drums.pk.hex}~{text}")
    assert response.status_code == 302 and "step=stock" in response.url
    back = clerk.post(f"{NEW}?step=check&line={drums.pk.hex}~{text}", {"idempotency_key": "k"})
    assert back.status_code == 302 and not Manifest.objects.exists()
