"""A private PostgreSQL of the test's own, never the developer's; the Chinese as it stands in the source."""

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.postgres.server import Server
from tests.config.spoken import PO


@contextmanager
def reachable_folder():
    """A folder that the server's account can reach; pytest's own tmp_path is closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="liandan-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def house():
    with reachable_folder() as folder:
        yield folder


@pytest.fixture
def new_server(house):
    """One that was never started and has no data yet."""
    server = Server(house / "server")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def created():
    """One that was created and stopped. Nobody starts it: each test gets a copy of its data (`server`)."""
    with reachable_folder() as folder:
        server = Server(folder / "server")
        server.ensure_running()
        server.stop()
        yield server


@pytest.fixture
def server(new_server, created):
    """One that was created and does not run. Creating takes seconds, and copying what was created does not."""
    new_server.make_home()
    subprocess.run(["cp", "-a", created.data, new_server.data], check=True)
    return new_server


@pytest.fixture(scope="session")
def compiled_locale(tmp_path_factory) -> Path:
    """A locale folder with the catalogue compiled as it stands now, checked as `make` does."""
    target = tmp_path_factory.mktemp("locale")
    (target / PO).parent.mkdir(parents=True)
    machine = (target / PO).with_suffix(".mo")
    source = Path(__file__).resolve().parents[2] / "locale" / PO
    subprocess.run(["msgfmt", "--check-format", "-o", str(machine), str(source)], check=True)
    return target
