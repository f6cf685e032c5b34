"""Jobs that a worker runs in the background: `manage.py procrastinate worker`. Thin doors onto actions."""

from procrastinate.contrib.django import app

from facilities.actions.check_sheet import check_sheet
from facilities.actions.export_sheet import write_export
from facilities.actions.mail_notices import mail_notices
from facilities.actions.resume_sheets import clear_sheets, resume_sheets
from facilities.actions.take_sheet import take_rows
from facilities.actions.tell_of_crossings import remind_of_crossings
from facilities.actions.undo_sheet import undo_rows
from facilities.sheets import working


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mail", lock="mail")
def mail_what_waits(timestamp: int) -> None:
    """Every minute: send notices by mail, where mail is set up. `timestamp` is when it was due, in seconds of Unix
    time."""
    mail_notices()


@app.task(name=working.CHECK)
def check(pk: str) -> None:
    """Check an uploaded spreadsheet."""
    check_sheet(pk)


@app.task(name=working.TAKE)
def take(pk: str) -> None:
    """Import its chosen rows."""
    take_rows(pk)


@app.task(name=working.UNDO)
def undo(pk: str) -> None:
    """Take its imported rows back."""
    undo_rows(pk)


@app.task(name=working.WRITE)
def write(pk: str) -> None:
    """Write a long list as a file."""
    write_export(pk)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sheets", lock="sheets")
def resume(timestamp: int) -> None:
    """Every minute: take up what a killed worker left. `timestamp` is when it was due, in seconds of Unix time."""
    resume_sheets()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="old_sheets", lock="old_sheets")
def clear(timestamp: int) -> None:
    """Every night: delete files whose time is over. `timestamp` is when it was due, in seconds of Unix time."""
    clear_sheets()


@app.periodic(cron="11 * * * *")
@app.task(queueing_lock="crossings", lock="crossings")
def remind_of_applications(timestamp: int) -> None:
    """Every hour: tell of terms of applications to another province that run out. `timestamp` is when it was due."""
    remind_of_crossings()
