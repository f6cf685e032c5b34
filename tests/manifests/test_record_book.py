"""A permit holder's record book: origin, kind, quantity, flow, date and incidents, read from the mass ledger."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from facilities import clock
from facilities.models import Permit
from manifests.custody import perform
from manifests.documents import record_book as paper
from manifests.ledger.kinds import Ledger
from manifests.ledger.record_book import all_pages, incidents, pages, permits_in
from manifests.ledger.span import Span
from manifests.models import Manifest
from tests.declared import at, fresh


@pytest.fixture
def now():
    """It is 3 November."""
    with clock.standing_at(at(2026, 11, 3, 9)):
        yield


@pytest.fixture
def october(walk, people, now):
    """The furnace took 1,000 kg and burnt them, refused 500 kg, and lost 5 of another 100 kg."""
    with clock.standing_at(at(2026, 10, 6, 9)):
        taken = walk.judged(manifest=walk.arrived(), weighed_kg="1000")
        perform(taken.lines.get().batch, "treat", by=people.receiver, data={"method": "D10"})
        refused = walk.judged("refuse", walk.arrived(walk.stored("500")), reason="leaking drums")
        spilt = walk.judged(manifest=walk.arrived(walk.stored("100"))).lines.get().batch
        perform(spilt, "lose", by=people.receiver, data={"kg": "5", "reason": "spilt at the pump"})
    return taken, refused


@pytest.fixture
def span(city) -> Span:
    return Span.month(city.site.pk, at(2026, 10, 1).date())


def page(client, person, name="record_book", **asked):
    client.force_login(fresh(person))
    return client.get(f"{reverse(f'manifests:{name}')}?{urlencode({'month': '2026-10', **asked})}")


def test_what_came_and_what_was_done_with_it_stand_in_the_order_in_which_it_happened(october, span):
    told = [(line.ledger, line.entry.kg, line.origin, line.flow) for line in pages(span, limit=50)]
    assert told == [
        (Ledger.RECEIVED, 1000, "Generator Ltd", ""),
        (Ledger.TREATED, 1000, "", "D10"),
        (Ledger.RECEIVED, 100, "Generator Ltd", ""),
    ]


def test_the_book_is_the_ledger_and_nothing_else(october, span):
    with clock.standing_at(at(2026, 11, 2, 9)):
        assert [line.entry.movement for line in pages(span, limit=50)] == [
            line.entry.movement for line in all_pages(span)
        ]
    rows = paper.sum_rows(paper.sums(span))
    assert rows[-1][1:] == [0, 1100, 0, -1000 * -1, 0, -5, 0, 95]


def test_pages_follow_each_other_without_a_gap(october, span):
    first = pages(span, limit=1)[0].entry
    rest = pages(span, after=(first.happened_at, first.movement), limit=50)
    assert [line.entry.movement for line in (*pages(span, limit=1), *rest)] == [
        line.entry.movement for line in pages(span, limit=50)
    ]


def test_losses_and_refusals_are_incidents(october, span):
    told = sorted((incident.words, incident.kg) for incident in incidents(span))
    assert told == [("leaking drums", Decimal(-500)), ("spilt at the pump", Decimal(5))]


def test_a_voided_manifest_is_an_incident(walk, people, now, span):
    with clock.standing_at(at(2026, 10, 6, 9)):
        perform(walk.closed(), "void", by=people.city_regulator, data={"reason": "typed twice"})
    (incident,) = incidents(span)
    assert (incident.words, incident.kg) == ("typed twice", Decimal(-1000))


def test_what_a_collector_hands_on_says_to_whom(walk, people, city, now):
    with clock.standing_at(at(2026, 10, 6, 9)):
        manifest = walk.judged(manifest=walk.arrived(consignee=city.collector))
        batch = manifest.lines.get().batch
        perform(batch, "store", by=people.collector, data={"area": walk.area(city.collector).pk})
        batch.refresh_from_db()
        walk.in_transit(batch, consignor=city.collector, by=people.collector)
    lines = pages(Span.month(city.collector.pk, at(2026, 10, 1).date()), limit=50)
    assert [(line.ledger, line.origin, line.flow) for line in lines] == [
        (Ledger.RECEIVED, "Generator Ltd", ""),
        (Ledger.HANDED_OVER, "", "Furnace Ltd D10"),
    ]


def test_another_month_and_another_site_are_empty(october, city):
    assert pages(Span.month(city.site.pk, at(2026, 9, 1).date()), limit=50) == []
    assert pages(Span.month(city.collector.pk, at(2026, 10, 1).date()), limit=50) == []


@pytest.mark.parametrize(
    ("first", "last", "revoked", "shown"),
    [
        ("2026-10-31", "2027-10-30", None, True),
        ("2026-11-01", "2027-10-30", None, False),
        ("2020-01-01", "2026-10-01", None, True),
        ("2020-01-01", "2026-09-30", None, False),
        ("2020-01-01", "2030-01-01", "2026-10-01", True),
        ("2020-01-01", "2030-01-01", "2026-09-30", False),
    ],
)
def test_the_permits_are_those_in_force_in_the_month(city, span, first, last, revoked, shown):
    Permit.objects.create(
        facility=city.site, number="P-X", kind="comprehensive", valid_from=first, valid_to=last, revoked_on=revoked
    )
    found = [permit.number for permit in permits_in(city.site, span.start, span.end)]
    assert ("P-X" in found) is shown


def test_the_page_tells_it_and_leads_to_the_manifests(client, october, people):
    taken, refused = october
    text = page(client, people.receiver).content.decode()
    for words in ("Generator Ltd", "P-SITE", "leaking drums", "spilt at the pump", taken.get_absolute_url()):
        assert words in text, words
    assert refused.get_absolute_url() in text
    assert reverse("manifests:record_book") in page(client, people.receiver, "ledger").content.decode()


def test_who_takes_nothing_in_has_no_book(client, october, people, city):
    assert "No site of yours takes waste in" in page(client, people.clerk).content.decode()
    assert reverse("manifests:record_book") not in page(client, people.clerk, "ledger").content.decode()
    assert page(client, people.receiver, site=city.generator.pk).status_code == 404
    assert page(client, people.clerk, site=city.site.pk).status_code == 200  # the form has no such site to choose


@pytest.mark.parametrize("asked", [{"month": "2026-13"}, {"month": "9999-99"}, {"site": "\x00"}, {"site": "7"}])
def test_what_cannot_be_read_says_so(client, october, people, asked):
    assert page(client, people.receiver, **asked).status_code == 200
    assert page(client, people.receiver, "record_book_pdf", **asked).status_code == 404


@pytest.mark.parametrize("after", ["", "~", "yesterday~1", "2026-10-06T09:00:00~x", "\x00~\x00"])
def test_an_unreadable_place_shows_the_first_page(client, october, people, after):
    assert "spilt at the pump" in page(client, people.receiver, after=after).content.decode()


def test_an_official_comes_to_it_from_the_site(client, october, people, city):
    client.force_login(fresh(people.city_regulator))
    text = client.get(reverse("admin:facilities_facility_change", args=[city.site.pk])).content.decode()
    assert f"{reverse('manifests:record_book')}?site={city.site.pk}" in text
    assert "leaking drums" in page(client, people.city_regulator, site=city.site.pk).content.decode()


def test_the_book_on_paper(client, october, people, city, span):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", paper.html(city.site, span)))
    for words in (
        "危险废物经营情况记录簿",
        "P-SITE",
        "2026 年 10 月",
        "Generator Ltd",
        "1000.000",
        "leaking drums",
        "期末",
    ):
        assert words in text, words
    answer = page(client, people.receiver, "record_book_pdf")
    assert answer.content.startswith(b"%PDF-1.7") and "record-book-2026-10.pdf" in answer["Content-Disposition"]


def test_the_paper_says_what_it_leaves_out(october, city, span, monkeypatch):
    monkeypatch.setattr(paper, "MOST", 2)
    text = paper.html(city.site, span)
    assert "只列前 2 条" in text and text.count("Generator Ltd") == 2  # one line, and the refused load


def test_the_page_costs_the_same_for_one_load_and_ten(client, walk, now, people, django_assert_max_num_queries):
    client.force_login(fresh(people.receiver))
    address = f"{reverse('manifests:record_book')}?month=2026-10"

    def cost() -> int:
        with django_assert_max_num_queries(14) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    with clock.standing_at(at(2026, 10, 6, 9)):
        walk.judged("part")
    few = cost()
    with clock.standing_at(at(2026, 10, 7, 9)):
        for _each in range(9):
            walk.judged("part", walk.arrived(walk.stored("10")))
    assert cost() <= few
    assert Manifest.objects.filter(discrepancy_at__isnull=False).count() == 10
