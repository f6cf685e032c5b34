"""Drums go where their contents go: split by the drum, regrouped, picked for a manifest, repacked; labels follow."""

from decimal import Decimal

import pytest
from django.utils.timezone import localtime

from facilities.errors import BadInput, NotThere, Refusal
from manifests.custody import perform
from manifests.documents import labels_of, render_labels
from manifests.models import Container, Manifest, Movement, Stock, WasteBatch
from manifests.serials import NotSerials, read_serials, write_serials

KG = Decimal


@pytest.fixture
def drums(walk):
    """Four drums of 25 kg, stored."""
    return walk.stored("100", container_count=4, container_litres="200")


def split(batch, person, **data):
    perform(batch, "split", by=person, data=data)
    return list(WasteBatch.objects.with_particulars().filter(links_up__parent=batch).order_by("number"))


def ids(batch, *serials) -> list[str]:
    rows = batch.containers.filter(serial__in=serials) if serials else batch.containers.all()
    return [str(row.pk) for row in rows.order_by("serial")]


def codes(batch) -> list[str]:
    return list(batch.containers.full().order_by("serial").values_list("digital_id", flat=True))


# Splitting


def test_the_ticked_drums_go_with_the_part_and_weigh_it(drums, people):
    before = codes(drums)
    part, rest = split(drums, people.clerk, containers=ids(drums, 1, 3))
    assert (part.kg, rest.kg) == (KG(50), KG(50))
    assert (codes(part), codes(rest)) == ([before[0], before[2]], [before[1], before[3]])
    assert not drums.containers.exists()
    event = drums.events.get(action="split")
    assert event.particulars["containers"] == [1, 3]
    assert {row.batch: row.kg for row in Stock.objects.all()} == {part: KG(50), rest: KG(50)}


@pytest.mark.parametrize("spelling", ["serial", "digital code", "row", "hex"])
def test_a_drum_may_be_named_by_whatever_is_at_hand(drums, people, spelling):
    drum = drums.containers.get(serial=2)
    named = {"serial": "2", "digital code": drum.digital_id, "row": drum, "hex": drum.pk.hex}[spelling]
    part, _rest = split(drums, people.clerk, containers=[named])
    assert codes(part) == [drum.digital_id]


def test_the_labels_of_a_part_are_those_its_drums_wear(drums, people):
    worn = {label.digital_id: label for label in labels_of(drums)}
    part, _rest = split(drums, people.clerk, containers=ids(drums, 2, 3))
    deeper, _last = split(part, people.clerk, containers=ids(part, 3))
    sheet = labels_of(deeper)
    (label,) = sheet
    assert label == worn[label.digital_id] and label.printed == f"{drums.number}-3"
    assert render_labels(deeper, [3])
    with pytest.raises(NotThere) as refused:
        labels_of(WasteBatch.objects.with_particulars().get(pk=drums.pk))
    assert refused.value.code == "batch_without_containers"


def test_by_weight_the_drums_stay_with_the_rest(drums, people):
    part, rest = split(drums, people.clerk, kg="30")
    assert (part.kg, codes(part)) == (KG(30), []) and len(codes(rest)) == 4
    assert len(labels_of(rest)) == 4


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({}, "required", "/kg"),
        ({"containers": [], "kg": ""}, "required", "/kg"),
        ({"containers": ["1"], "kg": "5"}, "not_both", "/kg"),
        ({"containers": ["1", "2", "3", "4"]}, "part_too_large", "/containers"),
        ({"containers": ["5"]}, "container_unknown", "/containers"),
        ({"containers": ["1", "00000000-0000-7000-8000-000000000000"]}, "container_unknown", "/containers"),
        ({"containers": "all"}, "required", "/containers"),
        ({"kg": "100"}, "part_too_large", "/kg"),
    ],
)
def test_splits_that_are_none_are_refused(drums, people, data, code, field):
    with pytest.raises(BadInput) as refused:
        perform(drums, "split", by=people.clerk, data=data)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert drums.containers.count() == 4


def test_the_drums_of_another_batch_are_unknown(walk, drums, people):
    other = walk.stored("10", container_count=2, container_litres="50")
    with pytest.raises(BadInput) as refused:
        perform(drums, "split", by=people.clerk, data={"containers": ids(other, 1)})
    assert refused.value.code == "container_unknown"


def test_drums_whose_labels_say_more_than_there_is_are_repacked_first(drums, people):
    _part, rest = split(drums, people.clerk, kg="70")  # 30 kg are left in drums that say 100
    with pytest.raises(Refusal) as refused:
        perform(rest, "split", by=people.clerk, data={"containers": ids(rest, 1, 2)})
    assert refused.value.code == "containers_outweigh_batch" and "50.000 kg" in str(refused.value.message)
    perform(rest, "repack", by=people.clerk, data={"container_count": 3, "container_litres": "200"})
    first, last = split(rest, people.clerk, containers=[str(serial) for serial in (5, 6)])
    assert (first.kg, last.kg) == (KG(20), KG(10))


