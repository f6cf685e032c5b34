"""Debian's Chromium for the page tests, driven by Playwright."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="NO CHROMIUM: pages and scripts are NOT tested in a browser on this machine. Install it."
)


@pytest.fixture(scope="module")
def chromium():
    """One browser a module; each test, and each person in it, opens a context of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
