"""Which label a waste's containers wear."""

from enum import StrEnum

from facilities.errors import NotThere
from facilities.models import WasteCode
from manifests.profiles import profile_of


class LabelKind(StrEnum):
    HAZARDOUS = "hj1276"  # the label of HJ 1276-2022
    MEDICAL = "hj421"  # the packaging mark of HJ 421-2008

    @property
    def caption(self) -> str:
        """What the file is called, in Chinese as all of a label."""
        return "医疗废物标签" if self is LabelKind.MEDICAL else "危险废物标签"

    @property
    def template(self) -> str:
        """The drawing of one label; it fills a square of 26 em (labels.css)."""
        return f"manifests/pdf/label_{self.value}.html"


def label_kind(code: WasteCode) -> LabelKind:
    """As the waste's profile says. Raises NotThere, with the reason, where containers wear no label of ours."""
    profile = profile_of(code)
    if profile.no_label:
        raise NotThere(profile.no_label.message, code=profile.no_label.code)
    return LabelKind(profile.wears)
