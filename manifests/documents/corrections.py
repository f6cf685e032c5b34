"""What a correction changed, on paper: field, before and after, beside the form that shows what holds now."""

from datetime import datetime
from decimal import Decimal

from manifests.documents.signature import minute
from manifests.documents.words import FIELDS
from manifests.models import CustodyEvent
from manifests.sealing import AMENDING


def said_of(event: CustodyEvent) -> str:
    """The reason of an official or consignor, or what a correction changed and why it was asked for."""
    said = event.particulars
    if event.action not in AMENDING:
        return said["reason"]
    changes = "；".join(_changed(change) for change in said["changes"])
    return "。".join(text for text in (changes, said["asked"], said["reason"]) if text)


def _changed(change: dict) -> str:
    steps = change["field"].strip("/").split("/")
    zh, en = FIELDS[steps[-1]]
    if steps[0] == "lines":
        zh, en = f"第 {steps[1]} 行{zh}", f"line {steps[1]} {en}"
    elif steps[0] == "legs":
        zh, en = f"第 {steps[1]} 程{zh}", f"leg {steps[1]} {en}"
    return f"{zh} {en}：{_value(change['field'], change['before'])} → {_value(change['field'], change['after'])}"


def _value(pointer: str, text: str) -> str:
    if not text:
        return "–"
    if pointer.endswith("_kg"):
        return f"{Decimal(text):,.3f} kg"
    return minute(datetime.fromisoformat(text)) if pointer.endswith("_at") else text
