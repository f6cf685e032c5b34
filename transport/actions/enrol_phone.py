"""Enrol a driver's phone: the dispatcher shows a one-time code as a QR, the phone that scans it is the driver's."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.keys import new_key
from facilities.models import Membership, Person
from facilities.roles import Role
from transport.models import Driver, DriverPhone

CODE_LIVES = timedelta(minutes=15)


def offer_enrolment(*, by, driver: Driver) -> tuple[DriverPhone, str]:
    """A fresh one-time code for the driver, valid 15 minutes; earlier unused codes lapse. Returns (row, code)."""
    if driver.carrier.enterprise_id not in by.standing.enterprises_where(Role.DISPATCHER):
        raise NotPermitted(_("Your role does not allow this."))
    code = secrets.token_urlsafe(24)
    now = clock.now()
    with transaction.atomic():
        DriverPhone.objects.filter(driver=driver, enrolled_at=None, revoked_at=None).update(revoked_at=now)
        phone = DriverPhone.objects.create(
            driver=driver, code_hash=hash_code(code), offered_by=by, offered_at=now, expires_at=now + CODE_LIVES
        )
    return phone, code


def hash_code(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def find_offer(code: str) -> DriverPhone:
    """The offer behind a code, still good; NotThere when unknown, used, lapsed or revoked."""
    phone = (
        DriverPhone.objects.select_related("driver__carrier__enterprise", "driver__person")
        .filter(code_hash=hash_code(code), enrolled_at=None, revoked_at=None, expires_at__gt=clock.now())
        .first()
    )
    if phone is None:
        raise NotThere(_("This code has been used or has run out. Ask for a new one."), code="enrolment_lapsed")
    return phone


def accept_enrolment(*, code: str, label: str) -> DriverPhone:
    """Use the code up and return the phone with its driver's account, made now if there was none."""
    with transaction.atomic():
        offer = find_offer(code)
        phone = DriverPhone.objects.select_for_update().get(pk=offer.pk)
        if phone.enrolled_at or phone.revoked_at:  # two phones scanned the same code at the same moment
            raise Refusal(_("This code has been used or has run out. Ask for a new one."), code="enrolment_lapsed")
        phone.enrolled_at = clock.now()
        phone.label = label[:120]
        phone.save(update_fields=["enrolled_at", "label"])
        phone.driver = offer.driver
        if phone.driver.person is None:
            _make_account(phone.driver)
    return phone


def revoke_phone(*, by, phone: DriverPhone) -> None:
    if phone.driver.carrier.enterprise_id not in by.standing.enterprises_where(Role.DISPATCHER):
        raise NotPermitted(_("Your role does not allow this."))
    DriverPhone.objects.filter(pk=phone.pk, revoked_at=None).update(revoked_at=clock.now())


def _make_account(driver: Driver) -> None:
    """An account without a password: only an enrolled phone opens it."""
    person = Person(username=f"driver-{new_key().hex[-12:]}", name=driver.name, phone=driver.phone)
    person.set_unusable_password()
    person.save()
    Membership.objects.create(person=person, enterprise=driver.carrier.enterprise, role=Role.DRIVER)
    driver.person = person
    driver.save(update_fields=["person"])
