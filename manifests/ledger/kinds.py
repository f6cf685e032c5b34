"""Which entry of which ledger a movement is at a site (HJ 1259-2022, annex B). Pure data: no Django here.

Every ledger is a view: conditions over rows of the mass ledger (`m`), one side at a time. B.2 and B.3 follow the waste
through stores and change nothing of what the site holds; all others add up to opening + in = out + closing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Ledger(StrEnum):
    GENERATED = "CS"  # B.1 产生
    RECEIVED = "JS"  # what a receiver's gate took in; no table of annex B, which is about generators
    STORED = "RK"  # B.2 入库
    TAKEN_OUT = "CK"  # B.3 出库
    TREATED = "ZX"  # B.4 自行利用/处置
    HANDED_OVER = "WW"  # B.5 委外利用/处置, export among it
    ADJUSTED = "TZ"  # 调整: scales, stock-taking, losses
    COUNTERED = "CX"  # 撤销: counter-entries of a voided manifest


@dataclass(frozen=True)
class Side:
    """One side of a movement that the site sees: `to` what comes, `from` what goes.

    `sign`: what it does to what the site holds. `counts`: what it does to its ledger's own sum.
    """

    end: str  # "to" or "from"
    condition: str
    sign: int
    counts: int = 1


# A voided manifest books from one site straight back to another; nothing else does.
_BACK = "m.from_facility_id <> m.to_facility_id"
_HERE = f"NOT coalesce({_BACK}, false)"
_COMES, _GOES = "m.to_account IN ('site', 'store')", "m.from_account IN ('site', 'store')"

SIDES: dict[Ledger, tuple[Side, ...]] = {
    Ledger.GENERATED: (
        Side("to", f"m.from_account IN ('source', 'process') AND {_COMES}", 1),
        Side("from", f"m.to_account = 'source' AND {_GOES}", -1, -1),  # a declaration that was taken back
    ),
    Ledger.RECEIVED: (Side("to", f"m.from_account = 'transit' AND {_COMES}", 1),),
    Ledger.STORED: (
        Side(
            "to",
            "m.to_account = 'store' AND m.from_account <> 'adjustment'"
            f" AND m.from_area_id IS DISTINCT FROM m.to_area_id AND {_HERE}",
            0,
        ),
        # A declaration that was taken back comes out of its store as it went in; nothing else goes from store to site.
        Side("from", "m.from_account = 'store' AND m.to_account IN ('site', 'source')", 0, -1),
    ),
    Ledger.TAKEN_OUT: (
        Side(
            "from",
            "m.from_account = 'store' AND m.to_account NOT IN ('adjustment', 'loss', 'site', 'source')"
            f" AND m.from_area_id IS DISTINCT FROM m.to_area_id AND {_HERE}",
            0,
        ),
    ),
    Ledger.TREATED: (Side("from", f"m.to_account = 'process' AND {_GOES}", -1),),
    Ledger.HANDED_OVER: (Side("from", f"m.to_account IN ('transit', 'export') AND {_GOES}", -1),),
    Ledger.ADJUSTED: (
        Side("to", f"m.from_account = 'adjustment' AND {_COMES}", 1),
        Side("from", f"m.to_account IN ('adjustment', 'loss') AND {_GOES}", -1, -1),
    ),
    Ledger.COUNTERED: (
        Side("to", f"{_BACK} AND {_COMES}", 1),
        Side("from", f"{_BACK} AND {_GOES}", -1, -1),
    ),
}


# Which entry an entry refers to (前序批次编码): the nearest of these kinds up the waste's family tree. What leaves a
# store refers to its own entry of B.3.
REFERS_TO: dict[Ledger, tuple[Ledger, ...]] = {
    Ledger.STORED: (Ledger.GENERATED, Ledger.RECEIVED, Ledger.COUNTERED),
    Ledger.TAKEN_OUT: (Ledger.STORED,),
    Ledger.TREATED: (Ledger.TAKEN_OUT, Ledger.GENERATED, Ledger.RECEIVED),
    Ledger.HANDED_OVER: (Ledger.TAKEN_OUT, Ledger.GENERATED, Ledger.RECEIVED),
}

UTILISATION, DISPOSAL = "LY", "CZ"


def prefix(ledger: Ledger, *, utilises: bool = False, exports: bool = False) -> str:
    """The letters of a batch code as HJ 1259 suggests them (可采用). Ours alone: HWJS, HWTZ and HWCX."""
    way = UTILISATION if utilises else DISPOSAL
    if ledger == Ledger.TREATED:
        return f"HWZX{way}"
    if ledger == Ledger.HANDED_OVER:
        # The trap of the standard: HWCK is also 出库, told from an export's by the letters that follow.
        return f"HWCK{way}" if exports else f"HWWW{way}"
    return f"HW{ledger.value}"


def batch_code(letters: str, day: date, serial: int) -> str:
    """HWRK + yyyymmdd + 3 digits, counted per site and day; more digits when a day has more."""
    return f"{letters}{day:%Y%m%d}{serial:03d}"
