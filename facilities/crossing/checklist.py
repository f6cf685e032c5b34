"""What an application needs (Order 23 of 2022, Art. 21), whether it is there, and who has it where it is not."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.crossing.content import Content

CLERK, RECEIVER, BOTH = _("you"), _("the receiver"), _("you and the receiver")


@dataclass(frozen=True)
class Item:
    """`state`: "there", "missing" (nothing is handed in without it), "wanting" (told, and handed in all the same) or
    "by_hand" (added as a copy to what is printed)."""

    code: str
    what: str | Promise
    state: str
    who: str | Promise = ""
    detail: str = ""


def checklist(content: Content) -> list[Item]:
    """Everything in the order of the pack."""
    lines, permits = content["lines"], content["permits"]
    uncovered = [line["code"] for line in lines if not line["permit"]]
    unplanned = [line["code"] for line in lines if _exceeds_plan(line)]
    away = content["consignor"]["region"][:2] != content["consignee"]["region"][:2]
    return [
        _item(
            "other_province", _("The receiver lies in another province"), away, CLERK, content["consignee"]["facility"]
        ),
        _item("wastes", _("The wastes and their kilograms"), bool(lines), CLERK),
        _item(
            "permit",
            _("The receiver's permit covers every waste by this method"),
            bool(permits) and not uncovered,
            RECEIVER,
            "、".join(uncovered) or "、".join(permit["number"] for permit in permits),
        ),
        _copy("permit_copy", _("A copy of the receiver's permit"), "permit", content, RECEIVER),
        _item("treatment", _("How the receiver stores, uses or disposes of it"), bool(content["treatment"]), RECEIVER),
        _item(
            "contract",
            _("A contract between the two, in force when the period begins"),
            bool(content["contract"]),
            BOTH,
            content["contract"].get("number", ""),
        ),
        _copy("contract_copy", _("A copy of the contract"), "contract", content, BOTH),
        _item(
            "plan",
            _("The filed plan of the year names the wastes and enough of them"),
            bool(content["plan"]) and not unplanned,
            CLERK,
            "、".join(unplanned) or content["plan"].get("filing_no", ""),
            lacking="wanting",
        ),
        _item(
            "period",
            _("The period is 12 months at most"),
            _months_apart(*(date.fromisoformat(day) for day in content["period"])) <= 12,
            CLERK,
            " – ".join(content["period"]),
            lacking="wanting",
        ),
    ]


def _item(code: str, what, is_there: bool, who, detail: str = "", lacking: str = "missing") -> Item:
    return Item(code, what, "there" if is_there else lacking, "" if is_there else who, detail)


def _copy(code: str, what, kind: str, content: Content, who) -> Item:
    """There where it was put here, with the permit or contract or with the application itself."""
    files = [file for file in content.get("files", ()) if kind in (file["of"], file["kind"])]
    return Item(code, what, "there" if files else "by_hand", "" if files else who)


def _exceeds_plan(line: dict) -> bool:
    return not line["planned_kg"] or Decimal(line["kg"]) > Decimal(line["planned_kg"])


def _months_apart(first: date, last: date) -> int:
    """Whole months begun between two days, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + (1 if last.day >= first.day else 0)
