"""Custody actions over HTTP: gunicorn as in production, one keep-alive connection for each lane."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from config.bench.lanes import Lane
from manifests.models import ManifestLine

# Each manifest's life in the order it is measured; who acts.
LIFE = (("issue", "clerk"), ("depart", "driver"), ("arrive", "driver"), ("receive", "receiver"), ("close", "receiver"))


@contextmanager
def server(database_url: str, **more: str) -> Iterator[int]:
    """gunicorn on a free loopback port, with the settings of config/gunicorn.py; yields the port.

    `more`: further variables of its environment.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--config", "config/gunicorn.py"]
    environment = {**os.environ, "DATABASE_URL": database_url, "LIANDAN_LOCAL": "1", "STATIC_HASHED": "0", **more}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and configuration
        [*command, "--bind", f"127.0.0.1:{port}", "--log-level", "error"], env=environment
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("The server ended before it served.")
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
    raise RuntimeError("The server did not come up in 30 s.")


def measure(port: int, lanes: list[Lane], rounds: int) -> dict[str, float]:
    """Actions per second of each kind, all lanes at once; drafts are drawn up and trucks named outside the clock."""
    drafts = {id(lane): [lane.draft() for _ in range(rounds)] for lane in lanes}
    tokens = {id(lane): lane.tokens() for lane in lanes}
    rates = {}
    for action, role in LIFE:
        if action == "depart":
            for lane in lanes:
                lane.put_on_truck(drafts[id(lane)])
        ready = {id(lane): bodies(action, drafts[id(lane)]) for lane in lanes}
        start = threading.Barrier(len(lanes) + 1)

        def run(lane, action=action, role=role, start=start, ready=ready):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/healthz")  # the connection is there before the clock starts
            connection.getresponse().read()
            sent = ready[id(lane)]
            start.wait()
            for key, body in sent.items():
                post(connection, f"/api/manifests/{key}/{action}/", headers(tokens[id(lane)][role]), body)
            connection.close()

        with ThreadPoolExecutor(len(lanes)) as pool:
            running = [pool.submit(run, lane) for lane in lanes]
            start.wait()
            begun = time.perf_counter()
            for one in running:
                one.result()
            rates[action] = len(lanes) * rounds / (time.perf_counter() - begun)
    return rates


def bodies(action: str, manifests: list) -> dict:
    """What is sent for each manifest, made ready before the clock starts."""
    if action != "receive":
        return {manifest.pk: {} for manifest in manifests}
    lines = ManifestLine.objects.filter(manifest__in=manifests).values_list("manifest", "pk")
    judgement = {"opinion": "accept", "weighed_kg": "9.5"}
    return {manifest: {"lines": [{"line": str(line), **judgement}]} for manifest, line in lines}


def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Token {token}", "Content-Type": "application/json"}


def post(connection: http.client.HTTPConnection, path: str, headers: dict, body: dict) -> None:
    """Raises RuntimeError unless the answer is 200."""
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {text[:400]!r}")
