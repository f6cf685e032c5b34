"""Declarations C.1 to C.3: which are due when, what is in them, confirming and correcting."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import ClassRecord, Facility
from manifests.actions.draft_declarations import draft_declarations
from manifests.custody import perform
from manifests.declarations.due import declarations_due, due_day
from manifests.declarations.figures import digest_of
from manifests.declarations.period import NotAPeriod, read_stretch
from manifests.ledger.gaps import gaps
from manifests.ledger.span import Span
from manifests.ledger.sums import sums
from manifests.models import Declaration, DeclarationDraft, WasteBatch
from tests.declared import OCTOBER, at, confirm, seen


def owed(site, today: date) -> list[tuple[str, bool]]:
    return [(due.stretch.label, due.is_late(today)) for due in declarations_due([site], today)]


@pytest.mark.parametrize(
    ("label", "due"),
    [
        ("2026-10", date(2026, 11, 15)),
        ("2026-12", date(2027, 1, 15)),
        ("2026-Q3", date(2026, 10, 15)),
        ("2026-Q4", date(2027, 1, 15)),
        ("2026", date(2027, 3, 31)),
    ],
)
def test_a_period_is_due_on_the_day_the_standard_says(city, label, due):
    assert due_day(read_stretch(label), city.generator) == due
    assert read_stretch(label).label == label


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "26", "", "2026-1", "1999", "2026-Q", "２０２６"])
def test_a_label_that_names_no_period_is_none(text):
    with pytest.raises(NotAPeriod):
        read_stretch(text)


def test_a_key_site_declares_months_by_the_fifteenth(october, city):
    site = city.generator
    assert owed(site, date(2026, 10, 31)) == [("2026-09", True)]  # its last day was 15 October
    assert owed(site, date(2026, 11, 1)) == [("2026-09", True), ("2026-10", False)]
    assert owed(site, date(2026, 11, 15))[-1] == ("2026-10", False)
    assert owed(site, date(2026, 11, 16))[-1] == ("2026-10", True)
    assert ("2026", False) not in owed(site, date(2026, 12, 31))
    assert ("2026", False) in owed(site, date(2027, 3, 31))
    assert ("2026", True) in owed(site, date(2027, 4, 1))


def test_the_class_says_what_is_owed(october, city):
    site, today = city.generator, date(2027, 1, 2)
    labels = {}
    for name in ("key", "simplified", "registered"):
        site.management_class = name
        labels[name] = [label for label, _late in owed(site, today)]
    assert labels == {
        "key": ["2026-09", "2026-10", "2026-11", "2026-12", "2026"],
        "simplified": ["2026-Q3", "2026-Q4", "2026"],
        "registered": ["2026"],
    }
    site.management_class = "simplified"
    assert owed(site, date(2027, 1, 15))[1] == ("2026-Q4", False)
    assert owed(site, date(2027, 1, 16))[1] == ("2026-Q4", True)


def test_a_class_is_owed_from_the_day_it_began(october, city):
    """Whom an authority makes a key site in November owes no month that was over before, but still the quarter."""
    order = {"basis": "authority", "reason": "order", "recorded_at": clock.now()}
    record = {"facility": city.generator, "management_class": "key", "previous": "simplified"}
    ClassRecord.objects.create(**record, **order, valid_from=date(2026, 11, 10))
    city.generator.management_class = "key"
    assert [label for label, _late in owed(city.generator, date(2027, 1, 2))] == [
        "2026-Q3",
        "2026-11",
        "2026-12",
        "2026",
    ]


def test_a_site_where_nothing_ever_was_owes_nothing(city):
    assert declarations_due([city.generator, city.site], date(2026, 11, 20)) == []


def test_what_is_due_costs_two_statements_for_any_number_of_sites(october, city, django_assert_num_queries):
    sites = list(Facility.objects.all())
    assert len(sites) > 4
    with django_assert_num_queries(2):
        assert len(declarations_due(sites, date(2026, 11, 20))) >= 2


def test_the_figures_are_the_ledger_s_and_add_up(october, city):
    (waste,) = seen(city.generator)["wastes"]
    assert waste["code"] == "900-249-08" and waste["name"] == "Used oil"
    figures = {name.removesuffix("_kg"): text for name, text in waste.items() if name.endswith("_kg")}
    assert figures == {
        "opening": "200.000",
        "generated": "1050.000",
        "received": "0.000",
        "returned": "0.000",
        "own": "0.000",
        "outsourced": "1000.000",
        "lost": "5.000",
        "adjusted": "0.000",
        "countered": "0.000",
        "closing": "245.000",
    }
    assert waste["outsourced"] == [
        {
            "enterprise": "Furnace Ltd",
            "site": "Furnace",
            "region": "320402",
            "province": "江苏省",
            "permit": "P-SITE",
            "method": "D10",
            "way": waste["outsourced"][0]["way"],
            "kg": "1000.000",
        }
    ]


def test_what_is_treated_here_stands_by_method(october, people, city):
    batch = october.manifest.lines.get().batch
    with clock.standing_at(at(2026, 10, 20, 9)):
        perform(batch, "treat", by=people.receiver, data={"method": "D10"})
    (waste,) = seen(city.site)["wastes"]
    assert (waste["received_kg"], waste["own_kg"], waste["closing_kg"]) == ("990.000", "990.000", "0.000")
    assert [(line["method"], line["kg"]) for line in waste["own"]] == [("D10", "990.000")]


def test_three_months_are_the_quarter_and_the_quarter_is_the_months(october, city):
    def total(label: str, name: str) -> Decimal:
        return sum((Decimal(row[name]) for row in seen(city.generator, read_stretch(label))["wastes"]), Decimal(0))

    for name in ("generated_kg", "outsourced_kg", "lost_kg"):
        assert total("2026", name) == total("2026-Q3", name) + total("2026-10", name) > 0
    assert total("2026-Q3", "closing_kg") == total("2026-10", "opening_kg") == 200


def test_differences_to_manifests_are_told_in_words(october, people, city):
    span = Span(city.generator.pk, OCTOBER.start, OCTOBER.end)
    kinds = {gap.kind: str(gap.text) for gap in gaps(span, sums(span))}
    assert {"lighter", "open", "adjusted", "no_containers"} <= set(kinds)
    assert "1000 kg were declared, the receiver weighed 990 kg, 10 kg less" in kinds["lighter"]
    perform(october.manifest, "close", by=people.receiver)
    assert "open" not in {gap.kind for gap in gaps(span, sums(span))}
    perform(october.manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    assert "voided" in {gap.kind for gap in gaps(span, sums(span))}


def test_what_was_booked_late_or_lies_outside_a_store_is_told(walk, city):
    with clock.standing_at(at(2026, 10, 6, 9)):
        walk.declared("30")
    with clock.standing_at(at(2026, 11, 3, 6)):  # still the second in UTC
        perform_at = {"happened_at": at(2026, 10, 8, 9)}
        perform(WasteBatch, "declare", by=walk.people.clerk, data={"stream": city.oil.pk, "kg": "4"}, **perform_at)
        span = Span(city.generator.pk, OCTOBER.start, OCTOBER.end)
        told = {gap.kind: str(gap.text) for gap in gaps(span, sums(span))}
    assert told["booked_late"].startswith("1 entries were recorded after the period had ended, the last on 2026-11-03")
    assert told["not_in_store"].startswith("2 batches (34 kg)")


def test_what_was_used_before_it_was_there_is_told(walk, people, city):
    """Entered on 5 November for 5 November, and said to have left the books on 20 October."""
    with clock.standing_at(at(2026, 11, 5, 9)):
        batch = walk.stored("40")
        moment = at(2026, 10, 20, 9)
        perform(batch, "lose", by=people.clerk, data={"kg": "40", "reason": "spilled"}, happened_at=moment)
        span = Span(city.generator.pk, OCTOBER.start, OCTOBER.end)
        assert "negative_closing" in {gap.kind for gap in gaps(span, sums(span))}


def test_confirming_freezes_the_figures_under_a_number(october, people, city):
    row = confirm(people.clerk, city.generator)
    assert row.receipt_no == "D2026-10-320412-0001"
    assert (row.version, row.management_class, row.due_on) == (1, "key", date(2026, 11, 15))
    assert row.digest == digest_of(row.content) and row.content == seen(city.generator)
    assert (row.on_behalf_of, row.delegation, row.confirmed_by) == ("Generator Ltd", None, people.clerk)
    (september, _october) = declarations_due([city.generator], clock.today())
    assert (september.confirmed, _october.confirmed.receipt_no) == (None, row.receipt_no)


def test_confirming_twice_is_confirming_once(october, people, city):
    assert confirm(people.clerk, city.generator) == confirm(people.clerk, city.generator)
    assert Declaration.objects.count() == 1


def test_who_has_seen_other_figures_looks_again(october, walk, people, city):
    old = digest_of(seen(city.generator))
    perform(october.left, "lose", by=people.clerk, data={"kg": "1", "reason": "dry"}, happened_at=at(2026, 10, 9, 9))
    with pytest.raises(Refusal) as refused:
        confirm(people.clerk, city.generator, digest=old)
    assert refused.value.code == "figures_changed" and not Declaration.objects.exists()


def test_a_period_is_declared_when_it_is_over(october, people, city):
    with clock.standing_at(at(2026, 10, 31, 23, 59)), pytest.raises(Refusal) as refused:
        confirm(people.clerk, city.generator)
    assert refused.value.code == "period_not_over"
    with clock.standing_at(at(2026, 11, 1, 0, 0)):
        assert confirm(people.clerk, city.generator).version == 1


def test_a_later_booking_shows_and_is_corrected_with_a_reason(october, people, city):
    first = confirm(people.clerk, city.generator)
    later = at(2026, 11, 4, 9)
    with clock.standing_at(later):
        assert not declarations_due([city.generator], clock.today())[-1].confirmed.changed
        loss = {"kg": "2", "reason": "dry"}
        perform(october.left, "lose", by=people.clerk, data=loss, happened_at=at(2026, 10, 9, 9))
        assert declarations_due([city.generator], clock.today())[-1].confirmed.changed
        with pytest.raises(Refusal) as refused:
            confirm(people.clerk, city.generator)
        assert refused.value.field == "/reason"
        second = confirm(people.clerk, city.generator, reason="a loss was found late")
    assert (second.version, second.reason) == (2, "a loss was found late")
    first.refresh_from_db()
    assert first.content["wastes"][0]["lost_kg"] == "5.000" and second.content["wastes"][0]["lost_kg"] == "7.000"
    assert first.receipt_no != second.receipt_no


def test_a_new_name_or_class_of_the_site_changes_nothing_that_was_declared(october, people, city):
    first = confirm(people.clerk, city.generator)
    Facility.objects.filter(pk=city.generator.pk).update(management_class="simplified", name="Generator East")
    assert seen(city.generator)["facility"] != first.content["facility"]
    assert confirm(people.clerk, city.generator) == first
    assert Declaration.objects.count() == 1


def test_what_happens_in_november_does_not_touch_october(october, walk, people, city):
    confirm(people.clerk, city.generator)
    with clock.standing_at(at(2026, 11, 5, 9)):
        walk.stored("9")
        assert not declarations_due([city.generator], clock.today())[-1].confirmed.changed


def test_a_declaration_is_never_changed_not_even_by_us(october, people, city):
    confirm(people.clerk, city.generator)
    rows = Declaration.objects.all()
    for change in (lambda: rows.update(digest="0" * 64), rows.delete):
        with pytest.raises(DatabaseError, match="evidence"), transaction.atomic():
            change()


@pytest.mark.parametrize("name", ["reader", "city_regulator"])
def test_only_a_clerk_confirms(october, people, city, name):
    with pytest.raises(NotPermitted):
        confirm(getattr(people, name), city.generator)


@pytest.mark.parametrize("name", ["outsider", "collector", "dispatcher", "driver", "other_regulator"])
def test_others_do_not_even_find_it(october, people, city, name):
    with pytest.raises(NotThere):
        confirm(getattr(people, name), city.generator)


def test_drafts_write_themselves_and_repeating_changes_nothing(october, walk, people, city):
    assert draft_declarations() == 2  # September and October; the furnace is registered and owes its year only
    assert draft_declarations() == 0
    draft = DeclarationDraft.objects.get(facility=city.generator, start=OCTOBER.start)
    assert draft.digest == digest_of(seen(city.generator))
    perform(october.left, "lose", by=people.clerk, data={"kg": "1", "reason": "dry"}, happened_at=at(2026, 10, 9, 9))
    assert draft_declarations() == 1
    confirm(people.clerk, city.generator)
    assert not DeclarationDraft.objects.filter(facility=city.generator, start=OCTOBER.start).exists()
