"""Jobs that a worker runs in the background: `manage.py procrastinate worker`. Thin doors onto actions."""

from procrastinate.contrib.django import app

from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.seal import seal
from manifests.actions.send_reminders import send_reminders
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


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="clocks", lock="clocks")
def keep_clocks_and_remind(timestamp: int) -> None:
    """Every ten minutes: make the law's clocks fit how things stand, then tell of those that run out. `timestamp` is
    when it was due, in seconds of Unix time."""
    keep_clocks()
    send_reminders()
