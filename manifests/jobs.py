"""Jobs that a worker runs in the background: `manage.py procrastinate worker`. Thin doors onto actions."""

from procrastinate.contrib.django import app

from manifests.actions.seal import seal


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="seal", lock="seal")
def seal_events(timestamp: int) -> None:
    """Every ten minutes: sign what was committed since. `timestamp` is when it was due, in seconds of Unix time."""
    seal()
