"""Claims of the exemption list (豁免管理清单): at one stage, under one condition, a waste is not managed as hazardous.

The waste stays hazardous at every other stage. Whether the condition holds is the consignor's word, with a note as
evidence, frozen as it was claimed when the manifest is issued.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from facilities.models import Exemption, WasteCode

COLLECTION, TRANSPORT, USE, DISPOSAL = "收集", "运输", "利用", "处置"  # stages as the list prints them
EVERY = "全部环节"


@dataclass(frozen=True)
class Claim:
    """One row of the list as it was claimed; `note` says why the condition holds."""

    exemption: int
    edition: str
    serial: int
    codes: str
    stage: str
    name: str
    condition: str
    content: str
    note: str

    @classmethod
    def of(cls, row: Exemption, note: str) -> "Claim":
        return cls(
            row.pk,
            row.edition_id,
            row.serial,
            row.code_text,
            row.stage,
            row.name,
            row.condition,
            row.exempt_content,
            note,
        )

    @classmethod
    def from_record(cls, record: dict) -> "Claim":
        return cls(**record)

    def as_record(self) -> dict:
        return asdict(self)

    def covers(self, code: WasteCode, stage: str) -> bool:
        """True where the row names the code and the stage. A row in words covers what the consignor claims it for."""
        return (stage in self.stage or self.stage == EVERY) and self.fits(code)

    def fits(self, code: WasteCode) -> bool:
        return code.hazardous and names(self.codes, code.code)


def exempt_on_the_road(claims: Iterable[Claim], codes: Iterable[str]) -> Claim | None:
    """The first claim, where claims for the transport name all of these hazardous codes; else None."""
    claims = [claim for claim in claims if TRANSPORT in claim.stage or claim.stage == EVERY]
    codes = list(codes)
    if not claims or not codes or not all(any(names(claim.codes, code) for claim in claims) for code in codes):
        return None
    return claims[0]


def names(printed: str, code: str) -> bool:
    """Whether codes as printed (joined by ";", a category, or words) name this one."""
    printed_codes = printed.split(";")
    if code in printed_codes or WasteCode(code=code).category_code in printed_codes:
        return True
    return not any(character.isdigit() for character in printed)
