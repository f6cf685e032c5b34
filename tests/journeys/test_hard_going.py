"""What is harder in a browser than in a story: no mouse, no network, another language."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from manifests.models import WasteBatch
from tests.browser import needs_chromium
from tests.journeys.desk import PHONE, said

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]

# The parts of a date show themselves where the keyboard stands, inside the browser's own widget.
FOCUS = """() => {
  const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" || boxShadow !== "none" || document.activeElement.type === "datetime-local";
}"""


def tab_to(page: Page, target: Locator) -> None:
    """As somebody without a mouse; where the keyboard stands must be seen at every stop."""
    target.wait_for()
    for _stop in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_clerk_declares_without_a_mouse_and_in_either_language(sit_down, walk, people, city):
    clerk = sit_down(people.clerk)
    page, keys = clerk.page, clerk.page.keyboard
    keys.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()

    for link in (said("Declare waste"), city.oil.alias):
        tab_to(page, page.locator("main").get_by_role("link", name=link).first)
        with page.expect_navigation():
            keys.press("Enter")
        clerk.look()
    tab_to(page, page.locator("[name=quantity]"))
    keys.type("250.5")
    tab_to(page, page.locator("[name=area]"))
    keys.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name=said("Declare"), exact=True))
    with page.expect_navigation():
        keys.press("Enter")
    batch = WasteBatch.objects.get()
    clerk.look().sees(batch.number, "250.5")
    assert (str(batch.kg), batch.state) == ("250.500", "stored")

    clerk.language = "en"
    clerk.press("English")
    clerk.sees(batch.number, "Facts", "What happened").does_not_see(said("Facts"))
    assert page.url.endswith(reverse("manifests:batch", args=[batch.pk]))


def test_driver_without_network_signs_once(sit_down, walk, people):
    manifest = walk.assigned()
    phone = sit_down(people.driver, PHONE).go(reverse("transport:drive_manifest", args=[manifest.pk]))

    phone.context.set_offline(True)
    with phone.page.expect_event("requestfailed"):
        phone.page.get_by_role("button", name=said("Confirm pick-up")).tap()
    phone.page.wait_for_url("chrome-error:**")
    assert not manifest.events.filter(action="depart").exists()
    phone.context.set_offline(False)
    phone.page.reload()  # as the browser's page says: the same form once more
    phone.look().sees(said("Picked up"))
    assert manifest.events.filter(action="depart").count() == 1

    # Now the tap arrives, and the answer is lost on the way back.
    def swallow(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    phone.go(reverse("transport:drive_manifest", args=[manifest.pk]))
    phone.page.route("**/drive/m/**", swallow, times=1)
    with phone.page.expect_event("requestfailed"):
        phone.page.get_by_role("button", name=said("Arrived")).tap()
    phone.page.wait_for_url("chrome-error:**")
    assert manifest.events.filter(action="arrive").count() == 1
    phone.page.reload()
    phone.look().sees(said("Arrived"), str(manifest))
    assert manifest.events.filter(action="arrive").count() == 1
