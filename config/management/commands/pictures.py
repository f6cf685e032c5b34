"""`manage.py pictures`: the README's pictures, from a demo city of their own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.bench.keys import own_key
from config.bench.over_http import server
from config.bench.scratch import address, scratch_database
from config.pictures.scenes import SCENES, Scene

FOLDER = Path("docs") / "pictures"


class Command(BaseCommand):
    help = "Photograph a page of each role, from a demo city in a scratch database, into docs/pictures."

    def add_arguments(self, parser):
        names = [scene.name for scene in SCENES]
        parser.add_argument("names", nargs="*", metavar="name", help=f"only these: {', '.join(names)}")
        parser.add_argument("--scale", type=float, default=1.0, help="how much history the city has")

    def handle(self, *, names, scale, verbosity, **options):
        scenes = chosen(names)
        if not settings.LOCAL:
            raise CommandError("Pictures are taken on a machine of one's own. Set LIANDAN_LOCAL=1, or: make pictures")
        if find_spec("playwright") is None:
            raise CommandError("Playwright is missing. It is among the developer's packages: make setup-dev")
        # Only there with the developer's packages, so not imported with this file.
        from config.pictures import camera

        try:
            program = camera.program()  # before a city is built in vain
            with served_city(scale, verbosity) as house, camera.browser(program) as opened:
                for scene in scenes:
                    size = camera.photograph(opened, house, scene, settings.BASE_DIR / FOLDER)
                    self.stdout.write(f"{FOLDER / scene.name}.png  {size // 1000} kB")
        except (camera.NoBrowser, camera.TooLarge) as error:
            raise CommandError(str(error)) from error


@contextmanager
def served_city(scale: float, verbosity: int) -> Iterator[str]:
    """A demo city in a database of its own, behind a server on loopback; yields its address."""
    folder = tempfile.TemporaryDirectory(prefix="liandan-pictures-")
    with folder as static, scratch_database("liandan_pictures") as parameters, own_key():
        call_command("demo_city", scale=scale, verbosity=verbosity)
        call_command("update_fate", verbosity=0)
        call_command("number_ledger", verbosity=0)
        call_command("draft_declarations", verbosity=0)
        collect_static(static)
        with server(address(parameters), STATIC_ROOT=static, SIGNING_KEYS=str(settings.SIGNING_KEYS)) as port:
            yield f"http://127.0.0.1:{port}"


def chosen(names: list[str]) -> list[Scene]:
    known = {scene.name: scene for scene in SCENES}
    if unknown := [name for name in names if name not in known]:
        raise CommandError(f"No picture is called {', '.join(unknown)}. There are: {', '.join(known)}")
    return [known[name] for name in names] or list(SCENES)


def collect_static(folder: str) -> None:
    """As they are, unhashed: a process of its own, because this one's settings are read already."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "LIANDAN_LOCAL": "1", "STATIC_HASHED": "0", "STATIC_ROOT": folder},
        check=True,
    )
