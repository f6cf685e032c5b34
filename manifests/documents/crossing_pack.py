"""The papers of an application to move waste to another province (跨省转移申请材料), numbered as the checklist counts.

Order 23 of 2022, Art. 21 names what belongs to it; the province's own form could not be read, so that layout and labels
are not verified. What is a copy of a paper (permit, contract) is a sheet with its data; the copy lies behind the pack
where it was put here as a file, and is put there by hand where not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.translation import override

from facilities.crossing.checklist import Item, checklist
from facilities.crossing.content import content_of
from facilities.models import CrossingApplication, CrossingVersion
from manifests.documents.copies import Copy, behind, copies_of
from manifests.documents.signature import second
from manifests.quantities import tonnes

# Raise it when template or styles change what is printed.
EDITION = "3"


@dataclass(frozen=True)
class Pack:
    """`version` is None for what is printed of a draft: it carries a watermark and proves nothing."""

    application: CrossingApplication
    content: dict
    version: CrossingVersion | None
    items: list[Item]
    made: datetime

    @property
    def lines(self) -> list[dict]:
        """The wastes with their tonnes as the form says them."""
        return [
            {**line, "t": f"{tonnes(Decimal(line['kg'])):,.4f}", "marks": "、".join(line["hazards"])}
            for line in self.content["lines"]
        ]

    @property
    def total(self) -> str:
        return f"{tonnes(Decimal(self.content['kg'])):,.4f}"

    @property
    def printed(self) -> str:
        return second(self.made)

    @property
    def fingerprint(self) -> str:
        """Empty for a draft, which follows rows that nobody has handed in."""
        return sha256(f"{EDITION} {self.version.pk} {self.version.digest}".encode()).hexdigest() if self.version else ""


def pack_of(application: CrossingApplication, *, as_handed_in: bool = False) -> Pack:
    """One statement for what was handed in; of a draft seven. `as_handed_in`: the last version also while the firm is
    changing it, as officials read it."""
    is_running = application.is_open_to_its_firm and not as_handed_in
    version = None if is_running else application.versions.order_by("-number").first()
    content = version.content if version else content_of(application)
    with override("zh-hans"):
        items = checklist(content)
    made = version.handed_in_at if version else application.begun_at
    return Pack(application, content, version, items, made)


def html(pack: Pack, copies: Sequence[Copy] = ()) -> str:
    with override("zh-hans"):
        context = {"pack": pack, "content": pack.content, "copies": copies}
        return render_to_string("manifests/pdf/crossing_pack.html", context)


def draw(pack: Pack) -> bytes:
    """With its copies: pictures are pages of it, PDFs are joined behind."""
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    copies = copies_of(pack.content.get("files", []))
    return behind(pdf(html(pack, copies), "crossing_pack.css"), [copy.pages for copy in copies if copy.pages])
