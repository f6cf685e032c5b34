"""How gunicorn serves us; its own command line overrides any of it (`gunicorn --config config/gunicorn.py`)."""

import shutil
import subprocess
import sys

from config import env

worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", 2)
threads = env.number("WEB_THREADS", 4)
timeout = 60  # seconds; a large PDF or spreadsheet takes a few
max_requests = 20_000  # a worker is renewed before a slow leak counts
max_requests_jitter = 2_000
control_socket_disable = True  # it would lie in the user's home, one for all servers

# `make run` has the background worker beside it; a real service runs that under its own supervision (README).
JOBS = [sys.executable, "manage.py", "procrastinate", "worker"]
_jobs: list[subprocess.Popen] = []


def when_ready(server):
    if env.switch("WITH_WORKER", False):
        # Goes with us even when we are killed.
        with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        _jobs.append(subprocess.Popen([*with_us, *JOBS]))  # noqa: S603 - our own command


def on_exit(server):
    for process in _jobs:
        process.terminate()
        process.wait()
