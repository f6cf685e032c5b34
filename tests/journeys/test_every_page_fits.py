"""Every desk's and driver's page at a phone's width, in either language: nothing is pushed off the screen.

The pages are asked of Django itself and laid out in one tab, which takes a tenth of the time of visiting them.
"""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.addressed import addresses
from tests.answers import DESK_PAGES, DESK_ROWS, FRONT, GET, ROAD
from tests.browser import needs_chromium
from tests.journeys.desk import INSPECTION, NARROW
from tests.world import build

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]

CSS = Path(__file__).resolve().parents[2] / "config" / "static" / "liandan" / "css"
NAMES = [name for name in (*FRONT, *DESK_PAGES, *DESK_ROWS, *ROAD) if not name.startswith("style")]
READERS = ("clerk", "receiver", "dispatcher", "driver", "collector", "outsider", "anonymous")
# Its styles wait in the tab; a page switches on those that it names itself.
LAID_OUT = """({text, styles}) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const link of document.head.querySelectorAll("style")) link.disabled = !styles.includes(link.id);
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  return document.documentElement.scrollWidth;
}"""


@pytest.fixture
def tab(chromium):
    """A tab of a phone's width that knows every style sheet of the house."""
    context = chromium.new_context(viewport=NARROW, is_mobile=True, has_touch=True)
    page = context.new_page()
    sheets = "".join(f'<style id="{sheet.stem}">{sheet.read_text()}</style>' for sheet in sorted(CSS.glob("*.css")))
    room = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    page.set_content(f"<!DOCTYPE html><html><head>{room}{sheets}</head><body></body></html>")
    yield page
    context.close()


def test_no_page_is_wider_than_a_phone(tab, walk, people, settings, compiled_locale):
    settings.LOCALE_PATHS = [compiled_locale]
    found, wrong, seen = addresses(build(walk)), [], 0
    readers = {role: Client() for role in READERS}
    for role, client in readers.items():
        if role != "anonymous":
            client.force_login(getattr(people, role))
    for name in NAMES:
        role = next((role for role in READERS if GET[name][role] == 200), None)
        if role is None:
            continue
        for language in ("en", "zh-hans"):
            answer = readers[role].get(found[name], headers={"accept-language": language})
            if not answer.headers["Content-Type"].startswith("text/html"):
                break
            text = answer.content.decode()
            styles = re.findall(r'liandan/css/(\w+)(?:\.\w+)?\.css"(?! media="print")', text)
            width = tab.evaluate(LAID_OUT, {"text": text, "styles": styles})
            if width > NARROW["width"]:
                wrong.append(f"{name} in {language}: {width} px")
            wrong += [f"{name} in {language}: {finding}" for finding in tab.evaluate(INSPECTION, language)]
            seen += 1
    assert not wrong, "\n".join(wrong)
    assert seen > 150