def test_999_drums_are_split_in_one_go(walk, people, django_assert_max_num_queries):
    many = walk.stored("999", container_count=999, container_litres="50")
    chosen = ids(many)[:998]
    with django_assert_max_num_queries(30):
        perform(many, "split", by=people.clerk, data={"containers": chosen})
    part = WasteBatch.objects.get(links_up__parent=many, kg="998")
    assert part.containers.count() == 998


# Picking for a manifest


def draw(city, people, *lines):
    data = {
        "consignor": city.generator.pk,
        "consignee": city.site.pk,
        "carrier": city.carrier.pk,
        "method": "D10",
        "lines": list(lines),
    }
    return perform(Manifest, "draw_up", by=people.clerk, data=data).subject


def test_a_line_takes_the_drums_that_go(city, people, drums):
    before = codes(drums)
    manifest = draw(city, people, {"batch": str(drums.pk), "containers": ids(drums, 1, 4)})
    line = manifest.lines.get()
    assert (line.declared_kg, line.container_count) == (KG(50), 2)
    assert codes(line.batch) == [before[0], before[3]] and line.batch.state == "allotted"
    rest = WasteBatch.objects.get(links_up__parent=drums, state="stored")
    assert codes(rest) == [before[1], before[2]]
    perform(manifest, "cancel", by=people.clerk, data={"reason": "changed"})
    line.batch.refresh_from_db()
    assert line.batch.state == "stored" and len(codes(line.batch)) == 2


def test_all_drums_are_the_whole_batch(city, people, drums):
    line = draw(city, people, {"batch": str(drums.pk), "containers": ids(drums)}).lines.get()
    assert (line.batch, line.declared_kg, line.container_count) == (drums, KG(100), 4)


def test_by_weight_the_line_has_no_drums(city, people, drums):
    line = draw(city, people, {"batch": str(drums.pk), "kg": "40"}).lines.get()
    assert (line.declared_kg, line.container_count, codes(line.batch)) == (KG(40), 0, [])


@pytest.mark.parametrize(
    ("part", "code", "field"),
    [
        ({"containers": ["1"], "kg": "5"}, "not_both", "/lines/0/kg"),
        ({"containers": ["9"]}, "container_unknown", "/lines/0/containers"),
        ({"containers": "1"}, "required", "/lines/0/containers"),
    ],
)
def test_lines_that_name_no_part_are_refused(city, people, drums, part, code, field):
    with pytest.raises(Refusal) as refused:
        draw(city, people, {"batch": str(drums.pk), **part})
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Manifest.objects.exists()


# Regrouping


def test_the_whole_takes_over_all_drums_with_their_labels(walk, people, drums):
    other = walk.stored("30", container_count=2, container_litres="50")
    before = codes(drums) + codes(other)
    outcome = perform(drums, "regroup", by=people.clerk, data={"batches": [str(other.pk)]})
    whole = WasteBatch.objects.with_particulars().get(pk=outcome.event.particulars["into"]["id"])
    assert codes(whole) == before and [row.serial for row in whole.containers.all()] == [1, 2, 3, 4, 5, 6]
    printed = [label.printed for label in labels_of(whole)]
    assert printed == [f"{drums.number}-{i}" for i in (1, 2, 3, 4)] + [f"{other.number}-{i}" for i in (1, 2)]
    assert sum(row.kg for row in whole.containers.all()) == whole.kg == KG(130)


def test_different_hazardous_wastes_never_merge(walk, city, people, drums):
    """Only a treatment mixes them, and what comes out of it is new waste."""
    paint = walk.stored("10", stream=city.paint)
    for first, second in ((drums, paint), (paint, drums)):
        with pytest.raises(BadInput) as refused:
            perform(first, "regroup", by=people.clerk, data={"batches": [str(second.pk)]})
        assert refused.value.code == "codes_differ"
        assert "GB 18597" in str(refused.value.law)
    assert not Movement.objects.filter(event__action="regroup").exists()


@pytest.mark.parametrize("sent", [["nobody"], "all", [7]])
def test_what_is_no_batch_is_not_regrouped(drums, people, sent):
    with pytest.raises(BadInput) as refused:
        perform(drums, "regroup", by=people.clerk, data={"batches": sent})
    assert refused.value.code == "unknown_choice"


# Repacking


