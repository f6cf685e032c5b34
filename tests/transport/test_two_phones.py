"""Two phones scan the same code at the same moment: one is enrolled."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from facilities.errors import Refusal
from transport.actions.enrol_phone import accept_enrolment, offer_enrolment
from transport.models import DriverPhone

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_phones_at_once_enrol_one(people, fleet):
    _row, code = offer_enrolment(by=people.dispatcher, driver=fleet.driver)
    start, outcomes = Barrier(2), []

    def scan(label):
        try:
            with transaction.atomic():
                start.wait()
                outcomes.append(accept_enrolment(code=code, label=label).label)
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=scan, args=(label,)) for label in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner = DriverPhone.objects.get().label
    assert sorted(outcomes) == sorted([winner, "enrolment_lapsed"])
