"""Those who draw: what is a part, and that they need no Django and outlive no worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from manifests.printing.sources import parts_of

ORPHANS = """
import os, sys, time
from manifests.printing.drawing import drawing_processes
if __name__ == "__main__":
    with drawing_processes(2) as pool:
        print(*{pool.submit(os.getpid).result() for _ in range(9)}, flush=True)
        time.sleep(60)
"""


def test_drawing_processes_end_with_a_worker_that_is_killed(tmp_path):
    (tmp_path / "worker.py").write_text(ORPHANS)
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    worker = subprocess.Popen(
        [sys.executable, str(tmp_path / "worker.py")], env=environment, stdout=subprocess.PIPE, text=True
    )
    with worker:
        drawers = [int(pid) for pid in worker.stdout.readline().split()]
        assert drawers and all(psutil.pid_exists(pid) for pid in drawers)
        worker.send_signal(signal.SIGKILL)
        patience = time.monotonic() + 20
        while any(map(lives, drawers)) and time.monotonic() < patience:
            time.sleep(0.1)
        assert not any(map(lives, drawers))


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_who_draws_needs_no_django():
    loaded = "import sys, manifests.printing.drawing, manifests.documents.render; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_parts_hold_so_many_papers_and_the_order():
    items = [["a", 1, 3], ["b", 1, 2], ["c", 1, 9], ["d", 1, 1], ["e", 1, 0]]
    assert [[key for key, _file, _papers in part] for part in parts_of(items, 5)] == [["a", "b"], ["c"], ["d", "e"]]
