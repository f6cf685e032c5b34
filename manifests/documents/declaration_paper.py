"""A declaration on paper and as a file, in the words of HJ 1259-2022, annex C; Chinese, whatever its printer reads.

The annex's layout is not verified against the official one. What is confirmed prints the same each time.
"""

from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

from django.template.loader import render_to_string

from facilities.models import Facility
from facilities.sheets.writing import Book
from manifests.declarations.figures import FIGURES, content_of, digest_of
from manifests.declarations.period import Stretch
from manifests.documents.signature import second
from manifests.models import Declaration

# Raise it when template or styles change what is printed.
EDITION = "1"
TITLES = {
    "month": "危险废物月度申报表（C.1）",
    "quarter": "危险废物季度申报表（C.2）",
    "year": "危险废物年度申报表（C.3）",
}
CLASSES = {"key": "环境重点监管单位", "simplified": "简化管理", "registered": "登记管理"}
HEADS = ["废物名称", "废物类别", "废物代码", "期初贮存量", "产生量", "接收量", "退回量", "自行利用处置", "委外利用处置"]
HEADS += ["损失量", "调整量", "撤销量", "期末贮存量"]


@dataclass(frozen=True)
class Paper:
    """What is printed: a confirmed version, or the ledger's figures now with nothing confirmed."""

    content: dict
    digest: str
    receipt_no: str = ""
    version: int = 0
    reason: str = ""
    signed: str = ""
    confirmed_at: str = ""
    delegate: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.content["period"]]

    @property
    def management_class(self) -> str:
        return CLASSES[self.content["facility"]["management_class"]]

    @property
    def fingerprint(self) -> str:
        return sha256(f"{EDITION} {self.receipt_no} {self.digest}".encode()).hexdigest()


def paper_of(site: Facility, stretch: Stretch, row: Declaration | None) -> Paper:
    if row is None:
        content = content_of(site, stretch)
        return Paper(content, digest_of(content))
    return Paper(
        row.content,
        row.digest,
        row.receipt_no,
        row.version,
        row.reason,
        row.confirmed_by_name,
        second(row.confirmed_at),
        row.delegation.delegate.name if row.delegation_id else "",
    )


def html(paper: Paper) -> str:
    return render_to_string("manifests/pdf/declaration.html", {"paper": paper, "content": paper.content})


def draw(paper: Paper) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(paper), "ledger.css")


def workbook(paper: Paper) -> BytesIO:
    """One sheet: a line for each waste, and under it one for each method and each receiver."""
    file = BytesIO()
    book = Book(file)
    book.sheet("申报表")
    who = paper.content["facility"]
    for line in (
        [paper.title, paper.content["label"], paper.receipt_no],
        [who["enterprise"], who["registration_no"], who["name"], paper.management_class],
        [],
        [*HEADS[:3], *(f"{head}（kg）" for head in HEADS[3:])],
    ):
        book.write(line)
    for row in paper.content["wastes"]:
        book.write([row["name"], row["category"], row["code"], *(_number(row[name]) for name in FIGURES)])
        for line in row["own"]:
            book.write(["", "自行", line["method"], _number(line["kg"])])
        for line in row["outsourced"]:
            texts = (line["enterprise"], line["permit"], line["province"], line["method"])
            book.write(["", "委外", *texts, _number(line["kg"])])
        for line in row["exported"]:
            texts = (line["receiver"], line["notice"], line["country"])
            book.write(["", "出口", *texts, "", _number(line["kg"])])
    book.close()
    file.seek(0)
    return file


def _number(text: str) -> Decimal:
    return Decimal(text)
