"""Files in one zip with the digests of all: the same files give the same bytes each time."""

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO

SUMS = "SHA256SUMS"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def to_pack(files: Mapping[str, bytes]) -> bytes:
    """`files` by their path; SHA256SUMS beside them is what `sha256sum -c` reads."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*sorted(files.items()), (SUMS, sums.encode())]:
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
