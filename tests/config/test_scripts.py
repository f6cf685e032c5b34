"""The small scripts in a real browser: code search, the scanner, sending once, the colour switch.

Pages are rendered here and handed to the browser together with the static files, so no server and no database run.
"""

import mimetypes
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import qrcode
from django import forms
from django.template import Context, Template

from tests.browser import needs_chromium

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "config" / "static"
HOUSE = "http://localhost"  # a secure context, as the camera asks
CODES = [
    {"value": "900-249-08", "label": "900-249-08 废矿物油", "hint": "HW08"},
    {"value": "900-214-08", "label": "900-214-08 废机油", "hint": "HW08"},
]

pytestmark = needs_chromium


class CodeForm(forms.Form):
    code = forms.CharField(label="Code")


def static_file(path: str) -> Path:
    if path.startswith("/static/vendor/zxing-wasm/"):
        return ROOT / "node_modules" / "zxing-wasm" / "dist" / path.removeprefix("/static/vendor/zxing-wasm/")
    return STATIC / path.removeprefix("/static/")


def rendered(body: str, script: str, **context) -> str:
    head = f'<html lang="en"><body><script src="/static/liandan/js/theme.js"></script>{body}'
    module = f'<script type="module" src="/static/liandan/js/{script}"></script></body></html>'
    return "<!DOCTYPE html>" + Template("{% load fields %}" + head + module).render(Context(context))


