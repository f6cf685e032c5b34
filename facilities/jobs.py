"""Jobs that a worker runs in the background: `manage.py procrastinate worker`. Thin doors onto actions."""

from procrastinate.contrib.django import app

from facilities.actions.mail_notices import mail_notices


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail", lock="mail")
def mail_what_waits(timestamp: int) -> None:
    """Every minute: send notices by mail, where mail is set up. `timestamp` is when it was due, in seconds of Unix
    time."""
    mail_notices()
