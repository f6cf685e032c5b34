"""Ten industries of the demo city, and the clinics beside them: class (GB/T 4754), trade words, wastes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Industry:
    """`small`: under 10 t a year, so the district store fetches the waste (小微企业收集)."""

    code: str
    trades: tuple[str, ...]
    wastes: tuple[str, ...]
    small: bool = False


INDUSTRIES: dict[str, Industry] = {
    "machining": Industry(
        "3484",
        ("精密机械", "齿轮传动", "机械部件"),
        ("oil", "gear_oil", "hydraulic_oil", "emulsion", "grinding_sludge", "drums", "paint"),
    ),
    "plating": Industry(
        "3360",
        ("表面处理", "电镀"),
        ("nickel_sludge", "copper_sludge", "plating_sludge", "stripping_sludge", "pickling_sludge", "acid"),
    ),
    "circuits": Industry("3982", ("线路板", "电子电路"), ("etchant", "copper_sludge", "boards", "alkali", "drums")),
    "chemicals": Industry(
        "2614", ("精细化工", "新材料"), ("still_bottoms", "waste_salt", "solvent", "carbon", "drums")
    ),
    "pharmacy": Industry(
        "2710",
        ("制药", "原料药"),
        ("mother_liquor", "pharma_residue", "filter_media", "waste_salt", "solvent", "old_medicine"),
    ),
    "printing": Industry("2319", ("印务", "包装印刷"), ("ink", "film", "drums", "cleaning_solvent"), small=True),
    "garages": Industry("8111", ("汽车维修", "汽车服务"), ("engine_oil", "lead_battery", "drums"), small=True),
    "solar": Industry("3825", ("光伏", "电池科技"), ("acid", "alkali", "cleaning_solvent", "carbon", "drums")),
    "coatings": Industry(
        "2641", ("涂料", "涂装"), ("paint_residue", "paint_sludge", "lacquer", "solvent", "glue", "drums")
    ),
    "laboratories": Industry("7320", ("检测技术", "生物实验室"), ("lab_liquid", "drums", "old_medicine"), small=True),
}
CLINIC = Industry("8425", ("门诊部", "口腔诊所", "社区医院"), ("infectious", "sharps", "pathological", "drug"))
# Burns household waste; its fly ash is the city's largest single stream.
HOUSEHOLD_WASTE_PLANT = Industry("4417", ("生活垃圾焚烧发电",), ("fly_ash",))
