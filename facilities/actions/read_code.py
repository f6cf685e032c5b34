"""Read a waste code as people type it: hazardous codes from the edition in force, general solid ones by their form."""

import datetime
import unicodedata

from django.utils.translation import gettext_lazy as _

from facilities.catalogue.search import CHINESE_SYSTEMS
from facilities.catalogue.solid_waste import solid_waste_code
from facilities.errors import BadInput
from facilities.models import CatalogueEdition, WasteCode


def known_code(text: str, on: datetime.date) -> WasteCode | None:
    """The code of the editions to use on a day, with category and edition; None where it is not in them."""
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if not code or "\x00" in code:
        return None
    editions = CatalogueEdition.objects.filter(system__in=CHINESE_SYSTEMS).current_first(on).distinct("system")
    return (
        WasteCode.objects.filter(edition__in=editions.values("pk"), code=code)
        .select_related("category", "edition")
        .first()
    )


def read_code(text: str, on: datetime.date, field: str = "/code") -> WasteCode:
    """As `known_code`; a general solid waste code of the documented form is made on first use. Raises BadInput."""
    found = known_code(text, on)
    if found is not None:
        return found
    if "S" in text.upper():
        return solid_waste_code(text, field=field)
    raise BadInput(
        _("The catalogue has no such code. Search by a word, or type all digits, such as 900-249-08."),
        code="code_unknown",
        field=field,
        value=text,
    )
