"""A row that ends for a reason nobody foresaw stands aside with a code, and the others go on.

The reason is the operators': it stands in the log with the import's number and the line, and not on a page. What is the
database's trouble and no row's, such as a lost connection, is not caught here.
"""

import logging

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from facilities.models import SheetImport

NO_ROW_S = (OperationalError, InterfaceError)
MOST_IN_A_ROW = 20  # rows: then something else is wrong, and the import stops to be tried again
logger = logging.getLogger(__name__)


def unforeseen(sheet: SheetImport, line: int, error: Exception) -> Refusal:
    """What the row is told. Raises the error again where it is no row's."""
    if isinstance(error, NO_ROW_S):
        raise error
    logger.log(logging.ERROR, "%s %s: line %s stands aside", sheet._meta.label, sheet.pk, line, exc_info=error)
    return Refusal(
        _("This line ended for a reason that nobody foresaw. The operators find it in the log; try again later."),
        code="row_unforeseen",
    )
