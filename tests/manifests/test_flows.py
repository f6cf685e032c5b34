"""Every figure of the flows opens manifests that add up to it, whoever looks."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from facilities import clock
from facilities.models import WasteCode
from manifests.custody import perform
from manifests.flows import Figure, behind, codes_of, flows_of, picture, totals_by
from manifests.models import Flow, Manifest
from tests.city import TIANNING, official

URL = reverse("admin:flows")


@pytest.fixture
def moved(city, people, walk, fleet):
    """Oil twice and paint once in this month: 1000 + 300.5 oil, 200 paint burnt, 50 oil to the collector."""
    loads = [
        (walk.arrived(walk.stored("1000"), walk.stored("200", stream=city.paint)), {}),
        (walk.arrived(walk.stored("301")), {"weighed_kg": "300.5"}),
        (walk.arrived(walk.stored("50"), consignee=city.collector, method="R9"), {}),
    ]
    return [walk.judged(manifest=manifest, **line) for manifest, line in loads]


def this_month() -> Figure:
    month = clock.today().replace(day=1)
    return Figure(month, month)


def opened_kg(client, url: str) -> Decimal:
    """What the rows add up to that an address opens."""
    response = client.get(url)
    assert response.status_code == 200
    return sum((row.flow_kg for row in response.context["cl"].result_list), Decimal(0))


def test_figures_are_what_was_accepted(moved, people, city):
    figure = this_month()
    rows = flows_of(people.city_regulator, figure.start, figure.end)
    assert [
        (row.keys[0], row.keys[1], row.names[2][:3].strip(), row.names[3], row.kg, row.line_count) for row in rows
    ] == [
        ("320412", "HW08", "D10", "Furnace", Decimal("1300.5"), 2),
        ("320412", "HW12", "D10", "Furnace", Decimal(200), 1),
        ("320412", "HW08", "R9", "Collector", Decimal(50), 1),
    ]
    assert [kg for _key, _name, kg in totals_by(rows, 3)] == [Decimal("1500.5"), Decimal(50)]
    assert sum(kg for (step, *_), kg in picture(rows).items() if step == 1) == Decimal("1550.5")


def test_every_band_of_the_picture_opens_rows_that_add_up(client, moved, people):
    client.force_login(people.city_regulator)
    links = client.get(URL).context["sankey"]["links"]
    assert len(links) == 2 + 3 + 2
    for link in links:
        assert opened_kg(client, link["href"]) == Decimal(link["kg"]), link["label"]


def test_every_figure_of_the_tables_opens_rows_that_add_up(client, moved, people):
    client.force_login(people.city_regulator)
    context = client.get(URL).context
    cells = [row["cells"][4] for row in context["ways"]["rows"]] + [context["ways"]["foot"][4]]
    cells += [row["cells"][1] for step in context["steps"] for row in step["rows"]]
    figures = []
    for cell in cells:
        href = cell.split('"')[1].replace("&amp;", "&")
        shown = Decimal(cell.split('class="kg">')[1].split("<")[0].replace(",", ""))
        figures.append(shown)
        assert opened_kg(client, href) == shown
    assert Decimal("1550.5") in figures


def test_the_opened_list_says_which_figure_it_is(client, moved, people):
    client.force_login(people.city_regulator)
    figure = this_month().of(category="HW12")
    text = client.get(reverse("admin:manifests_manifest_changelist"), figure.as_params()).content.decode()
    assert "HW12" in text and "1 manifest line" in text and "In this flow" in text


def test_a_voided_manifest_leaves_the_flows(moved, people):
    perform(moved[0], "void", by=people.city_regulator, data={"reason": "typed twice"})
    figure = this_month()
    rows = flows_of(people.city_regulator, figure.start, figure.end)
    assert {row.kg for row in rows} == {Decimal("300.5"), Decimal(50)}
    behind_it = behind(Manifest.objects.visible_to(people.city_regulator), figure)
    assert sum(row.flow_kg for row in behind_it) == Decimal("350.5")


def test_what_is_refused_or_carried_on_is_no_flow(walk, people):
    parent = walk.judged("part")
    child = perform(parent.children.get(), "arrive", by=people.driver).subject
    perform(
        child, "receive", by=people.clerk,
        data={"lines": [{"line": str(child.lines.get().pk), "opinion": "accept", "weighed_kg": "500"}]},
    )  # fmt: skip
    figure = this_month()
    assert [row.kg for row in flows_of(people.city_regulator, figure.start, figure.end)] == [Decimal(500)]
    assert list(behind(Manifest.objects.visible_to(people.city_regulator), figure)) == [parent]


def test_districts_see_what_leaves_or_reaches_them(moved, people):
    figure = this_month()
    assert len(flows_of(people.district_regulator, figure.start, figure.end)) == 3  # all from Wujin
    to_the_furnace = flows_of(official("tianning_regulator", TIANNING), figure.start, figure.end)
    assert {row.names[3] for row in to_the_furnace} == {"Furnace"}
    assert flows_of(people.other_regulator, figure.start, figure.end) == []
    assert flows_of(people.clerk, figure.start, figure.end) == []


def test_the_page_shows_each_official_their_own(client, moved, people):
    client.force_login(people.other_regulator)
    response = client.get(URL)
    assert response.context["sankey"] is None
    assert "No waste was accepted in this period" in response.content.decode()


def test_the_period_cuts_at_the_month_here_not_in_greenwich(walk, people):
    """17:00 UTC on 30 April is 1 May in Changzhou."""
    moment = clock.now().replace(month=4, day=30, hour=17, minute=0)
    if moment > clock.now():
        moment = moment.replace(year=moment.year - 1)
    with clock.standing_at(moment - timedelta(hours=2)):
        manifest = walk.arrived()
    with clock.standing_at(moment):
        walk.judged(manifest=manifest)
    may, april = date(moment.year, 5, 1), date(moment.year, 4, 1)
    assert Flow.objects.get().month == may
    seen = Manifest.objects.visible_to(people.city_regulator)
    assert list(behind(seen, Figure(may, may))) == [manifest]
    assert not behind(seen, Figure(april, april)).exists()
    assert list(behind(seen, Figure(april, may))) == [manifest]


@pytest.mark.parametrize(
    ("name", "value", "kept"), [("district", "320412", 3), ("category", "HW12", 1), ("category", "HW99", 0)]
)
def test_filters_narrow_the_picture(client, moved, people, name, value, kept):
    client.force_login(people.city_regulator)
    response = client.get(URL, {name: value})
    assert len(response.context["ways"]["rows"]) == kept
    if not kept:
        assert "No flow fits these filters" in response.content.decode()
        return
    for link in response.context["sankey"]["links"]:
        assert parse_qs(urlsplit(link["href"]).query)[f"flow_{name}"] == [value]
        assert opened_kg(client, link["href"]) == Decimal(link["kg"])


@pytest.mark.parametrize(
    "query",
    [
        {"start": "x"},
        {"start": "2026-13"},
        {"start": "2026-05", "end": "2026-01"},
        {"start": "0000-00"},
        {"district": "'"},
    ],
)
def test_an_unreadable_period_gives_a_page(client, moved, people, query):
    client.force_login(people.city_regulator)
    response = client.get(URL, query)
    assert response.status_code == 200
    assert response.context["sankey"] is None


def test_the_page_costs_the_same_however_much_was_moved(client, moved, walk, people, django_assert_max_num_queries):
    client.force_login(people.city_regulator)
    with django_assert_max_num_queries(6) as few:
        client.get(URL)
    for _ in range(5):
        walk.judged(manifest=walk.arrived(walk.stored("10")))
    with django_assert_max_num_queries(6) as many:
        client.get(URL)
    assert len(few) == len(many)
    assert not [row for row in many.captured_queries if '"manifests_manifest"' in row["sql"]]


def test_opened_rows_stay_within_the_lists_budget(client, moved, people, city, django_assert_max_num_queries):
    client.force_login(people.city_regulator)
    figure = this_month().of(district="320412", category="HW08", method=city.burn.pk, site=city.site.pk)
    with django_assert_max_num_queries(6):
        client.get(reverse("admin:manifests_manifest_changelist"), figure.as_params())


@pytest.mark.parametrize("category", ["HW08", "HW49", "13"])
def test_codes_of_a_category_are_those_that_read_so(db, category):
    found = set(WasteCode.objects.filter(codes_of(category)).values_list("code", flat=True))
    assert found == {code.code for code in WasteCode.objects.all() if code.category_code == category}


def test_posting_to_the_page_is_refused(client, people):
    client.force_login(people.city_regulator)
    assert client.post(URL).status_code == 405
