"""Container labels: exact sizes, what was declared, and none where HJ 1276 asks for none."""

import re

import pytest
from django.urls import reverse

from facilities.errors import NotThere
from facilities.models import WasteCode
from manifests.custody import perform
from manifests.documents import labels_of, render_labels
from manifests.documents.labels import html
from manifests.models import WasteBatch
from manifests.tokens import container_url
from tests.city import stream
from tests.manifests.test_documents import structure


def media_boxes(document: bytes) -> list[list[float]]:
    """Width and height of each page in millimetres."""
    boxes = re.findall(rb"/MediaBox \[([\d. ]+)\]", structure(document))
    return [[round(float(edge) * 25.4 / 72, 1) for edge in box.split()[2:]] for box in boxes]


def batch_of(batch) -> WasteBatch:
    return WasteBatch.objects.with_particulars().get(pk=batch.pk)


@pytest.mark.parametrize(
    ("litres", "millimetres", "sides"),
    [("50", 100, 1), ("50.1", 150, 1), ("450", 150, 1), ("450.1", 200, 2)],
)
def test_a_label_is_as_large_as_its_container_asks(walk, litres, millimetres, sides):
    batch = batch_of(walk.declared(container_count=1, container_litres=litres))
    document = render_labels(batch)
    # The square itself, and three millimetres of white on each side.
    assert media_boxes(document) == [[millimetres + 6] * 2] * sides
    assert f"label mm{millimetres}" in html(labels_of(batch))


def test_a_label_says_what_was_declared(walk, city):
    city.oil.main_components, city.oil.harmful_components = "oil and water", "hydrocarbons"
    city.oil.precautions = "keep from fire"
    city.oil.save()
    batch = batch_of(walk.declared("300", container_count=2, container_litres="200"))
    container = batch.containers.get(serial=2)
    text = html(labels_of(batch, serial=2))
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    for expected in (
        "废物名称：Used oil",
        "废物类别：HW08",
        "废物代码：900-249-08",
        "废物形态：液态",
        "主要成分：oil and water",
        "有害成分：hydrocarbons",
        "注意事项：keep from fire",
        "废物重量：150 kg",
        "产生/收集单位：Generator Ltd",
        "联系人和联系方式：Generator contact 0519-0000",
        f"产生日期：{batch.generated_at:%Y-%m}",
        f"{batch.number}-2",
    ):
        assert expected in said
    assert container.digital_id in said.replace(" ", "")
    assert f'aria-label="{container_url(container.digital_id)}"' in text
    assert text.count('class="pictogram"') == len(batch.stream.hazards)


def test_a_long_text_takes_two_lines_and_a_short_one_the_middle(walk, city):
    city.oil.precautions = "远离火源；泄漏时用砂土吸附，禁止排入下水道；" * 3
    city.oil.save()
    (label,) = labels_of(batch_of(walk.declared(container_count=1, container_litres="20"))).labels
    lines = label.lines
    assert (lines["precautions"], lines["name"]) == ("two", "one")


def test_one_container_alone_or_all_in_their_order(walk):
    batch = batch_of(walk.declared("300", container_count=3, container_litres="200"))
    assert [label.serial for label in labels_of(batch).labels] == [1, 2, 3]
    assert [label.serial for label in labels_of(batch, serial=2).labels] == [2]


def test_labels_have_the_same_bytes_after_names_have_changed(walk, city):
    batch = walk.declared(container_count=1, container_litres="20")
    before = render_labels(batch_of(batch))
    city.generator.enterprise.name = "Another name"
    city.generator.enterprise.save()
    city.oil.official_name = "Something else"
    city.oil.save()
    assert render_labels(batch_of(batch)) == before


def test_general_waste_has_no_such_label(client, walk, city, people):
    code = WasteCode.objects.create(edition_id="CN-HW-2021", code="900-001-S17", hazardous=False, by_pattern=True)
    general = stream(city.generator, "Scrap", "900-001-S17")
    assert general.waste_code == code
    batch = walk.declared(stream=general, container_count=1, container_litres="200")
    with pytest.raises(NotThere) as caught:
        labels_of(batch_of(batch))
    assert caught.value.code == "label_not_for_general_waste"
    client.force_login(people.clerk)
    response = client.get(reverse("manifests:labels", args=[batch.pk]))
    assert response.status_code == 404
    assert "General solid waste carries no label under HJ 1276." in response.content.decode()


def test_medical_waste_is_told_of_its_own_marks(client, walk, city, people):
    batch = walk.declared(
        stream=stream(city.generator, "Sharps", "841-002-01"), container_count=1, container_litres="5"
    )
    client.force_login(people.clerk)
    response = client.get(reverse("manifests:labels", args=[batch.pk]))
    assert response.status_code == 404
    assert "HJ 421" in response.content.decode()


def test_a_batch_without_containers_has_no_labels(walk, people):
    whole = walk.stored("100", container_count=1, container_litres="200")
    perform(whole, "split", by=people.clerk, data={"kg": "40"})
    part = WasteBatch.objects.with_particulars().get(links_up__parent=whole, kg="40")
    with pytest.raises(NotThere) as caught:
        labels_of(part)
    assert caught.value.code == "batch_without_containers"
    rest = WasteBatch.objects.with_particulars().get(links_up__parent=whole, kg="60")
    assert len(labels_of(rest).labels) == 1


def test_many_labels_come_in_files_of_a_hundred(client, walk, people):
    batch = batch_of(walk.declared("250", container_count=250, container_litres="20"))
    third = labels_of(batch, part=3)
    assert [label.serial for label in third.labels] == list(range(201, 251))
    assert third.filename == f"labels-{batch.number}-part-3.pdf"
    client.force_login(people.clerk)
    page = client.get(reverse("manifests:labels", args=[batch.pk])).content.decode()
    assert re.findall(r'href="\?part=(\d)"', page) == ["1", "2", "3"]
    assert "Labels 201 to 250" in page
    assert client.get(reverse("manifests:labels", args=[batch.pk]), {"part": "4"}).status_code == 404


@pytest.mark.parametrize("part", ["-1", "0", "x", "9" * 40])
def test_a_part_that_is_none_breaks_nothing(client, walk, people, part):
    batch = walk.declared(container_count=1, container_litres="20")
    client.force_login(people.clerk)
    response = client.get(reverse("manifests:labels", args=[batch.pk]), {"part": part})
    assert response.status_code == (404 if part.startswith("9") else 200)


def test_labels_are_answered_to_who_sees_the_batch(client, walk, people):
    batch = walk.declared("300", container_count=2, container_litres="20")
    address = reverse("manifests:label", args=[batch.pk, 2])
    client.force_login(people.clerk)
    response = client.get(address)
    assert response.headers["Content-Disposition"] == f'inline; filename="labels-{batch.number}-2.pdf"'
    assert len(media_boxes(response.content)) == 1
    again = client.get(address, headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(reverse("manifests:label", args=[batch.pk, 3])).status_code == 404
    client.force_login(people.outsider)
    assert client.get(address).status_code == 404