def test_repacking_fills_new_drums_and_remembers_the_old(drums, people):
    old = codes(drums)
    outcome = perform(drums, "repack", by=people.clerk, data={"container_count": 8, "container_litres": "50"})
    assert (outcome.subject.state, outcome.subject.kg) == ("stored", KG(100))
    new = codes(drums)
    assert len(new) == 8 and not set(new) & set(old)
    emptied = drums.containers.exclude(emptied_at=None)
    assert [row.digital_id for row in emptied] == old and {row.emptied_at for row in emptied} == {
        outcome.event.happened_at
    }
    assert not Movement.objects.filter(event=outcome.event).exists() and Stock.objects.get().kg == KG(100)
    sheet = labels_of(WasteBatch.objects.with_particulars().get(pk=drums.pk))
    assert [label.digital_id for label in sheet] == new
    assert [label.serial for label in sheet] == list(range(5, 13))
    assert {label.kg for label in sheet} == {KG("12.5")} and sheet[0].mm == 100


def test_drums_of_different_size_are_named_one_by_one(drums, people):
    rows = [{"litres": "200", "kg": "99.999"}, {"litres": "5", "kg": "0.001"}]
    perform(drums, "repack", by=people.clerk, data={"containers": rows})
    assert [row.kg for row in drums.containers.full().order_by("serial")] == [KG("99.999"), KG("0.001")]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({}, "required", "/container_count"),
        ({"container_count": 0}, "required", "/container_count"),
        ({"container_count": -1}, "count_invalid", "/container_count"),
        ({"container_count": 1000, "container_litres": "5"}, "too_many_containers", "/container_count"),
        ({"container_count": 2}, "kg_invalid", "/container_litres"),
        ({"container_count": 2, "container_litres": "0.15"}, "litres_invalid", "/container_litres"),
        ({"containers": [{"litres": "5", "kg": "99.999"}]}, "containers_do_not_add_up", "/containers"),
        ({"containers": [{"litres": "5", "kg": "100.001"}]}, "containers_do_not_add_up", "/containers"),
        ({"containers": "many"}, "containers_invalid", "/containers"),
    ],
)
def test_packings_that_are_none_are_refused(drums, people, data, code, field):
    with pytest.raises(BadInput) as refused:
        perform(drums, "repack", by=people.clerk, data=data)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Container.objects.exclude(emptied_at=None).exists()


def test_only_what_is_stored_and_ones_own_is_repacked(walk, people, drums):
    data = {"container_count": 1, "container_litres": "50"}
    with pytest.raises(Refusal) as refused:
        perform(walk.declared(), "repack", by=people.clerk, data=data)
    assert refused.value.code == "transition_not_allowed"
    walk.draft(drums)
    with pytest.raises(Refusal) as refused:
        perform(drums, "repack", by=people.clerk, data=data)  # set aside
    assert refused.value.code == "transition_not_allowed"
    with pytest.raises(NotThere):
        perform(drums, "repack", by=people.outsider, data=data)


def test_a_second_click_repacks_once(drums, people):
    data = {"container_count": 1, "container_litres": "50"}
    for _ in range(2):
        outcome = perform(drums, "repack", by=people.clerk, data=data, idempotency_key="k")
    assert outcome.repeated and drums.containers.count() == 5


def test_whoever_repacks_signs_the_label(walk, city, people):
    """A collector fills drums with somebody else's waste: its own code, its own name on them."""
    manifest = walk.judged(manifest=walk.arrived(walk.stored("60"), consignee=city.collector))
    batch = perform(
        manifest.lines.get().batch, "store", by=people.collector, data={"area": walk.area(city.collector).pk}
    ).subject
    perform(batch, "repack", by=people.collector, data={"container_count": 2, "container_litres": "50"})
    label = labels_of(WasteBatch.objects.with_particulars().get(pk=batch.pk))[0]
    assert label.digital_id.startswith(city.collector.enterprise.registration_no)
    assert (
        label.texts["unit"] == "Collector Ltd"
        and label.texts["generated_on"] == f"{localtime(batch.generated_at):%Y-%m-%d}"
    )


def test_emptied_drums_stay_with_the_history(walk, people, drums):
    perform(drums, "repack", by=people.clerk, data={"container_count": 2, "container_litres": "50"})
    part, rest = split(drums, people.clerk, containers=["5"])
    assert (len(codes(part)), len(codes(rest)), drums.containers.count()) == (1, 1, 4)


# Serials as people write them


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("3", [3]),
        ("1-3, 7", [1, 2, 3, 7]),
        ("7，1–2、2", [1, 2, 7]),
        ("1-2.5", [1, 2, 5]),
        (" 4 - 5 ", [4, 5]),
        ("", []),
    ],
)
def test_serials_are_read(text, serials):
    assert read_serials(text) == serials


@pytest.mark.parametrize("text", ["x", "3-1", "0", "1--2", "-1", "١", "1-999999", "9" * 30])
def test_what_is_no_serial_is_told(text):
    with pytest.raises(NotSerials):
        read_serials(text)


@pytest.mark.parametrize(("serials", "text"), [([], ""), ([1, 2], "1, 2"), ([5, 3, 4, 9], "3-5, 9"), ([7, 7], "7")])
def test_serials_are_written_short(serials, text):
    assert write_serials(serials) == text
    assert read_serials(text) == sorted(set(serials))
