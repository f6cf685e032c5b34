"""Several drafts at once, what is not owed, what an earlier class owed, and what changes a figure and what does not."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from facilities import clock
from facilities.errors import BadInput
from facilities.models import ClassRecord, Facility, Person, StorageArea
from manifests.actions.confirm_many import Wanted, confirm_many
from manifests.actions.draft_declarations import draft_declarations
from manifests.actions.keep_clocks import keep_clocks
from manifests.custody import perform
from manifests.declarations.due import declarations_due
from manifests.declarations.page import declared
from manifests.declarations.period import Stretch, read_stretch
from manifests.forms.declaring import ConfirmMany
from manifests.models import Deadline, Declaration, DeclarationDraft, WasteBatch
from tests.declared import at, confirm, fresh

PAGE = reverse("manifests:confirm_declarations")
SEPTEMBER = read_stretch("2026-09")


def values() -> list[str]:
    return [ConfirmMany.value_of(draft) for draft in DeclarationDraft.objects.order_by("start", "period")]


def ticked(response) -> list[str]:
    return [row["label"] for row in response.context["rows"] if row["is_ticked"]]


def test_drafts_without_anything_to_know_are_ticked_and_confirmed_at_once(client, october, people, city):
    assert draft_declarations() == 2
    september, later = DeclarationDraft.objects.order_by("start")
    DeclarationDraft.objects.filter(pk=september.pk).update(differences=0)
    assert later.differences > 0  # the receiver weighed less, and the manifest is open
    client.force_login(people.clerk)
    shown = client.get(PAGE)
    assert [row["label"] for row in shown.context["rows"]] == ["2026-09", "2026-10"]
    assert ticked(shown) == ["2026-09"]
    assert f"{later.differences} things" in shown.content.decode()
    answer = client.post(PAGE, {"picks": values()})
    assert answer.url == reverse("manifests:declarations")
    rows = Declaration.objects.order_by("start")
    assert [(row.start.month, row.version, row.voluntary) for row in rows] == [(9, 1, False), (10, 1, False)]
    assert not DeclarationDraft.objects.exists()
    assert "2 declarations are confirmed." in client.get(answer.url).content.decode()


def test_what_has_moved_on_since_is_left_and_said(client, october, people, city):
    draft_declarations()
    sent = values()
    perform(october.left, "lose", by=people.clerk, data={"kg": "1", "reason": "dry"}, happened_at=at(2026, 10, 9, 9))
    client.force_login(people.clerk)
    page = client.post(PAGE, {"picks": sent}, follow=True)
    assert page.redirect_chain[0][0] == PAGE
    text = page.content.decode()
    assert "1 declarations are confirmed." in text and "2026-10 Generator: The ledger has changed" in text
    assert [row.start.month for row in Declaration.objects.all()] == [9]
    assert values() != sent[1:]  # the page shows the figures of now,
    client.post(PAGE, {"picks": values()})  # and those are confirmed at once
    assert [row.start.month for row in Declaration.objects.order_by("start")] == [9, 10]


def test_one_tick_too_many_does_not_refuse_the_others(client, october, people, city):
    draft_declarations()
    sent = values()
    confirm(people.clerk, city.generator, SEPTEMBER)  # a colleague was faster
    client.force_login(people.clerk)
    page = client.post(PAGE, {"picks": sent}, follow=True)
    assert page.redirect_chain[0][0] == reverse("manifests:declarations")
    text = page.content.decode()
    assert "1 declarations are confirmed." in text and "1 of the ticks" in text
    assert Declaration.objects.count() == 2


def test_twice_is_once(october, people, city):
    draft_declarations()
    drafts = [
        Wanted(draft.facility, Stretch.of(draft.start, draft.period), draft.digest)
        for draft in DeclarationDraft.objects.select_related("facility")
    ]
    first = confirm_many(by=fresh(people.clerk), wanted=drafts)
    again = confirm_many(by=fresh(people.clerk), wanted=drafts)
    assert first.declared == again.declared and not first.left and not again.left
    assert Declaration.objects.count() == 2


@pytest.mark.parametrize("picks", [[], ["nonsense"], ["\x00"], [f"{'0' * 8}-0000-7000-8000-{'0' * 12}:x"], [":"]])
def test_what_is_no_draft_of_theirs_is_refused_beside_the_field(client, october, people, picks):
    draft_declarations()
    client.force_login(people.clerk)
    assert client.post(PAGE, {"picks": picks}).status_code == 422
    assert not Declaration.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("reader", 403), ("city_regulator", 403), ("outsider", 422)])
def test_only_who_confirms_finds_drafts(client, october, people, name, status):
    draft_declarations()
    client.force_login(getattr(people, name))
    assert client.get(PAGE).context["rows"] == []
    assert client.post(PAGE, {"picks": values()}).status_code == status
    assert not Declaration.objects.exists()


def test_the_page_costs_the_same_for_one_draft_and_many(client, october, people, django_assert_max_num_queries):
    client.force_login(people.clerk)
    client.get(PAGE)
    with django_assert_max_num_queries(6) as none:
        client.get(PAGE)
    draft_declarations()
    with django_assert_max_num_queries(6) as some:
        client.get(PAGE)
    assert len(some) == len(none)


def test_a_period_that_is_not_owed_is_declared_with_a_reason_and_marked(client, october, people, city):
    quarter = read_stretch("2026-Q3")
    with pytest.raises(BadInput) as refused:
        confirm(people.clerk, city.generator, quarter)
    assert (refused.value.code, refused.value.field) == ("period_not_owed", "/reason")
    client.force_login(people.clerk)
    address = reverse("manifests:declaration", args=[city.generator.pk, "2026-Q3"])
    assert "Not owed" in client.get(address).content.decode()
    row = confirm(people.clerk, city.generator, quarter, reason="our group asks for quarters")
    assert (row.voluntary, row.reason) == (True, "our group asks for quarters")
    assert "voluntary" in client.get(address).content.decode()
    owed = confirm(people.clerk, city.generator, SEPTEMBER, reason="nobody asked")
    assert (owed.voluntary, owed.reason) == (False, "")


def test_what_an_earlier_class_owed_and_nobody_declared_is_owed_still(october, people, city):
    """A key site until 10 November: October is due as before, November is not, and the clock agrees."""
    ClassRecord.objects.create(
        facility=city.generator, management_class="registered", previous="key", valid_from=date(2026, 11, 10),
        basis="authority", reason="order", recorded_at=clock.now(),
    )  # fmt: skip
    city.generator.management_class = "registered"
    city.generator.save()
    with clock.standing_at(at(2026, 12, 2, 9)):
        labels = [due.stretch.label for due in declarations_due([city.generator], clock.today())]
        assert labels == ["2026-09", "2026-10"]
    with clock.standing_at(at(2026, 11, 12, 9)):
        keep_clocks()
        running = Deadline.objects.running().filter(facility=city.generator, kind="declare_month")
        assert sorted(row.period for row in running) == ["2026-09", "2026-10"]
        confirm(people.clerk, city.generator)
        assert [row.period for row in running.all()] == ["2026-09"]


def test_a_class_that_was_set_ahead_does_not_hide_the_one_that_came_between(october, people, city):
    """In October `simplified` was set for 10 December, out of `registered`; from 2 November it was a key site."""
    for name, day, basis in (
        ("simplified", date(2026, 12, 10), "authority"),
        ("key", date(2026, 11, 2), "computed"),
    ):
        ClassRecord.objects.create(
            facility=city.generator, management_class=name, previous="registered", valid_from=day,
            basis=basis, reason="order", recorded_at=clock.now(),
        )  # fmt: skip
    city.generator.management_class = "simplified"
    city.generator.save()
    with clock.standing_at(at(2026, 12, 12, 9)):
        labels = [due.stretch.label for due in declarations_due([city.generator], clock.today())]
        assert labels == ["2026-11"]
        keep_clocks()
        running = Deadline.objects.running().filter(facility=city.generator, kind__startswith="declare")
        assert [row.period for row in running] == ["2026-11"]


def test_a_move_between_stores_is_no_change_of_what_was_declared(october, people, city):
    confirm(people.clerk, city.generator)
    yard = StorageArea.objects.create(facility=city.generator, code="TS7", name="Yard", kind="yard", capacity_kg=900)
    with clock.standing_at(at(2026, 11, 4, 9)):
        moment = at(2026, 10, 20, 9)
        perform(october.left, "move", by=people.clerk, data={"area": yard.pk}, happened_at=moment)
        assert not declarations_due([city.generator], clock.today())[-1].confirmed.changed
        loss = {"kg": "2", "reason": "dry"}
        perform(october.left, "lose", by=people.clerk, data=loss, happened_at=at(2026, 10, 21, 9))
        assert declarations_due([city.generator], clock.today())[-1].confirmed.changed


def changed(site, label: str) -> bool:
    """Whether the list says so; the declaration's own page, which reads all figures anew, must say the same."""
    (found,) = [due for due in declarations_due([site], clock.today()) if due.stretch.label == label]
    seen = Facility.objects.select_related("enterprise", "region").get(pk=site.pk)
    assert declared(seen, read_stretch(label), Person.objects.get(username="clerk")).changed == found.confirmed.changed
    return found.confirmed.changed


