"""Two people, or thirty-two, at the same moment: real threads, real transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from facilities.errors import Refusal


def at_once(*calls) -> list:
    """Run the calls at the same moment, each in a thread with a connection of its own; what they gave or raised."""
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
