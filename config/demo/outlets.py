"""Where waste goes: nine sites of use and disposal, four district stores, eight carriers."""

from dataclasses import dataclass

from config.demo.places import JINTAN, LIYANG, TIANNING, WUJIN, XINBEI, ZHONGLOU


@dataclass(frozen=True)
class Licensed:
    """One line of a permit. `tonnes` is its yearly scale; `full` instead makes the scale fit the year's plan, so that
    the line is this much used at its end (the permit rules warn at 80 and 100 %)."""

    codes: tuple[str, ...]
    methods: tuple[str, ...]
    tonnes: int = 0
    full: float = 0.0


@dataclass(frozen=True)
class Residue:
    """New waste of a treatment: so much of each kilogram treated. The rest leaves as gas, water or clinker."""

    waste: str
    share: float


@dataclass(frozen=True)
class Works:
    district: str
    trade: str
    lines: tuple[Licensed, ...]
    stores_first: float  # how often a load is put into store before it is treated
    longest_wait: int  # days until treatment, at most
    yields: tuple[Residue, ...] = ()  # what a treatment leaves as new waste
    lime: float = 0.0  # kilograms put in for each kilogram treated


BURNT = ("HW02", "HW06", "HW08", "HW09", "HW11", "HW12", "HW13", "HW16", "HW45", "HW49")
WORKS: dict[str, Works] = {
    "incinerator": Works(
        TIANNING,
        "固废焚烧处置",
        (Licensed(BURNT, ("D10",), 20_000),),
        0.4,
        25,
        yields=(Residue("slag", 0.19), Residue("furnace_ash", 0.06)),
        lime=0.02,
    ),
    "landfill": Works(JINTAN, "安全填埋", (Licensed(("HW17", "HW18", "HW22"), ("D1",), 12_000),), 0.0, 6),
    "kiln": Works(
        LIYANG,
        "水泥窑协同处置",
        (Licensed(("HW08", "HW11", "HW12", "HW13", "HW17", "HW49"), ("C1",), 30_000),),
        0.2,
        15,
        yields=(Residue("kiln_dust", 0.04),),
    ),
    "oil": Works(
        WUJIN, "再生油", (Licensed(("HW08",), ("R9",), full=0.55), Licensed(("HW09",), ("D9",), 6_000)), 0.3, 20
    ),
    "solvent": Works(XINBEI, "溶剂再生", (Licensed(("HW06",), ("R2",), full=0.4),), 0.3, 20),
    "metals": Works(
        WUJIN,
        "金属资源再生",
        (Licensed(("HW17", "HW22"), ("R4",), full=0.82), Licensed(("900-052-31", "900-045-49"), ("R4",), 3_000)),
        0.2,
        30,
    ),
    "medical": Works(XINBEI, "医疗废物集中处置", (Licensed(("HW01",), ("Y10", "Y11"), full=0.65),), 0.0, 1),
    "salt": Works(
        JINTAN,
        "废盐综合利用",
        (Licensed(("261-084-45",), ("R5",), full=1.0), Licensed(("HW34", "HW35"), ("D9",), 6_000)),
        0.3,
        35,
    ),
    "ash": Works(ZHONGLOU, "飞灰水洗处置", (Licensed(("772-002-18",), ("D9", "D1"), 25_000),), 0.0, 10),
}

# District stores with collection permits: what they may take from small firms, by the method it is bound for.
STORES: dict[str, str] = {"liyang": LIYANG, "wujin": WUJIN, "tianning": TIANNING, "zhonglou": ZHONGLOU}
COLLECTED = Licensed(
    ("HW02", "HW06", "HW08", "HW12", "HW16", "900-041-49", "900-047-49", "900-052-31"), ("R9", "R2", "R4", "D10"), 5_000
)
# Which store fetches from which district.
NEAREST_STORE = {
    LIYANG: "liyang", JINTAN: "liyang", WUJIN: "wujin", XINBEI: "tianning", TIANNING: "tianning", ZHONGLOU: "zhonglou",
}  # fmt: skip

CARRIERS = (WUJIN, TIANNING, XINBEI, LIYANG, ZHONGLOU, WUJIN, JINTAN, XINBEI)
MEDICAL_CARRIER = 2  # its trucks carry clinical waste and nothing else
LAPSING_CARRIER = 6  # its licence lapsed for three weeks in the middle of the year
EXPIRING_CARRIER = 5  # its licence ends within the month
TRUCKS = (("厢式货车", 1_800), ("厢式货车", 5_000), ("厢式货车", 10_000), ("罐式货车", 18_000), ("重型半挂车", 31_000))
