"""A browser that signs in as somebody, walks to a page and keeps its picture as a small PNG."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config.demo.passwords import SHARED_PASSWORD
from config.pictures.scenes import PHONE, Scene

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
MOST_BYTES = 200_000
TALLEST = 1400  # pixels of a whole page; below that nothing new is shown


class NoBrowser(Exception):
    """Chromium is not installed."""


class TooLarge(Exception):
    """A picture does not fit into what a README should load."""


def program() -> str:
    """Where the system's Chromium is. Raises NoBrowser where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoBrowser("Chromium is missing. Install it: apt-get install chromium fonts-noto-cjk")
    return path


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()


def photograph(opened: Browser, house: str, scene: Scene, folder: Path) -> int:
    """Take one picture into `folder`; returns its bytes. Raises TooLarge."""
    width, height = scene.screen
    context = opened.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        color_scheme="light",
        reduced_motion="reduce",
        is_mobile=scene.screen == PHONE,
        has_touch=scene.screen == PHONE,
    )
    try:
        page = context.new_page()
        _sign_in(page, house, scene.account)
        page.goto(f"{house}{scene.path}")
        for step in scene.way:
            page.locator(step).first.click()
            page.wait_for_load_state()
        page.locator(scene.ready).first.wait_for()
        page.evaluate("document.fonts.ready")
        shot = page.screenshot(full_page=scene.whole)
    finally:
        context.close()
    return _keep(shot, folder / f"{scene.name}.png")


def _sign_in(page: Page, house: str, account: str) -> None:
    page.goto(f"{house}/sign-in/")
    page.locator("[name=username]").fill(account)
    page.locator("[name=password]").fill(SHARED_PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def _keep(shot: bytes, path: Path) -> int:
    """A page has few colours: a palette holds them in a third of the bytes."""
    image = Image.open(BytesIO(shot)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TooLarge(f"{path.name} has {size} bytes, more than {MOST_BYTES}.")
    return size
