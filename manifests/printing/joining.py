"""One file of many parts: PDFs page behind page with a table of contents and every proof, zips entry behind entry.

Each PDF part is a PDF/A-3b of its own with the same metadata; the first one's, and its colour profile, are those of the
whole. Fonts stay as each part embedded them.
"""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

BLOCK = 1 << 20


class NothingToBind(ValueError):
    """No part holds a document."""


def join_pdfs(parts: Sequence[tuple[Path, Sequence[tuple[str, int]]]], into: Path) -> None:
    """`parts`: each file with the title and first page of every document in it. Raises NothingToBind."""
    written = [(path, starts) for path, starts in parts if starts]
    if not written:
        raise NothingToBind
    first, *others = written
    whole = PdfWriter(clone_from=first[0])
    files = _attached(whole, PdfReader(first[0]), own=True)
    contents = [(title, page) for title, page in first[1]]
    for path, starts in others:
        before, part = len(whole.pages), PdfReader(path)
        contents += [(title, before + page) for title, page in starts]
        whole.append(part, import_outline=False)
        files += _attached(whole, part)
    for title, page in contents:
        whole.add_outline_item(title=title, page_number=page)
    _attach(whole, files)
    whole.write(into)


def _attached(whole: PdfWriter, part: PdfReader, *, own: bool = False) -> list:
    """(name, reference) of each embedded file of a part, brought into the whole; `own`: they are in it already."""
    root = whole.root_object if own else part.root_object
    names = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    pairs = zip(names[::2], names[1::2], strict=True)
    return [(str(name), spec if own else spec.get_object().clone(whole).indirect_reference) for name, spec in pairs]


def _attach(whole: PdfWriter, files: list) -> None:
    """PDF/A-3: every file in the catalogue's list of associated files, too. A name tree is sorted."""
    if not files:
        return
    names = ArrayObject()
    for name, reference in sorted(files, key=lambda file: file[0]):
        names += [TextStringObject(name), reference]
    tree = DictionaryObject({NameObject("/Names"): names})
    entries = whole.root_object.setdefault(NameObject("/Names"), DictionaryObject())
    entries[NameObject("/EmbeddedFiles")] = whole._add_object(tree)
    whole.root_object[NameObject("/AF")] = ArrayObject([reference for _name, reference in files])


def join_zips(parts: Sequence[Path], into: Path) -> None:
    """Every file of every part as it is. Raises NothingToBind."""
    count = 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as whole:
        for path in parts:
            with zipfile.ZipFile(path) as part:
                for entry in part.infolist():
                    with part.open(entry) as source, whole.open(entry, "w") as target:
                        shutil.copyfileobj(source, target, BLOCK)
                    count += 1
    if not count:
        raise NothingToBind
