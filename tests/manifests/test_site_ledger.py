"""The ledgers of a site, B.1 to B.5, as views of the mass ledger: what is in them, their codes, their sums."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from facilities import clock
from facilities.models import StorageArea
from manifests.actions.number_ledger import number_ledger
from manifests.custody import perform
from manifests.ledger import Asked, balances
from manifests.ledger.entries import all_entries, entries
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span, midnight
from manifests.ledger.sums import sums
from manifests.models import LedgerCode, LedgerDue, Manifest, Movement, Series
from tests.city import stream


def this_month(site, **more) -> Span:
    return Span.month(site.pk, clock.today().replace(day=1), **more)


def read(site, ledger) -> list:
    return list(all_entries(this_month(site), ledger))


def seen(site, ledger) -> list[tuple]:
    return [(entry.number, entry.sign * entry.kg) for entry in read(site, ledger)]


@pytest.fixture
def a_life(walk, people, city):
    """Oil that is stored, shipped, taken in and burnt."""
    batch = walk.stored("1000", container_count=4, container_litres="200")
    manifest = walk.judged(manifest=walk.arrived(batch))
    batch.refresh_from_db()
    perform(batch, "treat", by=people.receiver, data={"method": "D10"})
    number_ledger()
    return batch, manifest


def test_one_life_is_an_entry_of_each_ledger(a_life, city):
    batch, manifest = a_life
    kg = Decimal("1000.000")
    assert {kind: seen(city.generator, kind) for kind in Ledger} == {
        Ledger.GENERATED: [(batch.number, kg)],
        Ledger.RECEIVED: [],
        Ledger.STORED: [(batch.number, 0)],
        Ledger.TAKEN_OUT: [(batch.number, 0)],
        Ledger.TREATED: [],
        Ledger.HANDED_OVER: [(batch.number, -kg)],
        Ledger.ADJUSTED: [],
        Ledger.COUNTERED: [],
    }
    assert [kind for kind in Ledger if seen(city.site, kind)] == [Ledger.RECEIVED, Ledger.TREATED]
    (handed,) = read(city.generator, Ledger.HANDED_OVER)
    assert (handed.manifest_number, handed.partner, handed.permits, handed.method) == (
        manifest.number, "Furnace Ltd", "P-SITE", "D10",
    )  # fmt: skip
    assert (handed.plate, handed.carrier) == ("苏D12345", "Carrier Ltd")


def test_codes_are_the_suggested_ones_and_each_names_the_entry_before(a_life, city):
    batch, _manifest = a_life
    day = f"{clock.today():%Y%m%d}"
    (made,), (stored,) = read(city.generator, Ledger.GENERATED), read(city.generator, Ledger.STORED)
    (out,), (handed,) = read(city.generator, Ledger.TAKEN_OUT), read(city.generator, Ledger.HANDED_OVER)
    assert (made.code, made.refers_to) == (batch.number, [])
    assert (stored.code, stored.refers_to) == (f"HWRK{day}001", [made.code])
    assert (out.code, out.refers_to) == (f"HWCK{day}001", [stored.code])
    assert (handed.code, handed.refers_to) == (f"HWWWCZ{day}001", [out.code])
    (burnt,) = read(city.site, Ledger.TREATED)
    assert (burnt.code, burnt.refers_to, burnt.method) == (f"HWZXCZ{day}001", [f"HWJS{day}001"], "D10")


def test_containers_stand_with_every_entry_of_what_they_held(a_life, city):
    for ledger in (Ledger.GENERATED, Ledger.STORED, Ledger.TAKEN_OUT, Ledger.HANDED_OVER):
        (entry,) = read(city.generator, ledger)
        assert len(entry.containers) == 4 and entry.in_containers == entry.kg
        assert {len(drum.digital_id) for drum in entry.containers} == {37}


def test_drums_go_along_with_a_split_and_stay_with_what_was_booked_before(walk, people, city):
    batch = walk.stored("100", container_count=4, container_litres="50")
    drums = [str(drum.pk) for drum in batch.containers.order_by("serial")[:1]]
    perform(batch, "split", by=people.clerk, data={"containers": drums})
    number_ledger()
    (stored,) = read(city.generator, Ledger.STORED)
    assert len(stored.containers) == 4
    part = batch.links_down.get(kg=25).child
    walk.in_transit(part)
    number_ledger()
    (handed,) = read(city.generator, Ledger.HANDED_OVER)
    (out,) = read(city.generator, Ledger.TAKEN_OUT)
    assert [drum.digital_id for drum in handed.containers] == [part.containers.get().digital_id]
    assert out.refers_to == [stored.code]


def test_what_was_regrouped_refers_to_every_parent(walk, people, city):
    one, two = walk.stored("10"), walk.stored("20")
    perform(one, "regroup", by=people.clerk, data={"batches": [two.pk]})
    walk.in_transit(one.links_down.get().child)
    number_ledger()
    (out,) = read(city.generator, Ledger.TAKEN_OUT)
    assert out.refers_to == sorted(entry.code for entry in read(city.generator, Ledger.STORED))
    assert len(out.refers_to) == 2


def test_a_move_between_stores_leaves_one_and_comes_into_the_other(walk, people, city):
    batch = walk.stored("10")
    annex = StorageArea.objects.create(
        facility=city.generator, code="TS002", name="Annex", kind="warehouse", capacity_kg=9000
    )
    perform(batch, "move", by=people.clerk, data={"area": annex.pk})
    number_ledger()
    assert [entry.area_code for entry in read(city.generator, Ledger.STORED)] == ["TS001", "TS002"]
    assert [(entry.area_code, entry.other_area) for entry in read(city.generator, Ledger.TAKEN_OUT)] == [
        ("TS001", "TS002")
    ]


def test_counts_and_losses_are_adjustments_with_their_reasons(walk, people, city):
    batch = walk.stored("100")
    perform(batch, "count", by=people.clerk, data={"counted_kg": "103", "reason": "yearly count"})
    perform(batch, "lose", by=people.clerk, data={"kg": "1", "reason": "evaporated"})
    found = read(city.generator, Ledger.ADJUSTED)
    assert [(entry.sign * entry.kg, entry.reason) for entry in found] == [(3, "yearly count"), (-1, "evaporated")]
    number_ledger()
    assert [entry.code[:4] for entry in read(city.generator, Ledger.ADJUSTED)] == ["HWTZ", "HWTZ"]


def test_a_voided_manifest_is_countered_at_both_sites(walk, city):
    manifest = walk.to_state("voided")
    number_ledger()
    batch = manifest.lines.get().batch.number
    assert seen(city.generator, Ledger.COUNTERED) == [(batch, 1000)]
    assert seen(city.site, Ledger.COUNTERED) == [(batch, -1000)]
    assert {row.code[:4] for row in LedgerCode.objects.filter(ledger="CX")} == {"HWCX"}
    assert seen(city.generator, Ledger.HANDED_OVER) == [(batch, -1000)]  # it did leave


def test_an_export_has_a_code_of_its_own(walk, people, city):
    batch = walk.stored("10")
    perform(batch, "export", by=people.clerk, data={"notice": "EX-9", "country": "DE", "receiver": "Works"})
    number_ledger()
    (handed,) = read(city.generator, Ledger.HANDED_OVER)
    assert handed.code.startswith("HWCKCZ") and (handed.notice, handed.abroad) == ("EX-9", "Works")


def everything(walk, people, city):
    """A month in which most things that can happen did."""
    walk.judged("part")
    walk.judged("refuse")
    walk.to_state("voided")
    heavy = walk.arrived(walk.stored("300", stream=city.paint))
    walk.judged(manifest=heavy, weighed_kg="310")
    counted = walk.stored("50")
    perform(counted, "count", by=people.clerk, data={"counted_kg": "44", "reason": "yearly"})
    burnt, ash = walk.judged().lines.get().batch, stream(city.site, "Ash", "772-003-18")
    products = {"products": [{"stream": ash.pk, "kg": "12", "area": walk.area(city.site).pk}]}
    sums_up = {"additives_kg": "2", "burn_off_kg": str(burnt.kg - 10)}
    perform(burnt, "transform", by=people.receiver, data={"method": "D10", **products, **sums_up})
    walk.declared("7")
    perform(walk.stored("11"), "retract", by=people.clerk, data={"reason": "typed twice"})
    number_ledger()


def test_opening_and_closing_are_the_mass_ledger_s(walk, people, city):
    with clock.standing_at(clock.now() - timedelta(days=62)):
        walk.stored("500")
        walk.judged()
    everything(walk, people, city)
    checked = 0
    for site in (city.generator, city.site):
        for back in range(4):
            month = (clock.today().replace(day=1) - timedelta(days=28 * back)).replace(day=1)
            proven = {row.code: row for row in balances(Asked(facility=site.pk, month=month))}
            for row in sums(Span.month(site.pk, month)):
                assert proven[row.code].holds
                assert (row.opening, row.closing) == (proven[row.code].opening, proven[row.code].closing)
                checked += 1
    assert checked > 8


def test_a_ledger_s_entries_add_up_to_its_sum(walk, people, city):
    everything(walk, people, city)
    for site in (city.generator, city.site):
        for ledger in Ledger:
            rows = read(site, ledger)
            told = sum((row.kg[ledger] for row in sums(this_month(site))), Decimal(0))
            assert told == sum((row.counted for row in rows), Decimal(0)), (site, ledger)
            assert sum(row.count[ledger] for row in sums(this_month(site))) == len(rows)


def test_ash_with_its_lime_is_generated_under_one_code(walk, people, city):
    everything(walk, people, city)
    made = read(city.site, Ledger.GENERATED)
    assert [entry.kg for entry in made] == [10, 2]
    assert len({entry.code for entry in made}) == 1
    assert [entry.kg for entry in read(city.site, Ledger.STORED)] == [10, 2]


def test_every_entry_gets_its_code_once(walk, people, city):
    everything(walk, people, city)
    assert not LedgerDue.objects.exists()
    before = dict(LedgerCode.objects.values_list("pk", "code"))
    assert number_ledger() == 0
    walk.stored("3")
    assert LedgerDue.objects.count() == 2
    assert number_ledger() == 2
    after = dict(LedgerCode.objects.values_list("pk", "code"))
    assert before.items() <= after.items() and len(after) == len(before) + 2


def test_what_is_booked_late_goes_to_the_end_of_its_day_s_numbers(walk, people, city):
    yesterday = clock.now() - timedelta(days=1)
    late = walk.declared("5")
    with clock.standing_at(yesterday):
        first = walk.stored("1")
    number_ledger()
    area = {"area": walk.area(city.generator).pk}
    perform(late, "store", by=people.clerk, data=area, happened_at=yesterday - timedelta(minutes=5))
    number_ledger()
    codes = {row.batch_id: row.code for row in LedgerCode.objects.filter(ledger="RK")}
    assert codes[first.pk].endswith("001") and codes[late.pk].endswith("002")
    assert codes[late.pk][:-3] == codes[first.pk][:-3]


def test_a_redirected_load_keeps_the_code_it_left_with(walk, people, city):
    """R9 is a use, D10 a disposal: the letters were written down when it left."""
    walk.judged("refuse", manifest=walk.arrived(method="R9"))
    number_ledger()
    code = LedgerCode.objects.get(ledger="WW", facility=city.generator)
    assert code.code.startswith("HWWWLY")
    child = Manifest.objects.get(kind="carried_on")
    perform(child, "redirect", by=people.clerk, data={"consignee": city.collector.pk, "method": "D10"})
    number_ledger()
    assert LedgerCode.objects.get(pk=code.pk).code == code.code


def test_more_than_999_entries_a_day_get_a_fourth_digit(walk, people, city):
    walk.stored("1")
    day = f"{clock.today():%Y%m%d}"
    Series.objects.create(key=f"HWRK:{city.generator.pk.hex}:{day}", last=999)
    number_ledger()
    assert LedgerCode.objects.get(ledger="RK").code == f"HWRK{day}1000"


def test_codes_are_never_changed_not_even_by_us(a_life):
    for change in (
        lambda: LedgerCode.objects.update(code="HWRK20260101001"),
        lambda: LedgerCode.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="evidence"), transaction.atomic():
            change()


def test_hazardous_and_general_waste_have_ledgers_of_their_own(a_life, city):
    assert list(all_entries(this_month(city.generator, hazardous=False), Ledger.GENERATED)) == []
    assert sums(this_month(city.generator, hazardous=False)) == []


def test_pages_follow_each_other_and_leave_nothing_out(walk, city):
    for kg in range(1, 8):
        walk.declared(str(kg))
    span, found, after = this_month(city.generator), [], None
    while page := entries(span, Ledger.GENERATED, after=after, limit=3):
        found += page
        after = (page[-1].happened_at, page[-1].movement)
    assert [entry.kg for entry in found] == list(range(1, 8))


def test_a_page_costs_the_same_for_3_and_for_30(walk, city, django_assert_num_queries):
    def cost():
        with django_assert_num_queries(3):
            return entries(this_month(city.generator), Ledger.STORED, limit=50)

    for _each in range(3):
        walk.stored("1", container_count=2, container_litres="20")
    number_ledger()
    assert len(cost()) == 3
    for _each in range(27):
        walk.stored("1", container_count=2, container_litres="20")
    number_ledger()
    assert len(cost()) == 30


def test_a_month_belongs_to_where_the_house_is(walk, city):
    """Ten minutes before midnight of the month's last day is that month, whatever UTC says."""
    first = clock.today().replace(day=1)
    with clock.standing_at(midnight(first) - timedelta(minutes=10)):
        walk.declared("3")
    with clock.standing_at(midnight(first)):
        walk.declared("4")
    before = Span.month(city.generator.pk, (first - timedelta(days=1)).replace(day=1))
    assert [entry.kg for entry in all_entries(before, Ledger.GENERATED)] == [3]
    assert [entry.kg for entry in read(city.generator, Ledger.GENERATED)] == [4]
    assert Movement.objects.count() == 2