@pytest.fixture
def page(chromium):
    """A tab that gets its pages from `page.house[path]` (text, JSON or a function) and its scripts from the project."""
    context = chromium.new_context()
    tab = context.new_page()
    tab.house, tab.complaints = {}, []
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))

    def answer(route):
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = static_file(path)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
            return
        content = tab.house.get(path, "<p>elsewhere</p>")
        if callable(content):
            content = content(route.request)
        if isinstance(content, str):
            route.fulfill(body=content, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(json=content)

    tab.route("**/*", answer)
    yield tab
    context.close()
    assert tab.complaints == []


# code search


@pytest.fixture
def search(page):
    def found(request):
        words = parse_qs(urlsplit(request.url).query)["q"][0]
        return [code for code in CODES if words in code["label"]]

    page.house["/codes/"] = found
    page.house["/"] = rendered(
        '<form>{% include "components/code_search.html" with search_url="/codes/" %}</form>',
        "codes.js",
        field=CodeForm()["code"],
    )
    page.goto(f"{HOUSE}/")
    return page.get_by_role("combobox", name="Code")


def test_code_is_chosen_by_keyboard(page, search):
    search.press_sequentially("油")
    page.get_by_role("option").nth(1).wait_for()
    assert search.get_attribute("aria-expanded") == "true"
    search.press("ArrowDown")
    search.press("ArrowDown")
    active = search.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    search.press("Enter")
    assert page.locator("[name=code]").input_value() == "900-214-08"
    assert search.input_value() == "900-214-08 废机油"
    assert search.get_attribute("aria-expanded") == "false"


def test_code_is_chosen_by_pointer(page, search):
    search.press_sequentially("矿物")
    page.get_by_role("option").first.click()
    assert page.locator("[name=code]").input_value() == "900-249-08"


def test_code_may_simply_be_typed(page, search):
    search.fill("900-999-99")
    page.get_by_text("Nothing fits.").wait_for()
    assert page.locator("[name=code]").input_value() == "900-999-99"


def test_search_that_does_not_answer_says_so(page, search):
    page.route("**/codes/**", lambda route: route.fulfill(status=500))
    search.fill("油")
    page.get_by_text("The search does not answer.").wait_for()


def test_option_is_text_and_never_markup(page, search):
    page.house["/codes/"] = [{"value": "1", "label": "<img src=x onerror=alert(1)>", "hint": "<b>"}]
    search.fill("x")
    page.get_by_role("option").wait_for()
    assert page.locator("[role=option] img, [role=option] b").count() == 0


# sending once


def test_impatient_finger_sends_once(page):
    sent = []

    def slow(request):
        sent.append(request.post_data)
        return "<p>saved</p>"

    page.house["/save/"] = slow
    page.house["/"] = rendered(
        '<form method="post" action="/save/">{% idempotency_key %}<button name="go" value="1">Go</button></form>',
        "once.js",
    )
    page.goto(f"{HOUSE}/")
    page.evaluate("() => { const b = document.querySelector('button'); b.click(); b.click(); b.form.requestSubmit(); }")
    page.get_by_text("saved").wait_for()
    assert len(sent) == 1
    assert "idempotency_key=" in sent[0]
    assert "go=1" in sent[0]


# scanning


def picture(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "code.png"
    qrcode.make(text, box_size=6).save(path)
    return path


@pytest.fixture
def scanner(page):
    if not (ROOT / "node_modules" / "zxing-wasm").is_dir():
        pytest.skip("node_modules is missing: run make setup. The scanner is NOT tested.")
    page.house["/"] = rendered(
        '{% include "components/scanner.html" with resolve_url="/open/" hosts="liandan.example" %}', "scan.js"
    )
    page.goto(f"{HOUSE}/")
    page.get_by_role("button", name="Scan with the camera").wait_for()
    return page


@pytest.mark.parametrize(
    "text", [f"{HOUSE}/q/9F2C", "https://liandan.example/q/9F2C", "/q/9F2C", "/v/9F2C#A", "32041220260042"]
)
def test_picture_of_our_code_opens_it(scanner, tmp_path, text):
    scanner.set_input_files("[data-scan-picture]", picture(tmp_path, text))
    scanner.wait_for_url("**/open/**")
    assert parse_qs(urlsplit(scanner.url).query) == {"code": [text]}


@pytest.mark.parametrize("text", ["https://elsewhere.example/q/9F2C71", "javascript:alert(1)", "https://["])
def test_code_of_somebody_else_is_not_followed(scanner, tmp_path, text):
    scanner.set_input_files("[data-scan-picture]", picture(tmp_path, text))
    scanner.get_by_text("This code is not from Liandan.").wait_for()
    assert urlsplit(scanner.url).path == "/"


def test_file_that_is_no_picture_is_explained(scanner, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("not a picture")
    scanner.set_input_files("[data-scan-picture]", note)
    scanner.get_by_text("This file is not a picture.").wait_for()


def test_camera_that_may_not_be_used_is_explained(scanner):
    scanner.get_by_role("button", name="Scan with the camera").click()
    scanner.locator("[data-scan-status]", has_text="camera").get_by_text("type the number").wait_for()
    assert scanner.get_by_role("button", name="Scan with the camera").is_enabled()


def test_number_may_be_typed_without_any_script(scanner):
    scanner.get_by_label("Type the number").fill("32041220260042")
    scanner.get_by_role("button", name="Open").click()
    assert scanner.url == f"{HOUSE}/open/?code=32041220260042"


# the gate's sum


def judged_line(number: int, declared_kg: str) -> str:
    """A line of the weighbridge's form, with only what the script reads."""
    weights = [f'<input name="line-{number}-{name}">' for name in ("weighed_kg", "accepted_kg", "residue_kg")]
    opinions = [
        f'<input type="radio" name="line-{number}-opinion" value="{value}"{" checked" if value == "accept" else ""}>'
        for value in ("accept", "part", "refuse")
    ]
    return f'<fieldset data-declared-kg="{declared_kg}">{"".join(weights + opinions)}</fieldset>'


@pytest.fixture
def gate(page):
    lines = judged_line(1, "1000.000") + judged_line(2, "200.000")
    page.house["/"] = rendered(f'<form>{lines}{{% include "manifests/judge_sum.html" %}}</form>', "judge-sum.js")
    page.goto(f"{HOUSE}/")
    return page


def test_the_gate_reads_what_is_accepted_and_what_stays_to_the_gram(gate):
    told = gate.locator("[data-judge-sum]")
    assert told.is_hidden()  # nothing is weighed yet
    gate.fill("[name=line-1-weighed_kg]", "998.5")
    gate.fill("[name=line-2-weighed_kg]", "200.1")
    assert "1,198.6" in told.inner_text()
    assert gate.locator("[data-stays]").is_hidden()
    gate.fill("[name=line-1-residue_kg]", "12.345")
    assert ("1,186.255" in told.inner_text(), "12.345" in told.inner_text()) == (True, True)
    gate.check("[name=line-2-opinion][value=refuse]")
    gate.fill("[name=line-2-weighed_kg]", "")  # refused unweighed: what was declared stays
    assert ("986.155" in told.inner_text(), "212.345" in told.inner_text()) == (True, True)
    gate.check("[name=line-2-opinion][value=part]")
    gate.fill("[name=line-2-weighed_kg]", "200")
    gate.fill("[name=line-2-accepted_kg]", "150")
    assert ("1,136.155" in told.inner_text(), "62.345" in told.inner_text()) == (True, True)


@pytest.mark.parametrize("residue", ["999", "a bit", "-1", "0.0001"])
def test_what_is_no_weight_shows_no_sum(gate, residue):
    gate.fill("[name=line-1-weighed_kg]", "998.5")
    gate.fill("[name=line-2-weighed_kg]", "200")
    gate.fill("[name=line-1-residue_kg]", residue)
    assert gate.locator("[data-judge-sum]").is_hidden()


# colours


def test_choice_of_colours_is_kept(page):
    page.house["/"] = rendered('{% include "components/theme_switch.html" %}', "once.js")
    page.goto(f"{HOUSE}/")
    switch = page.locator("[data-theme-switch]")
    switch.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    switch.click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "dark" in switch.inner_text()
    switch.click()
    assert page.evaluate("document.documentElement.dataset.theme") is None
