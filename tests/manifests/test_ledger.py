"""The proof of the mass ledger: a whole life adds up, and whatever is changed behind the guards' back is named."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from config.demo.balance import balance
from facilities import clock
from manifests.custody import perform
from manifests.ledger import Asked, balances, breaks
from manifests.management.commands.verify_mass import CAME
from manifests.models import BatchLink, CustodyEvent, Movement, Stock, WasteBatch
from tests.city import OIL, SLUDGE
from tests.tampering import unguarded


@pytest.fixture
def life(walk, people, city):
    """Something of everything that may happen to kilograms."""
    stored = walk.stored("1000")
    perform(stored, "split", by=people.clerk, data={"kg": "0.001"})
    first, second = walk.stored("20"), walk.stored("30")
    perform(first, "regroup", by=people.clerk, data={"batches": [str(second.pk)]})
    perform(walk.stored("50"), "count", by=people.clerk, data={"counted_kg": "47.5", "reason": "yearly"})
    perform(walk.stored("50"), "count", by=people.clerk, data={"counted_kg": "52.5", "reason": "yearly"})
    perform(walk.stored("5"), "count", by=people.clerk, data={"counted_kg": "0", "reason": "empty"})
    perform(walk.declared("60"), "lose", by=people.clerk, data={"kg": "1.5", "reason": "evaporated"})
    perform(walk.stored("70"), "lose", by=people.clerk, data={"kg": "70", "reason": "spilled"})
    export = {"notice": "E-1", "country": "Germany", "receiver": "Works"}
    perform(walk.stored("80", city.sludge), "export", by=people.clerk, data=export)
    treated = walk.judged(weighed_kg="990").lines.get().batch
    perform(treated, "treat", by=people.receiver, data={"method": "D10"})
    walk.judged("part")
    walk.judged("refuse")
    walk.to_state("voided")
    walk.in_transit(walk.stored("100"))
    return walk


def verify(**options) -> str:
    out = StringIO()
    call_command("verify_mass", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_a_whole_life_adds_up(life, city):
    assert breaks() == []
    for facility in (city.generator, city.site, city.carrier):
        assert breaks(Asked(facility.pk)) == []
    assert breaks(Asked(code=OIL)) == breaks(Asked(month=localdate().replace(day=1))) == []
    assert "The ledger adds up." in verify()


def test_an_empty_ledger_adds_up(city):
    assert breaks() == [] and balances() == []
    assert verify(facility=str(city.site.pk)).splitlines()[-1] == "The ledger adds up."


def test_a_site_s_month_says_where_it_came_from_and_where_it_went(walk, people, city):
    stored = walk.stored("100")
    perform(stored, "count", by=people.clerk, data={"counted_kg": "90", "reason": "yearly"})
    perform(walk.declared("60"), "lose", by=people.clerk, data={"kg": "1.5", "reason": "evaporated"})
    walk.judged(weighed_kg="995")
    (balance,) = balances(Asked(city.generator.pk))
    assert (balance.opening, balance.closing) == (0, Decimal("148.5"))
    assert balance.came == {"source": Decimal(1160)}
    assert balance.went == {"adjustment": Decimal(10), "loss": Decimal("1.5"), "transit": Decimal(1000)}
    (received,) = balances(Asked(city.site.pk))
    assert (received.came, received.went, received.closing) == ({"transit": Decimal(995)}, {}, Decimal(995))


def test_a_row_adds_up_where_something_was_taken_back(walk, people, city):
    walk.stored("100")
    perform(walk.stored("60"), "retract", by=people.clerk, data={"reason": "typed twice"})
    heads, row, _end = verify(facility=str(city.generator.pk)).splitlines()[1:]
    assert "-retracted" in heads
    opening, *moved, closing = [Decimal(figure) for figure in row.split()[2:]]
    came, went = moved[: len(CAME)], moved[len(CAME) :]
    assert opening + sum(came) == sum(went) + closing and (sum(came), closing) == (160, 100)
    whole = balance()
    assert whole.holds and (whole.arisen, whole.stock) == (100, 100)


def test_months_follow_each_other_without_a_gap(walk, people, city):
    for month, kg in ((1, "10"), (2, "20"), (4, "40")):
        with clock.standing_at(clock.now().replace(month=month, day=15)):
            walk.stored(kg)
    year = clock.today().year
    found = balances(Asked(city.generator.pk, OIL))
    assert [(row.month.month, row.opening, row.closing) for row in found] == [
        (1, Decimal(0), Decimal(10)),
        (2, Decimal(10), Decimal(30)),
        (4, Decimal(30), Decimal(70)),
    ]
    (quiet,) = balances(Asked(city.generator.pk, OIL, date(year, 3, 1)))
    assert (quiet.opening, quiet.came, quiet.closing, quiet.holds) == (Decimal(30), {}, Decimal(30), True)
    assert balances(Asked(city.generator.pk, SLUDGE)) == []


def test_what_only_changes_its_place_within_a_site_is_no_traffic(walk, city):
    walk.stored("10")
    (balance,) = balances(Asked(city.generator.pk))
    assert (balance.came, balance.went) == ({"source": Decimal(10)}, {})


def test_a_void_leaves_the_sums_as_they_were(walk, people, city):
    def sums() -> dict:
        lying = {row.pk: row.kg for row in WasteBatch.objects.open()}
        return lying, {(row.batch_id, row.account, row.area_id): row.kg for row in Stock.objects.all()}

    batch = walk.stored("1000")
    before = sums()
    manifest = walk.judged(manifest=walk.arrived(batch), weighed_kg="991.5")
    assert sums() != before
    perform(manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    assert sums() == before
    assert breaks() == []
    (balance,) = balances(Asked(city.generator.pk))
    assert balance.expected == balance.closing == Decimal(1000)


def one(model, **fields):
    return model.objects.filter(**fields).order_by("pk").first()


# What is changed behind the guards, and the row that the proof must name for it first.
def heavier_movement(walk):
    row = one(Movement, from_account="source")
    return "UPDATE manifests_movement SET kg = kg + 0.001 WHERE id = %s", row.pk, str(row.event_id)


def lost_movement(walk):
    row = one(Movement, to_account="process")
    return "DELETE FROM manifests_movement WHERE id = %s", row.pk, str(row.event_id)


def later_movement(walk):
    row = one(Movement, to_account="loss")
    return "UPDATE manifests_movement SET happened_at = happened_at + '40 days' WHERE id = %s", row.pk, str(row.pk)


def movement_elsewhere(walk):
    row = one(Movement, from_account="transit", to_account="site")
    other = walk.city.outside.pk
    return f"UPDATE manifests_movement SET to_facility_id = '{other}' WHERE id = %s", row.pk, "missing"


def movement_to_another_end(walk):
    row = one(Movement, to_account="export")
    sql = "UPDATE manifests_movement SET to_account = 'loss' WHERE id = %s"
    return sql, row.pk, str(row.from_batch_id)


def heavier_stock(walk):
    row = one(Stock, account="store")
    return "UPDATE manifests_stock SET kg = kg + 1 WHERE id = %s", row.pk, str(row.pk)


def lost_stock(walk):
    row = one(Stock, account="transit")
    return "DELETE FROM manifests_stock WHERE id = %s", row.pk, "missing"


def heavier_batch(walk):
    row = one(WasteBatch, state="in_transit")
    return "UPDATE manifests_wastebatch SET kg = kg + 0.001 WHERE id = %s", row.pk, str(row.pk)


def closed_batch(walk):
    row = one(WasteBatch, state="stored")
    return "UPDATE manifests_wastebatch SET state = 'disposed' WHERE id = %s", row.pk, str(row.pk)


def reopened_batch(walk):
    row = one(WasteBatch, state="disposed")
    return "UPDATE manifests_wastebatch SET state = 'stored' WHERE id = %s", row.pk, str(row.pk)


def lighter_link(walk):
    row = one(BatchLink, parent__state="regrouped")
    return "UPDATE manifests_batchlink SET kg = kg - 0.001 WHERE id = %s", row.pk, str(row.pk)


def lost_link(walk):
    row = one(BatchLink, parent__state="split")
    movement = one(Movement, from_batch=row.parent_id, to_batch=row.child_id)
    return "DELETE FROM manifests_batchlink WHERE id = %s", row.pk, str(movement.pk)


DAMAGE = [
    heavier_movement,
    lost_movement,
    later_movement,
    movement_elsewhere,
    movement_to_another_end,
    heavier_stock,
    lost_stock,
    heavier_batch,
    closed_batch,
    reopened_batch,
    lighter_link,
    lost_link,
]
GUARDED = ("manifests_movement", "manifests_stock", "manifests_wastebatch", "manifests_batchlink")


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_damage_behind_the_guards_is_found_and_named(life, damage):
    statement, row, named = damage(life)
    with unguarded(*GUARDED) as cursor:
        cursor.execute(statement, [row])
        assert cursor.rowcount == 1
    found = breaks()
    assert found[0].row == named, [str(one) for one in found]
    with pytest.raises(CommandError, match="does not add up") as ended:
        verify()
    assert ended.value.returncode == 1
    assert named in str(ended.value) and found[0].expected in str(ended.value) and found[0].found in str(ended.value)


def test_a_movement_and_everything_after_it_changed_alike_is_still_not_what_was_signed(life):
    """Somebody careful keeps movement, stock and batch in step; the signed event still says another weight."""
    batch = one(WasteBatch, state="generated")
    with unguarded(*GUARDED) as cursor:
        cursor.execute("UPDATE manifests_movement SET kg = kg + 7 WHERE to_batch_id = %s", [batch.pk])
        cursor.execute("UPDATE manifests_stock SET kg = kg + 7 WHERE batch_id = %s", [batch.pk])
        cursor.execute("UPDATE manifests_wastebatch SET kg = kg + 7 WHERE id = %s", [batch.pk])
    (found,) = breaks()
    event = CustodyEvent.objects.get(batch=batch, action="declare")
    assert (found.row, found.expected, found.found) == (str(event.pk), "60.000 kg", "67.000 kg")


def test_a_balance_that_does_not_close_is_named_by_site_code_and_month(life, city):
    row = one(Stock, account="store", facility=city.generator)
    with unguarded("manifests_stock") as cursor:
        cursor.execute("UPDATE manifests_stock SET kg = kg + 2 WHERE id = %s", [row.pk])
    last = breaks(Asked(city.generator.pk))[-1]
    month = f"{localdate():%Y-%m}"
    assert (last.proof, last.row, last.about) == (
        "opening + in = out + closing",
        str(city.generator.pk),
        f"{OIL} {month}",
    )
    assert Decimal(last.found.split()[0]) - Decimal(last.expected.split()[0]) == 2


def test_only_what_is_asked_for_is_proved(life, city):
    row = one(Stock, account="store", facility=city.generator)
    with unguarded("manifests_stock") as cursor:
        cursor.execute("UPDATE manifests_stock SET kg = kg + 2 WHERE id = %s", [row.pk])
    assert breaks(Asked(city.site.pk)) == []
    assert breaks(Asked(code=SLUDGE)) == []
    assert "The ledger adds up." in verify(facility=city.site.enterprise.registration_no)


def test_the_command_shows_a_site_s_months(walk, people, city):
    perform(walk.stored("100"), "lose", by=people.clerk, data={"kg": "0.5", "reason": "evaporated"})
    lines = verify(facility=city.generator.enterprise.registration_no, code=OIL, month=f"{localdate():%Y-%m}")
    head, heads, row, last = lines.splitlines()
    assert head == f"Generator ({city.generator.pk}), kg"
    told = dict(zip(heads.split(), row.split(), strict=True))
    assert told["month"] == f"{localdate():%Y-%m}" and told["code"] == OIL
    assert {name: Decimal(told[name]) for name in ("opening", "+arisen", "-lost", "closing")} == {
        "opening": Decimal(0),
        "+arisen": Decimal(100),
        "-lost": Decimal("0.5"),
        "closing": Decimal("99.5"),
    }
    assert last == "The ledger adds up."


@pytest.mark.parametrize("options", [{"facility": "nobody"}, {"month": "2026-13"}, {"month": "May"}])
def test_what_cannot_be_asked_is_said(city, options):
    with pytest.raises(CommandError, match=r"There is no facility|is no month"):
        verify(**options)
