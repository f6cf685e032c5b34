"""The watch over pages is worth something only if it notices."""

from tests.browser import needs_chromium
from tests.journeys.desk import Desk

pytestmark = needs_chromium

FLAWED = """<!DOCTYPE html><html lang="en"><title>Flawed</title>
<h1>One</h1><h1>Two</h1><input id="a"><button id="a"></button><a href="/">there</a>
<label>Name <input></label><div style="width: 600px">wide</div>"""
SOUND = """<!DOCTYPE html><html lang="zh-hans"><title>Sound</title><meta name="viewport" content="width=device-width">
<h1>One</h1><label for="a">Name</label><input id="a"><button aria-label="Go"></button>"""


def test_flaws_of_a_page_are_noticed(chromium):
    desk = Desk(chromium, "")
    desk.page.set_content(FLAWED)
    desk.look()
    told = " ".join(desk.wrong)
    for flaw in ("2 headings", "language en", "<input id", "<button", "id a twice", "px wide on a phone"):
        assert flaw in told
    assert len(desk.wrong) == 6
    desk.close()


def test_what_the_browser_says_is_noticed(chromium):
    desk = Desk(chromium, "")
    desk.page.set_content(f"{SOUND}<script>console.error('refused by the policy'); absent()</script>")
    desk.look()
    assert ["refused by the policy" in desk.wrong[0], "absent is not defined" in desk.wrong[1]] == [True, True]
    assert len(desk.wrong) == 2
    desk.close()
