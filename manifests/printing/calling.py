"""How a print run is called for: by name, in the same transaction, and once however often it is called."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

CARRY_OUT = "manifests.jobs.carry_out_print"


def call_for(pk) -> None:
    """Let a worker carry the run out soon. One that waits for its turn already is not called twice."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(CARRY_OUT, queueing_lock=f"print {pk}").defer(pk=str(pk))
