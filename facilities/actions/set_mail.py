"""A person says where and in which language notices reach them by mail, or that they do not."""

from facilities.models import Person


def set_mail(person: Person, *, email: str, language: str, mail_notices: bool) -> None:
    """For oneself only; the caller has checked the form of the address. An empty address gets no mail."""
    person.email, person.language, person.mail_notices = email, language, mail_notices
    person.save(update_fields=["email", "language", "mail_notices"])
