"""A self-check that was kept, on paper and as a workbook; Chinese with English under it, whatever its printer reads.

The layout is our own: the official scoring table could not be read (decision 24). What is kept prints the same each
time.
"""

from hashlib import sha256
from io import BytesIO

import xlsxwriter
from django.conf import settings
from django.template.loader import render_to_string

from facilities.sheets.writing import AS_TEXT, write_line
from manifests.documents import qr
from manifests.documents.signature import second
from manifests.models import Assessment

# Raise it when template, styles or words change what is printed: readers then fetch the document anew.
EDITION = "1"
QR_MM = 22
GRADES = {"reached": "达标", "nearly": "基本达标", "missed": "不达标", "none": "无可评估事项"}
VERDICTS = {
    "unfit": "不符合",
    "partly": "部分符合",
    "not_judged": "企业自述",
    "fits": "符合",
    "nothing": "本期无此事项",
}
CLASSES = {"key": "环境重点监管单位", "simplified": "简化管理", "registered": "登记管理"}
KINDS = {"generator": "产废单位", "holder": "经营单位", "exempt": "豁免利用处置单位"}
HEADS = ["类别", "评估事项", "依据", "重点事项", "结论", "检查数", "不符合数", "不符合记录、企业说明"]
WIDTHS = [16, 40, 36, 10, 14, 10, 12, 80]


def fingerprint(row: Assessment) -> str:
    return sha256(f"{EDITION} {settings.PUBLIC_URL} {row.number} {row.digest}".encode()).hexdigest()


def html(row: Assessment) -> str:
    content = row.content
    groups: dict[str, dict] = {}
    for check in content["checks"]:
        group = groups.setdefault(check["group"], {"name": check["group_name"], "checks": []})
        group["checks"].append(
            check | {"word": VERDICTS[check["verdict"]], "more": check["unfit"] - len(check["rows"])}
        )
    return render_to_string(
        "manifests/pdf/assessment.html",
        {
            "row": row,
            "content": content,
            "groups": list(groups.values()),
            "grade": GRADES[row.grade],
            "percent": f"{row.score * 100:.1f}",
            "management_class": CLASSES[content["facility"]["management_class"]],
            "kinds": "、".join(KINDS[kind] for kind in content["kinds"]),
            "made_at": second(row.made_at),
            "code": qr.svg(f"{settings.PUBLIC_URL}{row.get_absolute_url()}", mm=QR_MM),
        },
    )


def draw(row: Assessment) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(row), "assessment.css")


def workbook(row: Assessment) -> BytesIO:
    """One sheet: whose and what result, then a line for each point."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT})
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("自评表")
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    who = row.content["facility"]
    write_line(sheet, 0, ["危险废物规范化环境管理自评", row.number, row.start, row.last_day], head)
    write_line(sheet, 1, [who["enterprise"], who["registration_no"], who["name"]])
    write_line(sheet, 2, [GRADES[row.grade], row.score, f"{row.failing} / {row.judged}", row.edition])
    write_line(sheet, 4, HEADS, head)
    for line, check in enumerate(row.content["checks"], start=5):
        write_line(sheet, line, _cells(check), wrapped)
    sheet.freeze_panes(5, 0)
    book.close()
    file.seek(0)
    return file


def _cells(check: dict) -> list:
    return [
        check["group_name"]["zh"],
        check["title"]["zh"],
        check["law"]["zh"],
        "是" if check["major"] else "",
        VERDICTS[check["verdict"]],
        check["total"],
        check["unfit"],
        "\n".join(_notes(check)),
    ]


def _notes(check: dict) -> list[str]:
    said = [
        " · ".join(part for part in (row["title"]["zh"], row["figures"], row["day"]) if part) for row in check["rows"]
    ]
    more = check["unfit"] - len(said)
    if more:
        said.append(f"另有 {more} 条")
    if check["statement"]:
        words = check["statement"]
        said.append(f"{words['text']}（{words['by']}，{words['day']}）")
    return said
