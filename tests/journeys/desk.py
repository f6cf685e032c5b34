"""Somebody before a browser of their own: signs in, clicks and types, and notices whatever is wrong with a page."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Locator, Response, expect

from tests.city import PASSWORD

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"width": 390, "height": 844}
INSPECTION = (Path(__file__).parent / "inspect.js").read_text()
PATIENCE = 10_000  # milliseconds, on a machine that does other things too


def said(text: str, context: str | None = None, language: str = "zh-hans") -> str:
    """A sentence of the source as the pages say it. Untranslated, the test would prove nothing."""
    with translation.override(language):
        found = translation.pgettext(context, text) if context else translation.gettext(text)
    assert language == "en" or found != text, f"not translated: {text}"
    return str(found)


class Desk:
    """`look` is called for each page that is reached; what it finds, and what the browser says, stands in `wrong`."""

    def __init__(self, chromium: Browser, house: str, screen: dict = DESK):
        self.house, self.screen, self.language = house, screen, "zh-hans"
        self.context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **screen)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.taps = 0
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)

    def _note(self, text: str) -> None:
        self.wrong.append(f"{self.page.url.removeprefix(self.house)}: {text}")

    def _heard(self, message) -> None:
        # CSP violations come as errors, too. Failed loads are told better by _answered.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self._note(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} from {response.url}")

    # going about

    def sign_in(self, person) -> "Desk":
        self.go(reverse("sign_in"))
        self.fill("username", person.username)
        self.fill("password", PASSWORD)
        self.press(said("Sign in"))
        expect(self.page).not_to_have_url(f"{self.house}{reverse('sign_in')}")
        return self

    def go(self, address: str) -> "Desk":
        self.page.goto(address if address.startswith("http") else f"{self.house}{address}")
        return self.look()

    def follow(self, label: str, **where) -> "Desk":
        return self._through(self.page.get_by_role("link", name=label, **where).first)

    def press(self, label: str) -> "Desk":
        return self._through(self.page.get_by_role("button", name=label).locator("visible=true").first)

    def _through(self, target: Locator) -> "Desk":
        """Click, or on a phone tap, what leads to another page."""
        self.taps += 1
        with self.page.expect_navigation():
            target.tap() if self.screen is PHONE else target.click()
        return self.look()

    # filling in

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").fill(text)

    def choose(self, name: str, label: str) -> None:
        self.page.locator(f"[name={name}]").select_option(label=label)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    # reading

    def sees(self, *texts: str) -> "Desk":
        for text in texts:
            expect(self.page.locator("main, #content").first).to_contain_text(text)
        return self

    def does_not_see(self, text: str) -> "Desk":
        expect(self.page.locator("main, #content").first).not_to_contain_text(text)
        return self

    def look(self) -> "Desk":
        """Headings, language, names of controls; and on a phone nothing to be pushed sideways."""
        self.page.wait_for_load_state()
        for finding in self.page.evaluate(INSPECTION, self.language):
            self._note(finding)
        if self.screen is not PHONE:
            self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            self._note(f"{width} px wide on a phone")
        if self.screen is not PHONE:
            self.page.set_viewport_size(self.screen["viewport"])
        return self

    def picture_of(self, selector: str, path: Path) -> Path:
        self.page.locator(selector).first.screenshot(path=path)
        return path

    def file(self, address: str) -> bytes:
        """What a link to a file answers."""
        return self.context.request.get(f"{self.house}{address}").body()

    def close(self) -> None:
        self.context.close()
