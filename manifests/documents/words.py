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

TITLES = {
    "hazardous": ("危险废物转移联单", "Hazardous waste transfer manifest"),
    "medical": ("危险废物转移联单（医疗废物）", "Hazardous waste transfer manifest: medical waste"),
    "general": ("一般工业固体废物转移联单", "General industrial solid waste transfer manifest"),
}

# What an official or the consignor did to the document itself, in the order of its events.
INTERVENTIONS = {
    "cancel": ("撤销", "Cancelled"),
    "freeze": ("冻结", "Frozen"),
    "release": ("解除冻结", "Released"),
    "void": ("作废", "Voided"),
}

PHYSICAL_STATES = {"S": "固态", "SS": "半固态", "L": "液态", "G": "气态"}
