"""What may be attached to a file: three kinds of content, told by the bytes and never by the name."""

import unicodedata
from dataclasses import dataclass

from caseapp.domain.errors import N_, Problem
from caseapp.domain.labels import Word

LARGEST = 10 * 1024 * 1024
AT_ONCE = 10
MOST = 100
"""Attachments of one household that have not been withdrawn."""
NAME = 120


class ContentKind(Word):
    PDF = "pdf", "PDF 文件", "PDF document"
    JPEG = "jpeg", "JPEG 图片", "JPEG picture"
    PNG = "png", "PNG 图片", "PNG picture"

    @property
    def is_picture(self) -> bool:
        return self is not ContentKind.PDF

    @property
    def mimetype(self) -> str:
        return "application/pdf" if self is ContentKind.PDF else f"image/{self.value}"


BEGINNINGS = {
    b"%PDF-": ContentKind.PDF,
    b"\xff\xd8\xff": ContentKind.JPEG,
    b"\x89PNG\r\n\x1a\n": ContentKind.PNG,
}
ENDINGS = {".pdf": ContentKind.PDF, ".jpg": ContentKind.JPEG, ".jpeg": ContentKind.JPEG, ".png": ContentKind.PNG}


@dataclass(frozen=True)
class Sent:
    """A file as it was sent; `content` may be one byte longer than is allowed."""

    name: str
    content: bytes


def told(content: bytes) -> ContentKind | None:
    """What the bytes are; None for anything we do not keep."""
    return next((kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning)), None)


def refusal(sent: Sent, field: str) -> Problem | None:
    """Why this file is not taken."""
    values: dict[str, object] = {"name": tidy_name(sent.name)}
    if not sent.content:
        return Problem(field, N_("“%(name)s” is empty."), values)
    if len(sent.content) > LARGEST:
        return Problem(field, N_("“%(name)s” is larger than %(limit)s MB."), {**values, "limit": LARGEST // 1024**2})
    kind = told(sent.content)
    if kind is None:
        return Problem(field, N_("“%(name)s” is not a PDF, JPEG or PNG file, whatever it is called."), values)
    return None


def tidy_name(name: str) -> str:
    """A name fit to show and to save under: no folders, no control characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > NAME and dot and len(ending) <= 8:
        return stem[: NAME - len(ending) - 1] + dot + ending
    return plain[:NAME] or "—"


def saved_name(name: str, kind: ContentKind) -> str:
    """The name to download under: its ending is that of the content."""
    lower = name.lower()
    fits = any(lower.endswith(ending) for ending, fitting in ENDINGS.items() if fitting is kind)
    return name if fits else f"{name}.{'jpg' if kind is ContentKind.JPEG else kind.value}"