def arose(people, city, moment) -> WasteBatch:
    data = {"stream": city.oil.pk, "kg": "30"}
    return perform(WasteBatch, "declare", by=people.clerk, data=data, happened_at=moment).subject


def test_an_entry_of_an_earlier_period_moves_what_lay_there_and_the_list_says_so(october, people, city):
    confirm(people.clerk, city.generator)
    with clock.standing_at(at(2026, 11, 4, 9)):
        assert not changed(city.generator, "2026-10")
        late = arose(people, city, at(2026, 9, 30, 23))
        assert changed(city.generator, "2026-10")
        perform(late, "retract", by=people.clerk, data={"reason": "declared twice"})
        assert not changed(city.generator, "2026-10")  # entered and taken back since


@pytest.mark.parametrize(
    ("moment", "moves"), [((2026, 9, 30, 23, 59), True), ((2026, 10, 31, 23, 59), True), ((2026, 11, 1, 0), False)]
)
def test_the_last_minute_that_counts_and_the_first_that_does_not(october, people, city, moment, moves):
    confirm(people.clerk, city.generator)
    with clock.standing_at(at(2026, 11, 4, 9)):
        arose(people, city, at(*moment))
        assert changed(city.generator, "2026-10") == moves


def test_a_waste_that_comes_and_goes_before_the_period_moves_nothing_of_it(october, people, city):
    confirm(people.clerk, city.generator)
    with clock.standing_at(at(2026, 11, 4, 9)):
        late = arose(people, city, at(2026, 9, 21, 9))
        perform(late, "lose", by=people.clerk, data={"kg": "30", "reason": "dry"}, happened_at=at(2026, 9, 22, 9))
        assert not changed(city.generator, "2026-10")


def test_general_waste_and_moves_between_stores_of_an_earlier_period_change_nothing(october, people, city):
    confirm(people.clerk, city.generator)
    yard = StorageArea.objects.create(facility=city.generator, code="TS7", name="Yard", kind="yard", capacity_kg=900)
    old = WasteBatch.objects.exclude(pk=october.left.pk).filter(state="stored").first()
    with clock.standing_at(at(2026, 11, 4, 9)):
        moment = at(2026, 9, 25, 9)
        perform(old, "move", by=people.clerk, data={"area": yard.pk}, happened_at=moment)
        assert not changed(city.generator, "2026-10")


def test_the_entries_that_came_late_are_found_by_their_index(october, people, city):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT FROM manifests_movement AS m WHERE m.to_facility_id = %s AND m.recorded_at > now()"
            " AND m.recorded_at - m.happened_at > interval '27 days'",
            [city.generator.pk],
        )
        assert "movement_came_late" in "".join(row[0] for row in cursor.fetchall())
