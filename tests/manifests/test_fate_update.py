"""Stored fates: worked out after every movement, the same however often, and corrected when something upstream is."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from manifests.actions.update_fate import update_fate
from manifests.custody import perform
from manifests.jobs import bring_fate_up_to_date
from manifests.models import Fate, FateDue, WasteBatch
from tests.city import stream


def told(batch) -> list[tuple]:
    """(kind, site, method, kg) of each stored row."""
    rows = Fate.objects.filter(origin=batch).order_by("kind", "kg")
    return [
        (row.kind, str(row.facility or ""), row.method.code if row.method else "", row.kg)
        for row in rows.select_related("facility", "method")
    ]


def declared_of(batch) -> Decimal:
    return sum((row.kg for row in Fate.objects.filter(origin=batch)), Decimal(0))


def test_a_declared_batch_lies_where_it_arose(walk):
    batch = walk.declared("12.345")
    update_fate()
    assert told(batch) == [("site", "Generator", "", Decimal("12.345"))]


def test_the_worker_brings_it_up_to_date_and_a_second_time_changes_nothing(walk, capsys):
    batch = walk.declared("5")
    bring_fate_up_to_date(timestamp=0)
    assert declared_of(batch) == Decimal(5)
    call_command("update_fate", "--all")
    assert "1 origins worked out, 0 rows changed" in capsys.readouterr().out
    call_command("update_fate", verbosity=0)
    assert capsys.readouterr().out == ""


def test_treatment_is_the_end(walk, people):
    batch = walk.judged().lines.get().batch
    perform(batch, "treat", by=people.receiver, data={"method": "D10"})
    update_fate()
    assert told(batch) == [("treated", "Furnace", "D10", Decimal("1000.000"))]
    assert Fate.objects.get(origin=batch).day is not None


def test_what_was_refused_in_part_is_still_on_the_road(walk):
    manifest = walk.judged("part", weighed_kg="990", accepted_kg="600.5")
    update_fate()
    assert told(manifest.lines.get().batch) == [
        ("scale", "", "", Decimal("10.000")),
        ("site", "Furnace", "", Decimal("600.500")),
        ("transit", "", "", Decimal("389.500")),
    ]


def test_a_load_that_came_heavier_has_a_negative_scale_row(walk):
    manifest = walk.judged(weighed_kg="1010")
    update_fate()
    assert told(manifest.lines.get().batch) == [
        ("scale", "", "", Decimal("-10.000")),
        ("site", "Furnace", "", Decimal("1010.000")),
    ]


def test_twice_changes_nothing(walk, people):
    walk.judged("part")
    assert update_fate().changed > 0
    rows = list(Fate.objects.order_by("pk").values())
    assert (update_fate().origins, update_fate(everything=True).changed) == (0, 0)
    assert list(Fate.objects.order_by("pk").values()) == rows
    assert not FateDue.objects.exists()


def test_a_voided_manifest_takes_it_all_back(walk, people):
    manifest = walk.judged(weighed_kg="980")
    batch = manifest.lines.get().batch
    update_fate()
    perform(manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    update_fate()
    assert told(batch) == [("store", "Generator", "", Decimal("1000.000"))]


def test_a_step_far_down_reaches_every_origin(walk, people, city):
    mine, other = walk.stored("300"), walk.stored("100")
    taken = [
        walk.judged(manifest=walk.arrived(batch, consignee=city.collector, method="R9")) for batch in (mine, other)
    ]
    area = walk.area(city.collector).pk
    held = [perform(row.lines.get().batch, "store", by=people.collector, data={"area": area}).subject for row in taken]
    whole = perform(held[0], "regroup", by=people.collector, data={"batches": [held[1].pk]}).event.particulars["into"]
    update_fate()
    assert told(mine) == [("store", "Collector", "", Decimal("300.000"))]
    perform(WasteBatch.objects.get(pk=whole["id"]), "split", by=people.collector, data={"kg": "100"})
    parts = WasteBatch.objects.filter(links_up__parent=whole["id"]).order_by("kg")
    done = walk.judged(manifest=walk.arrived(parts[0], consignor=city.collector, by=people.collector))
    perform(done.lines.get().batch, "treat", by=people.receiver, data={"method": "R9"})
    update_fate()
    assert told(mine) == [("store", "Collector", "", Decimal(225)), ("treated", "Furnace", "R9", Decimal(75))]
    assert told(other) == [("store", "Collector", "", Decimal(75)), ("treated", "Furnace", "R9", Decimal(25))]


@pytest.mark.parametrize("opinion", ["accept", "part", "refuse"])
def test_every_origin_adds_up(walk, opinion):
    walk.judged(opinion)
    update_fate()
    origins = WasteBatch.objects.filter(movements_in__from_account="source")
    assert origins.exists()
    assert {batch.pk: declared_of(batch) for batch in origins} == {batch.pk: Decimal(1000) for batch in origins}


def test_the_command_says_what_it_did(walk, capsys):
    walk.stored()
    call_command("update_fate")
    call_command("update_fate", "--all")
    assert capsys.readouterr().out.splitlines() == [
        "1 origins worked out, 1 rows changed",
        "1 origins worked out, 0 rows changed",
    ]


def test_lime_in_the_ash_is_counted_once(walk, people, city):
    """What was burnt is the generator's, wherever it went; what the furnace added is the ash's own."""
    ash_stream = stream(city.site, "Fly ash", "772-003-18")
    batch = walk.judged().lines.get().batch
    products = [{"stream": str(ash_stream.pk), "kg": "100"}]
    data = {"method": "D10", "products": products, "additives_kg": "40", "burn_off_kg": "940"}
    perform(batch, "transform", by=people.receiver, data=data)
    update_fate()
    ash = WasteBatch.objects.get(stream=ash_stream)
    assert told(ash) == [("site", "Furnace", "", Decimal("40.000"))]
    assert told(batch) == [
        ("site", "Furnace", "", Decimal("60.000")),
        ("treated", "Furnace", "D10", Decimal("940.000")),
    ]
