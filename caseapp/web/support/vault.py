"""Where this installation keeps its sealed files, and files as forms send them."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from caseapp.config import Settings
from caseapp.domain.households.attachments import AT_ONCE, ENDINGS, LARGEST, Sent
from caseapp.services.vault import Vault

ACCEPT = ",".join(ENDINGS)
"""What the browser's file chooser offers; what is taken is told by the content."""


def vault() -> Vault:
    settings: Settings = current_app.config["CASEAPP"]
    return Vault(settings.attachments)


class ScansField(MultipleFileField):
    """Several files; each read to one byte beyond what is allowed, and again when the transaction is tried again."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label or _l("Files to add"), **options)

    def sent(self) -> list[Sent]:
        chosen = [one for one in self.data or () if one and one.filename]
        found = []
        for one in chosen[: AT_ONCE + 1]:
            one.seek(0)
            found.append(Sent(one.filename, one.read(LARGEST + 1)))
        return found
