"""What a strict policy and a calm page ask of every template and script."""

import re
from pathlib import Path

import pytest

from facilities.badges import BADGES

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "config" / "static" / "liandan"
# Documents are typeset from their own templates and never sent to a browser.
PAGES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "documents" not in path.parts)
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def symbols() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_template_holds_nothing_inline(page):
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"<style\b|\sstyle=|\son[a-z]+\s*=|javascript:", text)
    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_template_names_icons_that_exist(page):
    used = re.findall(r'\{% icon "([\w-]+)"|shape="([\w-]+)"', page.read_text(encoding="utf-8"))
    assert {one or other for one, other in used} <= symbols()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_posting_form_carries_its_token(page):
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", page.read_text(encoding="utf-8"), flags=re.S):
        assert "{% csrf_token %}" in form


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_is_wrong_is_summed_up_once(page):
    """A form as a whole brings its summary; a page that sets the fields one by one brings its own."""
    text = page.read_text(encoding="utf-8")
    assert not ("components/error_summary.html" in text and re.search(r"\{\{ form \}\}|components/form\.html", text))


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_script_never_builds_markup_from_text(script):
    text = script.read_text(encoding="utf-8")
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert ".style" not in text


def test_every_badge_has_its_drawing():
    assert {badge.shape for badge in BADGES.values()} <= symbols()


def test_states_of_one_kind_differ_in_shape():
    """Printed in grey or seen without colour, two states are still told apart."""
    states = list(BADGES)
    of_manifests = states[: states.index("frozen") + 1]
    of_batches = ["in_transit", *states[states.index("generated") : states.index("exported") + 1]]
    for kind in (of_manifests, of_batches):
        shapes = [BADGES[state].shape for state in kind]
        assert len(shapes) == len(set(shapes))
