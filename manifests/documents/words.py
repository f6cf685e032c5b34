"""The forms' own words. The paper is Chinese first with English under it, whatever language its printer reads."""

STATES = {
    "draft": ("草稿", "Draft"),
    "issued": ("已签发", "Issued"),
    "in_transit": ("运输中", "In transit"),
    "laid_over": ("途中停留", "Stopped on the way"),
    "arrived": ("已到达", "Arrived"),
    "accepted": ("已接受", "Accepted"),
    "partially_accepted": ("部分接受", "Partially accepted"),
    "refused": ("已拒收", "Refused"),
    "closed": ("已办结", "Closed"),
    "cancelled": ("已撤销", "Cancelled"),
    "voided": ("已作废", "Voided"),
}

KINDS = {
    "normal": ("正常", "Normal"),
    "carried_on": ("余量转运", "Carried on"),
    "backfilled": ("补录（普通）", "Entered from paper"),
    "emergency": ("补录（应急）", "Entered from paper: system down"),
    "special": ("补录（特殊）", "Entered from paper: special"),
    "cross_border": ("补录（跨境）", "Entered from paper: across the border"),
    "transfer_in": ("跨省转入", "Came from another province"),
    "inbound": ("外地转入（接受人录入）", "From elsewhere, entered by the receiver"),
}

# What an official or the consignor did to the document itself, in the order of its events.
INTERVENTIONS = {
    "cancel": ("撤销", "Cancelled"),
    "strike_out": ("撤销录入", "Entry struck out"),
    "freeze": ("冻结", "Frozen"),
    "release": ("解除冻结", "Released"),
    "void": ("作废", "Voided"),
    "amend": ("更正（各方同意）", "Corrected by consent"),
    "override": ("更正（依职权）", "Corrected by the authority"),
}

# What a correction names, as the form does.
FIELDS = {
    "remarks": ("备注", "remarks"),
    "national_no": ("国家联单编号", "national no."),
    "provincial_no": ("省级联单编号", "provincial no."),
    "plate": ("牌号", "plate"),
    "driver": ("驾驶员", "driver"),
    "driver_phone": ("驾驶员电话", "driver's phone"),
    "escort": ("押运员", "escort"),
    "departed_at": ("实际起运时间", "departed at"),
    "arrived_at": ("实际到达时间", "arrived at"),
    "received_kg": ("接受量合计", "accepted in all"),
    "accepted_kg": ("接受量", "accepted"),
    "weighed_kg": ("称重量", "weighed"),
    "method": ("拟利用处置方式", "method"),
    "reason": ("处理意见说明", "reason"),
    "significant_difference": ("重大差异", "significant difference"),
}

PHYSICAL_STATES = {"S": "固态", "SS": "半固态", "L": "液态", "G": "气态"}
