"""The pages of a self-check, its paper, workbook, API and the officials' list: the same figures, for who may see."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from facilities import clock
from manifests.actions.keep_assessment import keep_assessment
from manifests.actions.state_practice import state_practice
from manifests.documents import assessment_paper
from manifests.models import Assessment, PracticeStatement
from tests.api import Api
from tests.assessed import YEAR, result_of

THIS_YEAR = {"start": date(YEAR, 1, 1), "end": date(YEAR + 1, 1, 1)}


@pytest.fixture
def now_url(city) -> str:
    return reverse("manifests:assess", args=[city.generator.pk])


def keep(people, city) -> Assessment:
    return keep_assessment(by=people.clerk, facility=city.generator, **THIS_YEAR)


def text_of(response) -> str:
    return response.content.decode()


def test_the_way_there_from_to_do_ledger_declarations_and_class(client, people, city):
    client.force_login(people.clerk)
    address = reverse("manifests:assessments")
    for page in ("manifests:todo", "manifests:ledger", "manifests:declarations"):
        assert f'href="{address}"' in text_of(client.get(reverse(page))), page
    site_class = text_of(client.get(reverse("facilities:site_class", args=[city.generator.pk])))
    assert reverse("manifests:assess", args=[city.generator.pk]) in site_class
    client.force_login(people.dispatcher)
    assert address not in text_of(client.get(reverse("manifests:todo")))  # a carrier keeps no waste


def test_every_figure_opens_exactly_its_rows(client, walk, people, city, now_url):
    """What the page says does not fit is what the page behind it lists, point by point."""
    walk.stored()
    walk.stored()
    client.force_login(people.clerk)
    shown = client.get(now_url)
    points = {point.title: point for group in shown.context["groups"] for point in group.points}
    wrong = [row for row in result_of(city.generator).checks if row.unfit]
    assert len(wrong) >= 6
    for row in wrong:
        point = points[row.check.title]
        assert point.figures == f"{row.unfit} of {row.total} do not fit"
        behind = client.get(point.rows_url)
        assert len(behind.context["rows"]) == behind.context["unfit"] == row.unfit, row.check.id
        for line in behind.context["rows"]:
            assert not line["url"] or client.get(line["url"]).status_code == 200, line["url"]
        if point.mend_url:
            assert client.get(point.mend_url).status_code == 200, row.check.id


def test_many_rows_come_in_pages(client, walk, people, now_url):
    for _each in range(27):
        walk.declared("1")
    client.force_login(people.clerk)
    first = client.get(f"{now_url}containers/")
    second = client.get(f"{now_url}containers/{first.context['listed'].next_url}")
    assert (len(first.context["rows"]), len(second.context["rows"]), first.context["unfit"]) == (25, 2, 27)


def test_a_reader_is_led_to_no_page_that_is_closed_to_them(client, people, city, now_url):
    client.force_login(people.reader)
    behind = client.get(f"{now_url}process/")
    assert behind.context["unfit"] == 3 and not any(row["url"] for row in behind.context["rows"])
    kept = text_of(client.get(keep(people, city).get_absolute_url()))
    assert "Used oil" in kept and "/streams/" not in kept.partition("<main")[2]
    page = text_of(client.get(now_url))
    assert "Keep this as of today" not in page and "Say how it stands" not in page
    assert client.post(now_url).status_code == 403
    assert client.post(f"{now_url}drill/state/", {"text": "held"}).status_code == 403


def test_keep_it_and_see_what_changed(client, walk, people, city, now_url):
    client.force_login(people.clerk)
    first = client.post(now_url)
    assert client.post(now_url).headers["Location"] == first.headers["Location"]  # the second click
    walk.stored()
    second = client.get(client.post(now_url).headers["Location"])
    assert Assessment.objects.count() == 2
    assert "What changed since" in text_of(second)
    changed = {row["cells"][0] for row in second.context["rows"]}
    assert "What arises is filled into labelled containers with a digital code" in changed
    assert "Every point stands as it did." not in text_of(second)
    listed = client.get(reverse("manifests:assessments"))
    last = Assessment.objects.first()
    assert listed.context["rows"][0]["cells"][3] == last.failing
    assert last.number in text_of(client.get(now_url))


def test_say_how_it_stands(client, people, city, now_url):
    client.force_login(people.clerk)
    address = f"{now_url}drill/state/"
    assert f'value="{clock.today().isoformat()}"' in text_of(client.get(address))
    late = client.post(address, {"text": "held", "day": (clock.today() + timedelta(days=1)).isoformat()})
    assert late.status_code == 422 and "This day has not come yet." in text_of(late)
    assert client.post(address, {"text": "", "day": "2026-01-05"}).status_code == 422
    said = client.post(address, {"text": "Held in <hall> 2", "day": clock.today().isoformat()}, follow=True)
    assert "Held in &lt;hall&gt; 2" in text_of(said)
    assert "Held in &lt;hall&gt; 2" in text_of(client.get(address))
    assert PracticeStatement.objects.get().person == people.clerk


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (f"since={YEAR}-02&until={YEAR}-01", "The last month lies before the first."),
        (f"since={YEAR - 2}-01&until={YEAR}-01", "Choose 12 months at most."),
        (f"since={YEAR + 1}-01&until={YEAR + 1}-02", "These months have not begun yet."),
        ("since=9999-12&until=9999-12", "Give a year between 1900 and 2199."),
        ("since=soon", "Write the month as 2026-11."),
        ("since=%00", "Null characters are not allowed."),
    ],
)
def test_months_that_cannot_be_judged_are_said(client, people, now_url, query, says):
    client.force_login(people.clerk)
    page = client.get(f"{now_url}?{query}")
    assert page.status_code == 200 and says in text_of(page)
    assert client.get(f"{now_url}process/?{query}").status_code == 404
    assert client.post(f"{now_url}?{query}").status_code == 422
    assert not Assessment.objects.exists()


def test_points_that_are_none_of_the_sites_are_not_there(client, people, now_url):
    client.force_login(people.clerk)
    for part in ("nothing/", "permit_codes/", "drill/", "hazards/state/", "record_book/state/"):
        assert client.get(f"{now_url}{part}").status_code == 404, part


def test_another_month_asks_only_of_it(client, walk, people, now_url):
    with clock.standing_at(clock.now() - timedelta(days=70)):
        walk.declared()
    client.force_login(people.clerk)
    this_month = f"{clock.today():%Y-%m}"
    page = client.get(f"{now_url}containers/?since={this_month}&until={this_month}")
    assert page.context["total"] == 0


# Paper and workbook


def test_the_paper_is_the_same_each_time_and_tells_what_was_kept(client, walk, people, city, settings):
    walk.stored()
    state_practice(by=people.clerk, facility=city.generator, point="drill", text="<b>held</b>", day=clock.today())
    row = keep(people, city)
    page = assessment_paper.html(row)
    for said in (row.number, row.digest, "Generator Ltd", "&lt;b&gt;held&lt;/b&gt;", "危险废物规范化环境管理自评报告"):
        assert said in page, said
    assert f"{settings.PUBLIC_URL}{row.get_absolute_url()}" in page
    assert assessment_paper.draw(row) == assessment_paper.draw(row)
    client.force_login(people.clerk)
    address = reverse("manifests:assessment_pdf", args=[row.pk])
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF")
    again = client.get(address, headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_workbook_has_a_line_for_each_point_and_no_formula(client, walk, people, city):
    walk.stored()
    day = clock.today()
    state_practice(by=people.clerk, facility=city.generator, point="drill", text="=1+1", day=day)
    row = keep(people, city)
    client.force_login(people.clerk)
    answer = client.get(reverse("manifests:assessment_xlsx", args=[row.pk]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=6)]
    assert len(lines) == len(row.content["checks"])
    for line, check in zip(lines, row.content["checks"], strict=True):
        assert (line[1], line[5], line[6]) == (check["title"]["zh"], check["total"], check["unfit"])
    drill = next(line for line in lines if line[7] and "=1+1" in line[7])
    assert drill[7] == f"=1+1（clerk，{day.isoformat()}）"
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


# Officials


@pytest.fixture
def listed(client, people):
    client.force_login(people.district_regulator)

    def rows(**query) -> list[str]:
        page = client.get(reverse("admin:manifests_assessment_changelist"), query)
        return [row.number for row in page.context["cl"].result_list]

    return rows


def test_officials_see_the_last_of_each_site_and_narrow_it(walk, people, city, listed):
    first = keep(people, city)
    walk.stored()
    last = keep(people, city)
    other = keep_assessment(by=people.collector, facility=city.collector, **THIS_YEAR)
    far = keep_assessment(by=people.outsider, facility=city.outside, **THIS_YEAR)
    assert set(listed()) == {last.number, other.number}
    assert far.number not in listed(earlier="on") and first.number in listed(earlier="on")
    assert listed(site="Gener") == [last.number]
    assert listed(grade=last.grade, site="Gener") == [last.number]
    assert listed(grade="missed" if last.grade != "missed" else "reached", site="Gener") == []
    assert listed(failing=last.failing, site="Gener") == [last.number]
    assert listed(failing=last.failing + 1, site="Gener") == []


def test_an_officials_page_of_one_and_of_its_site(client, walk, people, city):
    keep(people, city)
    walk.stored()
    last = keep(people, city)
    client.force_login(people.city_regulator)
    page = text_of(client.get(reverse("admin:manifests_assessment_change", args=[last.pk])))
    assert last.digest in page and "What changed since the one before" in page
    site = text_of(client.get(reverse("admin:facilities_facility_change", args=[city.generator.pk])))
    assert last.number in site and reverse("manifests:assess", args=[city.generator.pk]) in site
    overview = text_of(client.get(reverse("admin:index")))
    assert f"?grade={last.grade}" in overview
    client.force_login(people.other_regulator)
    assert client.get(reverse("admin:manifests_assessment_change", args=[last.pk])).status_code == 404


# Programs


def test_the_api_tells_the_same(walk, people, city):
    walk.stored()
    api = Api(people.clerk)
    where = f"/api/assessments/current/?facility={city.generator.pk}"
    row = keep(people, city)
    assert api.get(where).json() == row.content
    (brief,) = api.rows("/api/assessments/")
    assert "content" not in brief and brief["number"] == row.number
    one = api.get(f"/api/assessments/{row.pk}/").json()
    assert (one["content"], one["digest"], one["grade"]) == (row.content, row.digest, row.grade)
    walk.stored()
    newer = keep(people, city)
    assert [found["number"] for found in api.rows("/api/assessments/", latest="true")] == [newer.number]
    assert api.rows("/api/assessments/", facility=str(city.site.pk)) == []
    month = api.get(f"{where}&since={YEAR}-01&until={YEAR}-01").json()
    assert (month["start"], month["last_day"]) == (f"{YEAR}-01-01", f"{YEAR}-01-31")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "?facility"),
        ("facility=x", "?facility"),
        ("since=2026-13", "?since"),
        ("since=2026-011", "?since"),
        ("until=9999-01", "?until"),
        ("until=%00", "?until"),
        ("month=2026-01", "?month"),
        (f"since={YEAR}-02&until={YEAR}-01", "?until"),
    ],
)
def test_what_a_program_asks_wrongly(people, city, query, field):
    given = query if not query or "facility" in query else f"facility={city.generator.pk}&{query}"
    answer = Api(people.clerk).get(f"/api/assessments/current/?{given}")
    assert answer.status_code == 400, answer.content
    assert field in {error["field"] for error in answer.json()["errors"]}
