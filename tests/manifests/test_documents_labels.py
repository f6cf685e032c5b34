"""Container labels: exact sizes, what was declared, and none where HJ 1276 asks for none."""

import re

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse

from facilities.errors import NotThere
from facilities.models import WasteCode
from manifests.custody import perform
from manifests.documents import labels_of, labels_over, render_labels
from manifests.documents.label_sheets import draw, fingerprint, sheet_html
from manifests.label_layouts import EXACT, read_layout
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
    assert f"label hj1276 mm{millimetres} " in sheet_html(labels_of(batch))


def test_a_label_says_what_was_declared(walk, city):
    city.oil.main_components, city.oil.harmful_components = "oil and water", "hydrocarbons"
    city.oil.precautions = "keep from fire"
    city.oil.save()
    batch = batch_of(walk.declared("300", container_count=2, container_litres="200"))
    container = batch.containers.get(serial=2)
    text = sheet_html(labels_of(batch, [2]))
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
    (label,) = labels_of(batch_of(walk.declared(container_count=1, container_litres="20")))
    lines = label.lines
    assert (lines["precautions"], lines["name"]) == ("two", "one")


def test_one_container_alone_or_all_in_their_order(walk):
    batch = batch_of(walk.declared("300", container_count=3, container_litres="200"))
    assert [label.serial for label in labels_of(batch)] == [1, 2, 3]
    assert [label.serial for label in labels_of(batch, [2])] == [2]


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


def test_medical_waste_wears_the_mark_of_its_own_standard(walk, city):
    batch = batch_of(
        walk.declared(stream=stream(city.generator, "Sharps", "841-002-01"), container_count=1, container_litres="5")
    )
    text = sheet_html(labels_of(batch))
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))
    for expected in ("医疗废物", "类别：Sharps（841-002-01）", "产生单位：Generator Ltd", "重量：1,000 kg"):
        assert expected in said
    assert "危险废物" not in said and 'class="label hj421 mm100' in text
    assert media_boxes(render_labels(batch)) == [[106, 106]]


def test_a_batch_without_containers_has_no_labels(walk, people):
    whole = walk.stored("100", container_count=1, container_litres="200")
    perform(whole, "split", by=people.clerk, data={"kg": "40"})
    part = WasteBatch.objects.with_particulars().get(links_up__parent=whole, kg="40")
    with pytest.raises(NotThere) as caught:
        labels_of(part)
    assert caught.value.code == "batch_without_containers"
    rest = WasteBatch.objects.with_particulars().get(links_up__parent=whole, kg="60")
    assert len(labels_of(rest)) == 1


def test_labels_over_many_batches_cost_two_statements(walk, django_assert_num_queries):
    drums = [walk.declared("10", container_count=2, container_litres="20") for _each in range(5)]
    walk.declared("5")  # in no container
    batches = list(WasteBatch.objects.with_particulars().order_by("pk"))
    with django_assert_num_queries(2):
        labels = list(labels_over(batches))
    assert [label.printed for label in labels] == [f"{batch.number}-{i}" for batch in drums for i in (1, 2)]
    assert [label.digital_id for label in labels_over(batches, [labels[3].digital_id])] == [labels[3].digital_id]


@pytest.mark.parametrize(
    ("code", "litres", "count", "start", "boxes"),
    [
        ("exact", "20", 3, 1, [[106, 106]] * 3),
        ("roll-110", "20", 2, 1, [[110, 106]] * 2),
        ("roll-160", "200", 1, 1, [[160, 156]]),
        ("a4", "20", 4, 1, [[210, 297]] * 2),
        ("a4", "20", 4, 2, [[210, 297]] * 3),
        ("a4", "200", 2, 1, [[210, 297]] * 2),
        ("a4", "1000", 1, 1, [[210, 297]] * 2),
        ("a3", "20", 6, 1, [[297, 420]]),
        ("a3", "20", 6, 4, [[297, 420]] * 2),
        ("a3", "1000", 1, 1, [[297, 420]]),
    ],
)
def test_a_layout_places_labels_and_never_scales_them(walk, code, litres, count, start, boxes):
    batch = batch_of(walk.declared(container_count=count, container_litres=litres))
    labels, layout = labels_of(batch), read_layout(code)
    document = draw(labels, layout, start)
    assert media_boxes(document) == boxes
    assert document == draw(labels, layout, start)
    text = sheet_html(labels, layout, start)
    assert text.count(f"mm{labels[0].mm} at-") == count * labels[0].sides
    assert ('class="marks"' in text) == layout.is_sheet


def squares(document: bytes, page: int) -> list[tuple[float, float]]:
    """Width and height (mm) of what is black or orange on a page, read off its pixels."""
    with pypdfium2.PdfDocument(document) as pdf:
        picture = pdf[page].render(scale=4).to_pil().convert("L")
    left, top, right, bottom = picture.point(lambda grey: 255 if grey < 200 else 0).getbbox()
    return [round((right - left) / 4 * 25.4 / 72, 1), round((bottom - top) / 4 * 25.4 / 72, 1)]


@pytest.mark.parametrize(("litres", "millimetres"), [("50", 100), ("450", 150), ("1000", 200)])
@pytest.mark.parametrize("code", ["exact", "roll-300"])
def test_the_printed_square_has_the_size_of_the_law(walk, code, litres, millimetres):
    batch = batch_of(walk.declared(container_count=1, container_litres=litres))
    wide, high = squares(draw(labels_of(batch), read_layout(code)), 0)
    assert abs(wide - millimetres) < 0.3 and abs(high - millimetres) < 0.3


def test_each_code_is_read_at_200_dots_an_inch(walk):
    batch = batch_of(walk.declared(container_count=2, container_litres="20"))
    document = draw(labels_of(batch), read_layout("a4"))
    with pypdfium2.PdfDocument(document) as pdf:
        picture = pdf[0].render(scale=200 / 72).to_pil()
    read = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert read == {container_url(row.digital_id) for row in batch.containers.all()}


def test_small_labels_come_first_and_share_their_sheets(walk):
    rows = [{"litres": "200", "kg": "10"}, {"litres": "20", "kg": "1"}, {"litres": "20", "kg": "1"}]
    batch = batch_of(walk.declared("12", containers=rows))
    text = sheet_html(labels_of(batch), read_layout("a4"))
    assert re.findall(r"mm(\d+) at-(\d)", text) == [("100", "0"), ("100", "1"), ("150", "0")]


def test_a_fingerprint_changes_with_what_is_printed(walk):
    labels = labels_of(batch_of(walk.declared(container_count=2, container_litres="20")))
    seen = {
        fingerprint(labels, EXACT, 1),
        fingerprint(labels, read_layout("a4"), 1),
        fingerprint(labels, read_layout("a4"), 2),
        fingerprint(labels[:1], EXACT, 1),
    }
    assert len(seen) == 4
