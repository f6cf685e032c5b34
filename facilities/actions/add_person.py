"""Add a person to an enterprise, with the roles they are trusted with and a password to begin with."""

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.asking import keep, require
from facilities.errors import BadInput, Refusal
from facilities.models import Enterprise, Membership, Person
from facilities.roles import Role

# No letters and digits that are taken for each other when read out or written down.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 12


def add_person(
    *, by, enterprise: Enterprise, username: str, name: str, roles: Iterable[str], phone: str = ""
) -> tuple[Person, str]:
    """The new person and their temporary password, which is kept nowhere: show it once.

    Raises NotPermitted for all but the enterprise's managers, `account_taken`, and BadInput for unknown roles.
    """
    require(by, enterprise.pk, Role.MANAGER)
    roles = set(roles)
    if not roles or roles - set(Role):
        raise BadInput(_("Choose at least one role from the list."), code="role_unknown", field="/roles")
    return add_account(enterprise=enterprise, username=username, name=name, roles=roles, phone=phone)


def add_account(
    *, enterprise: Enterprise, username: str, name: str, roles: Iterable[str], phone: str = ""
) -> tuple[Person, str]:
    """As `add_person`, for actions that have asked who may: the person with these roles, and the password."""
    password = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    person = Person(username=Person.normalize_username(username.strip()), name=name.strip(), phone=phone.strip())
    person.set_password(password)
    with transaction.atomic():
        keep(person, account_taken(username))
        Membership.objects.bulk_create(
            [Membership(person=person, enterprise=enterprise, role=role) for role in sorted(roles)]
        )
    return person, password


def account_taken(username: str) -> Refusal:
    return Refusal(
        _("This account name is taken. Choose another, such as with your firm's name in it."),
        code="account_taken",
        field="/username",
        value=username,
    )
