"""Changzhou's districts (GB/T 2260), and streets in them that are on no map."""

from dataclasses import dataclass
from decimal import Decimal

from config.demo.dice import Dice

CITY = "320400"
TIANNING, ZHONGLOU, XINBEI, WUJIN, JINTAN, LIYANG = "320402", "320404", "320411", "320412", "320413", "320481"
ROADS = ("示范东路", "样板大道", "演习路", "模拟工业园一路", "模拟工业园二路", "例证路", "沙盘路", "虚舟路")


@dataclass(frozen=True)
class District:
    """A district with a rectangle that lies well inside it (degrees, WGS 84)."""

    code: str
    name: str
    town: str  # how its enterprises' names begin
    office: str
    west: float
    east: float
    south: float
    north: float


DISTRICTS = {
    row.code: row
    for row in (
        District(TIANNING, "天宁区", "常州", "天宁生态环境局（演示）", 119.96, 120.05, 31.75, 31.81),
        District(ZHONGLOU, "钟楼区", "常州", "钟楼生态环境局（演示）", 119.87, 119.93, 31.75, 31.79),
        District(XINBEI, "新北区", "常州", "新北生态环境局（演示）", 119.85, 119.97, 31.86, 31.96),
        District(WUJIN, "武进区", "常州", "武进生态环境局（演示）", 119.87, 120.04, 31.60, 31.70),
        District(JINTAN, "金坛区", "金坛", "金坛生态环境局（演示）", 119.46, 119.61, 31.66, 31.77),
        District(LIYANG, "溧阳市", "溧阳", "溧阳生态环境局（演示）", 119.38, 119.56, 31.33, 31.47),
    )
}
CITY_OFFICE = "常州市生态环境局（演示）"


def address(district: str, dice: Dice) -> str:
    return f"常州市{DISTRICTS[district].name}{dice.choice(ROADS)}{dice.randint(1, 288)}号"


def position(district: str, dice: Dice) -> tuple[Decimal, Decimal]:
    """(longitude, latitude) of a point inside the district."""
    place = DISTRICTS[district]
    longitude, latitude = dice.uniform(place.west, place.east), dice.uniform(place.south, place.north)
    return Decimal(f"{longitude:.6f}"), Decimal(f"{latitude:.6f}")
