"""A declaration taken back: nothing is erased, and what it declared is generated no longer, wherever it is added up."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from facilities import clock
from facilities.actions.take_sheet import take_sheet
from facilities.actions.undo_sheet import undo_sheet
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.happened import generated_by_year, happened
from facilities.models import Facility
from manifests import ledger
from manifests.access import allowed_actions
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.number_ledger import number_ledger
from manifests.actions.update_fate import update_fate
from manifests.custody import perform
from manifests.declarations.due import declarations_due
from manifests.documents import ledger_paper
from manifests.ledger.entries import all_entries
from manifests.ledger.gaps import gaps
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span
from manifests.ledger.sums import sums
from manifests.ledger_files import csv_lines
from manifests.models import Deadline, Fate, Movement, Stock, WasteBatch
from manifests.tokens import container_url
from manifests.whereabouts import fate_of_batch
from tests.declared import OCTOBER, at, confirm, seen
from tests.sheets import BATCH, bring, xlsx

MISTAKE = {"reason": "typed twice"}
MONTH = OCTOBER.start


def october(site) -> Span:
    return Span.month(site.pk, MONTH)


def figures(site) -> dict:
    (found,) = sums(october(site)) or [None]
    return {} if found is None else {"kg": dict(found.kg), "opening": found.opening, "closing": found.closing}


def brought(city, people, count: int = 3):
    rows = [BATCH | {"key": f"B-{number}", "happened_at": "2026-10-06 08:00"} for number in range(count)]
    sheet = bring("batches", xlsx("batches", *rows), by=people.clerk, site=city.generator)
    return take_sheet(sheet, by=people.clerk)


@pytest.fixture
def november(db):
    with clock.standing_at(at(2026, 11, 3, 9)):
        yield


def test_an_undone_import_is_in_the_ledger_and_in_no_sum(november, city, people, walk):
    with clock.standing_at(at(2026, 10, 5, 9)):
        walk.stored("200")
    before = figures(city.generator), seen(city.generator), happened(city.generator.pk, 2026)
    sheet = brought(city, people)
    assert figures(city.generator)["kg"][Ledger.GENERATED] == Decimal("561.5")
    undo_sheet(sheet, by=people.clerk)
    number_ledger()
    assert (figures(city.generator), seen(city.generator), happened(city.generator.pk, 2026)) == before
    entries = list(all_entries(october(city.generator), Ledger.GENERATED))
    assert [entry.counted for entry in entries] == [
        Decimal(200), *[Decimal("120.5")] * 3, *[Decimal("-120.5")] * 3,
    ]  # fmt: skip
    codes = [entry.code for entry in entries]
    assert sorted(codes[1:4]) == sorted(codes[4:]) and all(codes)  # each counter-entry bears the entry's own code
    assert entries[-1].recorded_at > entries[-1].happened_at == entries[1].happened_at
    assert ledger.breaks() == []


def test_what_was_taken_back_by_hand_is_undone_and_frees_its_key(november, city, people):
    sheet = brought(city, people, 1)
    perform(WasteBatch.objects.get(), "retract", by=people.clerk, data=MISTAKE)
    sheet = undo_sheet(sheet, by=people.clerk)
    assert (sheet.undone_count, sheet.kept_count) == (1, 0)
    again = brought(city, people, 1)
    assert again.taken_count == 1


def test_the_class_of_a_site_counts_it_no_longer(november, city, people):
    sheet = brought(city, people)
    assert generated_by_year([city.generator.pk], 2026) == {city.generator.pk: {2026: Decimal("361.5")}}
    undo_sheet(sheet, by=people.clerk)
    assert generated_by_year([city.generator.pk], 2026) == {}
    assert happened(city.generator.pk, 2026).generated == {}


def test_a_site_that_took_all_back_declares_nothing(november, city, people):
    empty = seen(city.generator)
    undo_sheet(brought(city, people), by=people.clerk)
    assert seen(city.generator)["wastes"] == empty["wastes"] == []


def test_a_confirmed_declaration_shows_that_it_changed(november, client, city, people, walk):
    city.generator.management_class = "key"
    city.generator.save()
    sheet = brought(city, people)
    first = confirm(people.clerk, city.generator)
    assert first.content["wastes"][0]["generated_kg"] == "361.500"
    assert not declarations_due([city.generator], clock.today())[-1].confirmed.changed
    with clock.standing_at(at(2026, 11, 4, 9)):
        undo_sheet(sheet, by=people.clerk)
        assert declarations_due([city.generator], clock.today())[-1].confirmed.changed
        client.force_login(people.clerk)
        page = client.get(reverse("manifests:declaration", args=[city.generator.pk, OCTOBER.label])).content.decode()
        assert "361.5" in page
        second = confirm(people.clerk, city.generator, reason="an import was undone")
    assert (second.version, second.content["wastes"]) == (2, [])


def test_what_was_declared_by_hand_is_taken_back_on_its_page(client, city, people, walk):
    batch = walk.stored("30")
    client.force_login(people.clerk)
    assert (
        reverse("manifests:retract_batch", args=[batch.pk])
        in client.get(reverse("manifests:batch", args=[batch.pk])).content.decode()
    )
    perform(batch, "retract", by=people.clerk, data=MISTAKE)
    batch.refresh_from_db()
    event = batch.events.latest("sequence")
    assert (batch.state, event.particulars["kg"], event.particulars["reason"]) == ("lost", "30.000", "typed twice")
    assert event.happened_at == batch.generated_at < event.recorded_at
    out, back = Movement.objects.filter(event=event)
    assert (out.from_account, out.to_account, out.to_batch) == ("store", "site", batch)
    assert (back.from_account, back.to_account, back.to_batch) == ("site", "source", None)
    said = client.get(reverse("manifests:batch", args=[batch.pk])).content.decode()
    assert "Declaration taken back" in said and "typed twice" in said


def test_what_was_entered_and_taken_back_since_changes_no_declaration(november, city, people, walk):
    """Nobody could ever confirm it away: the figures are what they were."""
    city.generator.management_class = "key"
    city.generator.save()
    with clock.standing_at(at(2026, 10, 5, 9)):
        walk.stored("200")
    confirm(people.clerk, city.generator)

    def changed() -> bool:
        return declarations_due([city.generator], clock.today())[-1].confirmed.changed

    with clock.standing_at(at(2026, 11, 4, 9)):
        sheet = brought(city, people)
        assert changed()
        undo_sheet(sheet, by=people.clerk)
        assert not changed()
        lost = WasteBatch.objects.get(state="stored")
        moment = {"happened_at": at(2026, 10, 20, 9)}
        perform(lost, "count", by=people.clerk, data={"counted_kg": "201", "reason": "scale"}, **moment)
        lost.refresh_from_db()
        perform(lost, "lose", by=people.clerk, data={"kg": "1", "reason": "spilled"}, **moment)
        assert changed()  # a loss and a correction have each its own figure


def test_each_month_is_right_where_it_arose_in_one_and_was_stored_in_the_next(city, people, walk):
    with clock.standing_at(at(2026, 10, 31, 23)):
        batch = walk.declared("30")
    with clock.standing_at(at(2026, 11, 2, 9)):
        perform(batch, "store", by=people.clerk, data={"area": walk.area(city.generator).pk})
    spans = october(city.generator), Span.month(city.generator.pk, at(2026, 11, 1).date())

    def stored() -> list[list[Decimal]]:
        return [[entry.counted for entry in all_entries(span, Ledger.STORED)] for span in spans]

    assert stored() == [[], [30]]
    with clock.standing_at(at(2026, 12, 3, 9)):
        perform(batch, "retract", by=people.clerk, data=MISTAKE)
        number_ledger()
        assert stored() == [[], [30, -30]]
        for span in spans:
            assert not any(row.says_something or row.opening or row.closing for row in sums(span))
            assert list(all_entries(span, Ledger.TAKEN_OUT)) == []
        assert [entry.counted for entry in all_entries(spans[0], Ledger.GENERATED)] == [30, -30]
        assert ledger.breaks() == [] and not Stock.objects.exists()


def test_a_site_that_took_back_all_it_had_owes_no_declaration(november, city, people):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    site = Facility.objects.get(pk=city.generator.pk)
    sheet = brought(city, people)
    keep_clocks()
    clocks = Deadline.objects.filter(facility=site, kind="declare_month")
    assert [due.stretch.label for due in declarations_due([site], clock.today())] == ["2026-10"]
    assert clocks.running().count() == 1
    undo_sheet(sheet, by=people.clerk)
    keep_clocks()
    assert declarations_due([site], clock.today()) == []
    assert not clocks.running().exists()


def test_what_was_taken_back_lacks_no_labels(november, city, people):
    def told() -> set[str]:
        return {gap.kind for gap in gaps(october(city.generator), sums(october(city.generator)))}

    sheet = brought(city, people)
    assert "no_containers" in told()
    undo_sheet(sheet, by=people.clerk)
    assert "no_containers" not in told()


def test_its_drums_hold_nothing_any_more(client, city, people, walk):
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        batch = walk.stored("30", container_count=2, container_litres="50")
    drum = batch.containers.first()
    client.force_login(people.clerk)
    asked = client.get(reverse("manifests:retract_batch", args=[batch.pk])).content.decode()
    assert "new labels" in asked
    perform(batch, "retract", by=people.clerk, data=MISTAKE)
    assert not batch.containers.full().exists()
    (entry, _back) = all_entries(Span.month(city.generator.pk, clock.today().replace(day=1)), Ledger.GENERATED)
    assert len(entry.containers) == 2  # what was declared is shown as it was declared
    client.logout()
    said = client.get(urlsplit(container_url(drum.digital_id)).path).content.decode()
    assert "the declaration of this waste was taken back" in said and "Emptied" not in said


def test_it_never_arose_so_it_ended_nowhere(city, people, walk):
    batch, other = walk.stored("30"), walk.stored("7")
    perform(batch, "retract", by=people.clerk, data=MISTAKE)
    update_fate()
    assert fate_of_batch(batch) == {}
    assert [(row.origin, row.kg) for row in Fate.objects.all()] == [(other, 7)]


def moved_on(name: str, walk, people) -> WasteBatch:
    batch = walk.stored("30", container_count=2, container_litres="50")
    match name:
        case "counted":
            perform(batch, "count", by=people.clerk, data={"counted_kg": "29", "reason": "yearly"})
        case "moved":
            perform(batch, "move", by=people.clerk, data={"area": batch.area_id})
        case "allotted":
            walk.draft(batch)
        case "part of a split":
            perform(batch, "split", by=people.clerk, data={"kg": "10"})
            batch = WasteBatch.objects.get(links_up__parent=batch, kg=10)
        case "part of a split, moved":
            perform(batch, "split", by=people.clerk, data={"kg": "10"})
            batch = WasteBatch.objects.get(links_up__parent=batch, kg=10)
            perform(batch, "move", by=people.clerk, data={"area": batch.area_id})
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("name", ["counted", "moved", "allotted", "part of a split", "part of a split, moved"])
def test_what_has_moved_on_is_not_taken_back(city, people, walk, name):
    batch = moved_on(name, walk, people)
    before = Movement.objects.count()
    with pytest.raises(Refusal) as refused:
        perform(batch, "retract", by=people.clerk, data=MISTAKE)
    assert refused.value.code in ("batch_moved_on", "transition_not_allowed")
    assert Movement.objects.count() == before


def test_what_was_received_is_not_its_holder_s_declaration(people, walk):
    taken = walk.judged().lines.get().batch
    taken.refresh_from_db()
    assert "retract" not in {row.action for row in allowed_actions(people.receiver, taken)}
    with pytest.raises(Refusal):
        perform(taken, "retract", by=people.receiver, data=MISTAKE)


def test_who_may(people, walk):
    batch = walk.stored("30")
    for person, kind in (
        (people.reader, NotPermitted),
        (people.city_regulator, NotPermitted),
        (people.outsider, NotThere),
    ):
        with pytest.raises(kind):
            perform(batch, "retract", by=person, data=MISTAKE)
    with pytest.raises(Refusal) as refused:
        perform(batch, "retract", by=people.clerk, data=MISTAKE | {"booked_kg": "29"})
    assert refused.value.code == "booked_meanwhile"
    with pytest.raises(Refusal) as refused:
        perform(batch, "retract", by=people.clerk, data={"reason": ""})
    assert refused.value.field == "/reason"


def test_page_file_and_paper_show_the_sign(november, client, city, people):
    undo_sheet(brought(city, people, 1), by=people.clerk)
    number_ledger()
    client.force_login(people.clerk)
    asked = {"site": city.generator.pk, "month": "2026-10", "waste": "hazardous", "ledger": "CS"}
    assert "\N{MINUS SIGN}120.5" in client.get(reverse("manifests:ledger"), asked).content.decode()
    rows = "".join(csv_lines(october(city.generator), Ledger.GENERATED)).splitlines()
    assert ["120.500" in row for row in rows] == [False, True, True] and "-120.500" in rows[2]
    assert "-120.500" in ledger_paper.html(city.generator, october(city.generator))


def test_the_database_lets_it_back_from_a_place_only(walk):
    """From the road nothing is taken back: the constraint says so, whoever writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'movement_accounts_follow'")
        (said,) = cursor.fetchone()
    assert said.count("'source'") == 3  # as the origin of what arises, and as the goal from a site and from a store
