"""A small preview of a picture: decoded and drawn anew, so nothing of the file's own bytes is in it."""

import io

from caseapp.domain.errors import N_, Invalid, Problem
from caseapp.domain.households.attachments import ContentKind

SIDE = 200
MOST_PIXELS = 60_000_000


def preview(content: bytes, kind: ContentKind, *, field: str, name: str) -> bytes:
    """A JPEG of at most SIDE pixels a side; Invalid when the picture cannot be read or is far too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # with the first picture: many a worker sees none

    try:
        with Image.open(io.BytesIO(content), formats=[kind.name]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid([Problem(field, N_("“%(name)s” has more than 60 million pixels."), {"name": name})])
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SIDE, SIDE))
            drawn = Image.new("RGB", upright.size, "white")
            whole = upright.convert("RGBA")
            drawn.paste(whole, mask=whole)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        problem = Problem(field, N_("“%(name)s” is damaged: the picture cannot be read."), {"name": name})
        raise Invalid([problem]) from None
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=70, optimize=True)
    return kept.getvalue()
