"""Which label a waste's containers wear: the one place that decides it, by the waste's code."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from facilities.errors import NotThere
from facilities.models import WasteCode

MEDICAL_CATEGORY = "HW01"


class LabelKind(StrEnum):
    HAZARDOUS = "hazardous"  # HJ 1276-2022
    MEDICAL = "medical"  # the packaging mark of HJ 421-2008

    @property
    def template(self) -> str:
        """The drawing of one label; it fills a square of 26 em (labels.css)."""
        return f"manifests/pdf/label_{self.value}.html"


def label_kind(code: WasteCode) -> LabelKind:
    """Raises NotThere, with the reason, for waste whose containers wear no label of ours."""
    if not code.hazardous:
        raise NotThere(_("General solid waste carries no label under HJ 1276."), code="label_not_for_general_waste")
    return LabelKind.MEDICAL if code.category_code == MEDICAL_CATEGORY else LabelKind.HAZARDOUS
