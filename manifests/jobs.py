"""Jobs that a worker runs in the background: `manage.py procrastinate worker`. Thin doors onto actions."""

from procrastinate.contrib.django import app

from facilities import clock
from facilities.actions.classify import bring_into_force, classify, classify_by_permits
from manifests.actions.assess_sites import assess_sites
from manifests.actions.carry_out_print import carry_out_print
from manifests.actions.draft_declarations import draft_declarations
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.lapse_amendments import lapse_amendments
from manifests.actions.number_ledger import number_ledger
from manifests.actions.resume_prints import delete_prints, resume_prints
from manifests.actions.seal import seal
from manifests.actions.send_reminders import send_reminders
from manifests.actions.tell_authority import TASK as TELL_AUTHORITY
from manifests.actions.tell_authority import tell_authority as tell_the_authority
from manifests.actions.tell_discrepancy import TASK as TELL_DISCREPANCY
from manifests.actions.tell_discrepancy import tell_discrepancy as tell_of_discrepancy
from manifests.actions.tell_of_amendments import remind_of_amendments
from manifests.actions.update_fate import update_fate
from manifests.printing.calling import CARRY_OUT


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


@app.periodic(cron="30 16 * * *")
@app.task(queueing_lock="classes", lock="classes")
def bring_classes_into_force(timestamp: int) -> None:
    """Every night at half past midnight in Beijing: a class that an authority set from today on begins, and so does
    what a permit makes that began or ended; after New Year every class is computed anew. `timestamp` is when it was
    due, in seconds of Unix time."""
    today = clock.today()
    if (today.month, today.day) == (1, 2):
        classify()
    else:
        bring_into_force(today)
        classify_by_permits(today)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ledger", lock="ledger")
def number_the_ledger(timestamp: int) -> None:
    """Every minute: give new entries of the sites' ledgers their batch codes. `timestamp` is when it was due, in
    seconds of Unix time."""
    number_ledger()


@app.periodic(cron="10 17 * * *")
@app.task(queueing_lock="declarations", lock="declarations")
def draft_what_is_due(timestamp: int) -> None:
    """Every night at ten past one in Beijing: draft the declarations whose period is over. `timestamp` is when it was
    due, in seconds of Unix time."""
    draft_declarations()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="clocks", lock="clocks")
def keep_clocks_and_remind(timestamp: int) -> None:
    """Every ten minutes: make the law's clocks fit how things stand, then tell of those that run out. `timestamp` is
    when it was due, in seconds of Unix time."""
    keep_clocks()
    send_reminders()


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="amendments", lock="amendments")
def mark_lapsed_amendments(timestamp: int) -> None:
    """Every hour: write down which corrections nobody answered in time, and remind of those that nearly lapse.
    `timestamp` is when it was due."""
    lapse_amendments()
    remind_of_amendments()


@app.task(name=CARRY_OUT)
def carry_out(pk: str) -> None:
    """Draw many documents into one file."""
    carry_out_print(pk)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="prints", lock="prints")
def take_up_prints(timestamp: int) -> None:
    """Every minute: take up what a killed worker left. `timestamp` is when it was due, in seconds of Unix time."""
    resume_prints()


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="old_prints", lock="old_prints")
def delete_old_prints(timestamp: int) -> None:
    """Every night: delete printed files after a week. `timestamp` is when it was due, in seconds of Unix time."""
    delete_prints()


@app.task(name=TELL_DISCREPANCY)
def tell_discrepancy(pk: str, about: str = "") -> None:
    """Tell the consignor and the authority of what a gate, or a correction since (`about`), found otherwise than the
    manifest says."""
    tell_of_discrepancy(pk, about)


@app.task(name=TELL_AUTHORITY)
def tell_authority(pk: str, subject: str, told: list) -> None:
    """Tell the authority of what rules found that it is to know: `told` as the event keeps them."""
    tell_the_authority(pk, subject, told)


@app.periodic(cron="30 18 1 * *")
@app.task(queueing_lock="assessments", lock="assessments")
def keep_assessments(timestamp: int) -> None:
    """On the 2nd of each month at half past two in Beijing: the self-check of the last year of every site that has none
    yet, so that in January all get theirs and later nobody is left out. `timestamp` is when it was due."""
    assess_sites(clock.today().year - 1)
