"""The API's page in a real browser: it must draw itself under the same strict policy as every other page."""

import mimetypes
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HOUSE = "http://localhost"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="No Chromium: the API's page is NOT tested on this machine.")


@pytest.fixture
def served(client, db) -> dict[str, tuple[bytes, dict]]:
    """Answers taken beforehand: inside the browser's loop the database cannot be asked."""
    answers = {}
    for address in ("/api/docs/", "/api/docs/?script=", "/api/schema/"):
        response = client.get(address)
        assert response.status_code == 200
        response.render()
        answers[address] = (response.content, dict(response.headers))
    return answers


def test_the_page_draws_itself_and_breaks_no_policy(served):
    complaints = []

    def answer(route):
        parts = urlsplit(route.request.url)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if address in served:
            body, headers = served[address]
            route.fulfill(body=body, headers=headers)
        elif parts.path.startswith("/static/") and (found := finders.find(parts.path.removeprefix("/static/"))):
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind)
        else:
            complaints.append(f"asked for {address}")
            route.fulfill(status=404)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.route("**/*", answer)
        tab.goto(f"{HOUSE}/api/docs/")
        tab.wait_for_selector(".opblock")
        for _screen in range(100):  # what is out of sight is drawn when somebody scrolls there
            if tab.query_selector("#operations-manifests-manifests_issue"):
                break
            tab.mouse.wheel(0, 800)
            tab.wait_for_timeout(100)
        assert "default-src 'self'" in served["/api/docs/"][1]["Content-Security-Policy"]
        tab.click("#operations-manifests-manifests_issue .opblock-summary-control")
        tab.wait_for_selector("#operations-manifests-manifests_issue .responses-wrapper")
        browser.close()
    assert complaints == []
