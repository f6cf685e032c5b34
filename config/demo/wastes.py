"""Which wastes arise in the demo city: code, profile, container, and where each usually goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waste:
    """`low`/`high`: kilograms of one handing-over at a middling site; `works`/`method`: its usual end."""

    code: str
    alias: str
    state: str
    packaging: str
    litres: int
    kg_each: int
    low: int
    high: int
    works: str
    method: str
    main: str
    harmful: str
    process: str


FLAMMABLE = "远离火源，禁止与氧化剂混放，泄漏时用砂土吸附"
CORROSIVE = "防腐蚀，禁止酸碱混放，操作时戴防护手套和面罩"
TOXIC = "避免接触和吸入，防雨防渗，破损时立即更换包装"
INFECTIOUS = "禁止拆包，防渗漏防锐器穿透，48 小时内交接"

W = Waste
WASTES: dict[str, Waste] = {
    # oil and emulsions
    "oil": W("900-249-08", "废矿物油", "L", "1A1", 200, 165, 500, 4200, "oil", "R9", "矿物油", "多环芳烃", "设备维护"),
    "gear_oil": W(
        "900-217-08", "废润滑油", "L", "1A1", 200, 165, 330, 2600, "oil", "R9", "齿轮油", "添加剂", "机床润滑"
    ),
    "hydraulic_oil": W(
        "900-218-08", "废液压油", "L", "1A1", 200, 165, 330, 2600, "oil", "R9", "液压油", "添加剂", "液压设备换油"
    ),
    "engine_oil": W("900-214-08", "废机油", "L", "1A1", 200, 165, 160, 900, "oil", "R9", "机油", "重金属", "汽车保养"),
    "grinding_sludge": W(
        "900-200-08",
        "磨削油泥",
        "SS",
        "1A2",
        200,
        190,
        400,
        3000,
        "incinerator",
        "D10",
        "油、金属屑",
        "矿物油",
        "磨加工",
    ),
    "emulsion": W(
        "900-006-09", "废切削液", "L", "6HA2", 1000, 950, 900, 6600, "oil", "D9", "水、矿物油", "矿物油", "机加工"
    ),
    # surface treatment and circuit boards
    "nickel_sludge": W(
        "336-054-17", "含镍污泥", "SS", "5H4", 1000, 800, 1600, 9600, "metals", "R4", "氢氧化镍", "镍", "镀镍废水处理"
    ),
    "copper_sludge": W(
        "336-062-17", "含铜污泥", "SS", "5H4", 1000, 800, 1600, 9600, "metals", "R4", "氢氧化铜", "铜", "镀铜废水处理"
    ),
    "plating_sludge": W(
        "336-063-17", "电镀污泥", "SS", "5H4", 1000, 800, 1600, 8000, "metals", "R4", "金属氢氧化物", "锌、铬", "电镀"
    ),
    "pickling_sludge": W(
        "336-064-17", "表面处理污泥", "SS", "5H4", 1000, 800, 1200, 9000, "kiln", "C1", "氢氧化铁", "锌", "酸洗磷化"
    ),
    "stripping_sludge": W(
        "336-066-17", "退镀废渣", "SS", "1A2", 200, 230, 460, 2300, "metals", "R4", "金属盐", "镍、铜", "镀层剥除"
    ),
    "etchant": W(
        "398-004-22", "废蚀铜液", "L", "6HA2", 1000, 1150, 2300, 12600, "metals", "R4", "氯化铜", "铜", "线路板蚀刻"
    ),
    "boards": W(
        "900-045-49", "废线路板", "S", "5H4", 1000, 500, 300, 2500, "metals", "R4", "树脂、铜箔", "铜、溴化物", "裁切"
    ),
    "acid": W("900-300-34", "废酸", "L", "6HA2", 1000, 1100, 1100, 7700, "salt", "D9", "盐酸", "氯化氢", "酸洗"),
    "alkali": W("900-352-35", "废碱液", "L", "6HA2", 1000, 1080, 1080, 6400, "salt", "D9", "氢氧化钠", "碱", "碱洗"),
    # paint, ink, resin
    "paint": W("900-252-12", "废漆渣", "SS", "1A2", 200, 180, 360, 3600, "incinerator", "D10", "漆", "二甲苯", "喷漆"),
    "ink": W("900-253-12", "废油墨", "SS", "1A2", 50, 45, 90, 720, "incinerator", "D10", "油墨", "溶剂", "丝网印刷"),
    "lacquer": W(
        "900-250-12", "废光漆", "SS", "1A2", 200, 180, 180, 2000, "incinerator", "D10", "光漆", "二甲苯", "涂布"
    ),
    "paint_residue": W(
        "264-011-12", "涂料残渣", "SS", "1A2", 200, 200, 800, 7000, "kiln", "C1", "颜料、树脂", "溶剂", "调配"
    ),
    "paint_sludge": W(
        "264-012-12", "涂料废水污泥", "SS", "5H4", 1000, 750, 750, 6000, "kiln", "C1", "树脂", "重金属", "废水处理"
    ),
    "glue": W("900-014-13", "废胶粘剂", "SS", "1A2", 200, 180, 180, 1800, "incinerator", "D10", "树脂", "溶剂", "涂胶"),
    "film": W(
        "231-002-16", "废显影液", "L", "3H1", 25, 24, 48, 480, "incinerator", "D10", "显影剂", "对苯二酚", "制版显影"
    ),
    # solvents, chemicals, pharmaceuticals
    "solvent": W(
        "900-402-06", "废有机溶剂", "L", "1A1", 200, 170, 510, 5100, "solvent", "R2", "甲苯", "甲苯", "清洗萃取"
    ),
    "cleaning_solvent": W(
        "900-404-06", "废清洗溶剂", "L", "1A1", 200, 160, 320, 3200, "solvent", "R2", "异丙醇", "醇酮", "清洗"
    ),
    "still_bottoms": W(
        "900-013-11", "精馏残渣", "SS", "1A2", 200, 210, 630, 6300, "incinerator", "D10", "高沸物", "多环芳烃", "精馏"
    ),
    "waste_salt": W(
        "261-084-45", "副产废盐", "S", "5H4", 1000, 950, 1900, 14000, "salt", "R5", "氯化钠", "有机卤化物", "合成"
    ),
    "mother_liquor": W(
        "271-002-02", "废母液", "L", "6HA2", 1000, 980, 980, 7800, "incinerator", "D10", "有机溶剂", "中间体", "结晶"
    ),
    "pharma_residue": W(
        "271-001-02", "蒸馏残余物", "SS", "1A2", 200, 200, 400, 4000, "incinerator", "D10", "有机物", "中间体", "蒸馏"
    ),
    "filter_media": W(
        "271-003-02", "废脱色炭", "S", "1A2", 200, 90, 270, 2700, "incinerator", "D10", "活性炭", "中间体", "脱色"
    ),
    "old_medicine": W(
        "272-005-02", "废弃药品", "S", "4G", 50, 20, 40, 600, "incinerator", "D10", "药品", "药物成分", "制剂"
    ),
    # arising everywhere
    "drums": W(
        "900-041-49", "废包装桶", "S", "5H4", 1000, 120, 240, 2400, "incinerator", "D10", "铁、塑料", "沾染物", "拆包"
    ),
    "carbon": W(
        "900-039-49", "废活性炭", "S", "5H4", 1000, 450, 450, 4500, "incinerator", "D10", "活性炭", "有机物", "废气处理"
    ),
    "lab_liquid": W(
        "900-047-49", "实验室废液", "L", "3H1", 25, 22, 44, 440, "incinerator", "D10", "有机溶剂、酸", "多种", "实验"
    ),
    "lead_battery": W(
        "900-052-31", "废铅蓄电池", "S", "4H2", 1000, 800, 160, 1600, "metals", "R4", "铅、硫酸", "铅", "更换电瓶"
    ),
    # ashes
    "fly_ash": W(
        "772-002-18",
        "生活垃圾焚烧飞灰",
        "S",
        "5H4",
        1000,
        850,
        8500,
        22000,
        "ash",
        "D9",
        "氯化钙",
        "二噁英、铅",
        "焚烧",
    ),
    "slag": W("772-003-18", "焚烧底渣", "S", "5H4", 1000, 900, 600, 9000, "landfill", "D1", "硅酸盐", "重金属", "焚烧"),
    "furnace_ash": W(
        "772-003-18", "焚烧飞灰", "S", "5H4", 1000, 700, 200, 3000, "landfill", "D1", "氯化钙", "二噁英、铅", "焚烧"
    ),
    "kiln_dust": W(
        "772-003-18", "旁路放风粉尘", "S", "5H4", 1000, 800, 200, 3000, "landfill", "D1", "氯化钾", "重金属", "协同处置"
    ),
    # medical
    "infectious": W(
        "841-001-01", "感染性废物", "S", "5H4", 50, 9, 27, 260, "medical", "Y11", "敷料、一次性用品", "病原体", "诊疗"
    ),
    "sharps": W("841-002-01", "损伤性废物", "S", "4H2", 25, 4, 4, 60, "medical", "Y11", "针头、刀片", "病原体", "诊疗"),
    "pathological": W("841-003-01", "病理性废物", "S", "5H4", 50, 6, 6, 48, "medical", "Y10", "组织", "病原体", "手术"),
    "drug": W("841-005-01", "药物性废物", "S", "4G", 50, 8, 8, 56, "medical", "Y10", "过期药品", "药物成分", "药房"),
}


def precautions(hazards: list[str]) -> str:
    """What the label warns of, by the first hazard that asks for something of its own."""
    for letter, words in (("In", INFECTIOUS), ("C", CORROSIVE), ("I", FLAMMABLE)):
        if letter in hazards:
            return words
    return TOXIC
