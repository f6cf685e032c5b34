"""A signing key of the benchmark's own, so that it signs nothing with the real one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from manifests.actions.new_key import new_key


@contextmanager
def own_key() -> Iterator[None]:
    real = settings.SIGNING_KEYS
    with tempfile.TemporaryDirectory() as folder:
        settings.SIGNING_KEYS = Path(folder)
        try:
            new_key()
            yield
        finally:
            settings.SIGNING_KEYS = real
