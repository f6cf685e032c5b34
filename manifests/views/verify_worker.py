"""The service worker's script: static/liandan/js/verify/worker.js, told which files make up the page."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

# As base.html and verify.html name them. Modules that a module imports are asked for by their plain names.
STYLES = (
    *("tokens", "base", "masthead", "layout", "buttons", "forms", "marks", "tables", "components", "stats", "timeline"),
    *("verify", "print"),
)
MODULES = ("base41", "cbor", "cose", "token", "keys", "verdict", "show")
LINKED = (
    *(f"liandan/css/{name}.css" for name in STYLES),
    *(f"liandan/{name}.svg" for name in ("favicon", "icons")),
    *(f"liandan/js/{name}.js" for name in ("theme", "once", "verify/page")),
)
IMPORTED = tuple(f"liandan/js/verify/{name}.js" for name in MODULES)
WORKER = "liandan/js/verify/worker.js"


@cache
def version() -> str:
    """Changes with any of the files, so that browsers take in the new ones."""
    contents = b"".join(Path(finders.find(name)).read_bytes() for name in (*LINKED, *IMPORTED, WORKER))
    return sha256(contents + settings.STATIC_URL.encode()).hexdigest()[:16]


@cache
def script() -> str:
    """The script after what it has to know."""
    files = [static(name) for name in LINKED] + [settings.STATIC_URL + name for name in IMPORTED]
    told = json.dumps({"version": version(), "files": files})
    return f"const PAGE = {told};\n" + Path(finders.find(WORKER)).read_text()
