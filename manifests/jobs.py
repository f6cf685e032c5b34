"""Jobs that a worker runs in the background: `manage.py procrastinate worker`. Thin doors onto actions."""

from procrastinate.contrib.django import app

from manifests.actions.lapse_amendments import lapse_amendments
from manifests.actions.seal import seal
from manifests.actions.update_fate import update_fate


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="seal", lock="seal")
def seal_events(timestamp: int) -> None:
    """Every ten minutes: sign what was committed since. `timestamp` is when it was due, in seconds of Unix time."""
    seal()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fate", lock="fate")
def bring_fate_up_to_date(timestamp: int) -> None:
    """Every minute: work out where kilograms ended that have moved since. Pages do not wait for it: they ask what is
    due themselves. `timestamp` is when it was due, in seconds of Unix time."""
    update_fate()


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="amendments", lock="amendments")
def mark_lapsed_amendments(timestamp: int) -> None:
    """Every hour: write down which corrections nobody answered in time. `timestamp` is when it was due."""
    lapse_amendments()
