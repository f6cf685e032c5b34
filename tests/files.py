"""Photographs and scans as phones, scanners and mischief makers send them, and ways to put them here."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from facilities.actions.attach_evidence import attach_evidence
from facilities.actions.put_evidence import put_evidence
from facilities.evidence.subjects import subject_named
from facilities.models import Evidence


def jpeg(colour: str = "orange", size: tuple[int, int] = (900, 600), **options) -> bytes:
    """Each colour is another photograph."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG", **options)
    return target.getvalue()


def png(mode: str = "RGBA", size: tuple[int, int] = (60, 40)) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, "PNG")
    return target.getvalue()


def sideways() -> bytes:
    """A photograph that is stored lying and says that it is to be shown upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(exif=exif)


def pdf(pages: int = 1, password: str = "", size: tuple[int, int] = (595, 842)) -> bytes:
    writer, target = PdfWriter(), io.BytesIO()
    for _each in range(pages):
        writer.add_blank_page(*size)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """Some hundred bytes that say they are a picture of so many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def endless_pdf() -> bytes:
    """A page tree that bites its own tail."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def sent(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def put(person, enterprise, content: bytes | None = None, kind: str = "permit", **said) -> Evidence:
    """Put here by one of the firm's people."""
    return put_evidence(by=person, enterprise=enterprise.pk, kind=kind, chunks=[content or jpeg()], **said)


def attached(person, enterprise, subject: str, row, content: bytes | None = None, **said) -> Evidence:
    """Put here, and attached to a permit, a contract, a manifest."""
    file = put(person, enterprise, content, **said)
    attach_evidence(by=person, subject=subject_named(subject), row=row, evidence=[file])
    return file
