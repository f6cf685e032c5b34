"""What only the database could see, in words: two at once, stock that is not there, books that would not close."""

import json

from django.db import DataError, IntegrityError
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal

TOO_LARGE = "22003"  # PostgreSQL's numeric_value_out_of_range


def in_words(error: IntegrityError | DataError) -> Refusal:
    """The refusal of a guard, by the name of its constraint; figures come with the error where the guard knows them.

    A DataError that is no sum too large is a defect, and is raised as it is.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    if isinstance(error, DataError):
        if getattr(error.__cause__, "sqlstate", "") != TOO_LARGE:
            raise error
        return Refusal(
            _("The weights add up to more than can be recorded. Check the figures."), code="kg_sum_too_large"
        )
    constraint = getattr(diagnosis, "constraint_name", "") or ""
    told = _figures(getattr(diagnosis, "message_detail", "") or "")
    match constraint:
        case "stock_never_negative" if told:
            return Refusal(
                _("There are %(there)s kg of batch %(batch)s in stock; this would take %(kg)s kg."),
                figures=told,
                code="stock_overdrawn",
            )
        case "batch_books_close" if told:
            return Refusal(
                _("The books of batch %(batch)s would not close: %(there)s kg would lie in stock, not %(kg)s kg."),
                figures=told,
                code="books_do_not_close",
            )
        case "stock_follows_movements":
            return Refusal(_("Stock changes by movements of the ledger only."), code="stock_follows_movements")
        case "manifest_national_no_once":
            return Refusal(
                _("Another manifest has this national number already."), code="national_no_taken", field="/national_no"
            )
        case "manifest_provincial_no_once":
            return Refusal(
                _("Another manifest of this province has this number already."),
                code="provincial_no_taken",
                field="/provincial_no",
            )
        case "movement_accounts_follow" | "movement_names_its_places" | "movement_treats_where_it_lies":
            return Refusal(_("Kilograms may not go this way in the ledger."), code="movement_not_allowed")
    return Refusal(
        _("Somebody else changed this at the same moment. Reload the page and look again."),
        code="changed_meanwhile",
    )


def _figures(detail: str) -> dict:
    """What our own triggers say in the detail of an error; PostgreSQL's own details are prose."""
    try:
        told = json.loads(detail)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and {"batch", "there", "kg"} <= set(told) else {}
