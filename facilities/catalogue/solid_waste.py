"""General solid waste codes, accepted by their documented form until the catalogue's table is loaded.

The form is 900-001-S17: three digits of the industry (GB/T 4754, or 900 for none in particular), a serial
from 001 to 099, and a class (Classification and Codes of Solid Wastes, announcement 2024 no. 4, article 5).
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput
from facilities.models import CatalogueEdition, Industry, SolidWasteRange, WasteCode

EDITION = "CN-SW-2024"
FORM = re.compile(r"(\d{3})-(0\d{2})-(S\d{2})", re.ASCII)
ANY_INDUSTRY = "900"
MALFORMED = _("Write a code of three digits, a number from 001 to 099 and a class, such as 900-001-S17.")
LAW = _("Classification and Codes of Solid Wastes (2024), article 5")


class SolidWasteCodeMalformed(BadInput):
    code = "solid_waste_code_malformed"


class SolidWasteClassUnlisted(BadInput):
    code = "solid_waste_class_unlisted"


class SolidWasteIndustryUnknown(BadInput):
    code = "solid_waste_industry_unknown"


class SolidWasteCodeUnlisted(BadInput):
    code = "solid_waste_code_unlisted"


def solid_waste_code(text: str, *, field: str = "") -> WasteCode:
    """The stored code for a text such as 900-001-S17, made on first use and marked `by_pattern`.

    `field` is the JSON Pointer that a refusal names. Raises SolidWasteCodeMalformed, SolidWasteClassUnlisted,
    SolidWasteIndustryUnknown or, once the catalogue's own table is loaded, SolidWasteCodeUnlisted.
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    told = {"field": field, "law": LAW, "value": text}
    fits = FORM.fullmatch(code)
    if not fits or fits[2] == "000":
        raise SolidWasteCodeMalformed(
            MALFORMED,
            **told,
        )
    known = WasteCode.objects.filter(edition=EDITION)
    found = known.filter(code=code).select_related("edition", "category").first()
    if found:
        return found
    if known.filter(by_pattern=False).exists():
        raise SolidWasteCodeUnlisted(_("The solid waste catalogue has no such code."), **told)
    kind = next((span for span in SolidWasteRange.objects.all() if span.holds(fits[3])), None)
    if kind is None:
        raise SolidWasteClassUnlisted(_("The solid waste catalogue has no such class."), **told)
    return WasteCode.objects.get_or_create(
        edition=CatalogueEdition.objects.get(pk=EDITION),
        code=code,
        defaults={
            "industry_source": industry_name(fits[1], told),
            "description": kind.first_level,
            "hazardous": False,
            "by_pattern": True,
        },
    )[0]


def industry_name(digits: str, told: dict) -> str:
    """The name of the industry group; empty for 900."""
    if digits == ANY_INDUSTRY:
        return ""
    name = Industry.objects.filter(pk=digits, level=Industry.Level.GROUP).values_list("name", flat=True).first()
    if name is None:
        raise SolidWasteIndustryUnknown(
            _("The first three digits must be 900 or an industry group of GB/T 4754."), **told
        )
    return name
