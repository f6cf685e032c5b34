"""The README's pictures: all that it shows are taken, none is too large, and what is missing is named."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from config.demo.passwords import SHARED_PASSWORD
from config.pictures import camera
from config.pictures.scenes import DESK, SCENES, Scene
from tests.browser import needs_chromium

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.findall(r"docs/pictures/([\w-]+)\.png", (ROOT / "README.md").read_text())


def test_readme_shows_every_picture_that_is_taken():
    assert sorted(SHOWN) == sorted(scene.name for scene in SCENES)


@pytest.mark.parametrize("name", SHOWN)
def test_picture_is_there_and_small(name):
    path = ROOT / "docs" / "pictures" / f"{name}.png"
    assert path.stat().st_size <= camera.MOST_BYTES
    with Image.open(path) as picture:
        assert picture.width in {scene.screen[0] for scene in SCENES if scene.name == name}


def test_unknown_picture_is_named_with_those_there_are():
    with pytest.raises(CommandError, match=r"No picture is called elephant\. There are: clerk-todo"):
        call_command("pictures", "elephant")


def test_pictures_are_refused_where_accounts_have_passwords_of_their_own(settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="LIANDAN_LOCAL"):
        call_command("pictures")


def test_missing_browser_is_named(monkeypatch):
    monkeypatch.setattr(camera.shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match="apt-get install chromium"):
        call_command("pictures")


@needs_chromium
@pytest.mark.django_db(transaction=True)
def test_page_is_photographed_by_whoever_it_is_for(chromium, house, people, tmp_path):
    people.clerk.set_password(SHARED_PASSWORD)
    people.clerk.save()
    scene = Scene("waste", "clerk", "/todo/", ("main .page-header a.button",))
    size = camera.photograph(chromium, house, scene, tmp_path)
    with Image.open(tmp_path / "waste.png") as picture:
        assert (picture.size, picture.mode) == (DESK, "P")
    assert 5_000 < size <= camera.MOST_BYTES
