"""kill -9 of web workers and of PostgreSQL in mid-load: what was acknowledged is there, nothing half, nothing twice."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psutil
import psycopg
import pytest

from config.bench.over_http import LIFE
from config.bench.over_http import server as web_server
from config.postgres.server import DATABASE, ROLE, Server

LANES, ROUNDS = 4, 4
PATIENCE = 90  # seconds that a client goes on sending the same thing again
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def house():
    """A PostgreSQL of its own that may be killed, gunicorn before it, and people with work to do."""
    folder = Path(tempfile.mkdtemp(prefix="liandan-fire-"))
    folder.chmod(0o755)
    database = Server(folder / "server")
    database.ensure_running()
    url = f"postgresql://{ROLE}@/{DATABASE}?host={database.socket_folder}&port={database.port}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SIGNING_KEYS": str(folder / "keys"),
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    try:
        for command in ("migrate", "createcachetable", "load_reference"):
            run("manage.py", command, "--verbosity", "0")
        run("manage.py", "signing_key", "new")
        lanes = json.loads(run("-m", "tests.fire.lanes", str(2 * LANES), str(ROUNDS)))
        with web_server(url, SIGNING_KEYS=str(folder / "keys")) as port:
            yield SimpleNamespace(database=database, url=url, lanes=lanes, port=port, run=run)
    finally:
        database.stop()
        shutil.rmtree(folder)


def send(port: int, token: str, path: str, body: dict, key: str) -> tuple[int, dict]:
    """One request on a connection of its own; raises OSError or HTTPException where no whole answer comes back."""
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")


class Client:
    """Somebody's program: sends a step with its key until it is acknowledged, then the next."""

    def __init__(self, house, steps: list, name: str):
        self.house, self.steps, self.name = house, steps, name
        self.acknowledged: dict[str, str] = {}  # key → the event's id
        self.sent_again = 0

    def work(self, progress) -> None:
        for number, (token, path, body) in enumerate(self.steps):
            key = f"{self.name}-{number}"
            answer = self.insist(token, path, body, key)
            if "event" in answer:
                self.acknowledged[key] = answer["event"]["id"]
            progress()

    def insist(self, token: str, path: str, body: dict, key: str) -> dict:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                status, answer = send(self.house.port, token, path, body, key)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, {}
            if status in (200, 201):
                return answer
            # Nothing but a fault of the house is tried again; a refusal would be an answer.
            assert status == 0 or status >= 500, (status, answer)
            assert time.monotonic() < until, f"{path} was not answered in {PATIENCE} s"
            self.sent_again += 1
            time.sleep(0.1)


def kill_web_workers(house) -> None:
    """As the kernel kills what takes too much memory."""
    masters = [
        process
        for process in psutil.Process().children()
        if any(f"127.0.0.1:{house.port}" in word for word in process.cmdline())
    ]
    workers = [worker for master in masters for worker in master.children()]
    assert workers, "gunicorn runs without workers"
    for worker in workers:
        worker.kill()


def kill_postgres(house) -> None:
    pid = int((house.database.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while house.database.is_running():  # a killed process is not gone at once
        time.sleep(0.05)
    house.database.ensure_running()


@pytest.mark.parametrize(
    ("kill", "lanes"), [(kill_web_workers, slice(0, LANES)), (kill_postgres, slice(LANES, 2 * LANES))]
)
def test_what_was_acknowledged_is_there_once(house, kill, lanes):
    clients = [
        Client(house, steps, f"{kill.__name__}{number}") for number, steps in enumerate(house.lanes[lanes], start=1)
    ]
    total = sum(len(client.steps) for client in clients)
    done = Counter()
    third = threading.Event()

    def progress() -> None:
        done["steps"] += 1
        if done["steps"] >= total // 3:
            third.set()

    with ThreadPoolExecutor(LANES) as pool:
        working = [pool.submit(client.work, progress) for client in clients]
        assert third.wait(PATIENCE)
        kill(house)
        assert done["steps"] < total, "The kill came too late to hit anything."
        for one in working:
            one.result()

    assert sum(client.sent_again for client in clients) > 0, "The kill hit nobody."
    acknowledged = {key: event for client in clients for key, event in client.acknowledged.items()}
    assert len(acknowledged) == LANES * ROUNDS * len(LIFE)
    with psycopg.connect(house.url) as connection:
        stored = connection.execute(
            "SELECT idempotency_key, id::text FROM manifests_custodyevent WHERE idempotency_key LIKE %s",
            [f"{kill.__name__}%"],
        )
        stored = dict(stored.fetchall())
        assert stored == acknowledged  # the very events that were told, and no others
        lives = connection.execute(
            """
            SELECT m.state, m.event_count, array_agg(e.action ORDER BY e.sequence),
                array_agg(e.sequence ORDER BY e.sequence)
            FROM manifests_manifest m JOIN manifests_custodyevent e ON e.manifest_id = m.id
            WHERE m.id IN (SELECT manifest_id FROM manifests_custodyevent WHERE id::text = ANY(%s))
            GROUP BY m.id
            """,
            [list(acknowledged.values())],
        ).fetchall()
        whole = ["draw_up", *(action for action, _role in LIFE)]
        assert [life for life in lives if life != ("closed", 6, whole, [1, 2, 3, 4, 5, 6])] == []
        assert len(lives) == LANES * ROUNDS
        twice = connection.execute("SELECT manifest_id FROM transport_leg GROUP BY 1 HAVING count(*) > 1").fetchall()
        assert twice == []  # each manifest was put on a trip once
        half = connection.execute(
            "SELECT e.id FROM manifests_custodyevent e WHERE e.action IN ('depart', 'receive')"
            " AND NOT EXISTS (SELECT FROM manifests_movement m WHERE m.event_id = e.id)"
        ).fetchall()
        assert half == []
