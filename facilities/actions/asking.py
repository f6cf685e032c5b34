"""What every action on master data asks first: may this person do it, and can the row be stored."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, Model
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, NotPermitted, Refusal


def require(by, enterprise_id, *roles: str) -> None:
    """Raise NotPermitted unless `by` holds one of the roles in the enterprise."""
    if enterprise_id not in by.standing.enterprises_where(*roles):
        raise NotPermitted(_("Your role does not allow this."))


def keep(row: Model, taken: Refusal) -> None:
    """Check every field of the row and save it. `taken` is raised when the database knows such a row already.

    Raises BadInput with every field that cannot be stored.
    """
    check_fields(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise taken from error


def check_fields(row: Model) -> None:
    """Raise BadInput with every field of the row that cannot be stored."""
    for field in row._meta.concrete_fields:
        if isinstance(field, CharField) and "\x00" in (getattr(row, field.attname) or ""):
            raise BadInput(
                _("The text holds a character that cannot be stored."), code="text_invalid", field=f"/{field.name}"
            )
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Refusal.of(
            [
                BadInput(
                    reason.messages[0],
                    code=reason.code or "invalid",
                    field="" if name == NON_FIELD_ERRORS else f"/{name}",
                )
                for name, reasons in error.error_dict.items()
                for reason in reasons
            ]
        ) from error
