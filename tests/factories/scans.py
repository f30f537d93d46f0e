"""Small real files of the kinds a household file takes, each call another content."""

import io
import itertools

from PIL import Image

from caseapp.domain.households.attachments import Sent

_colours = itertools.count(1)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 400)) -> bytes:
    turn = next(_colours)
    drawn = Image.new("RGB", size, (turn * 37 % 256, turn * 59 % 256, turn // 256))
    kept = io.BytesIO()
    drawn.save(kept, kind)
    return kept.getvalue()


def pdf(words: str = "") -> bytes:
    """As much of a PDF as tells what it is, with words to look for."""
    return f"%PDF-1.4\n% {words or next(_colours)}\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()


def scan(name: str = "身份证.jpg", content: bytes | None = None) -> Sent:
    return Sent(name, picture() if content is None else content)
