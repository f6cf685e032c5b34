"""A private PostgreSQL of the test's own, never the developer's."""

import shutil
import tempfile
from pathlib import Path

import pytest

from config.postgres.server import Server


@pytest.fixture
def house():
    """A folder that the server's account can reach; pytest's own tmp_path is closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="liandan-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(house):
    server = Server(house / "server")
    yield server
    server.stop()
