"""A file on its way through the page: chosen, looked at, given back marked or taken in, and never kept."""

from collections.abc import Callable
from typing import Protocol

from flask import Response, request
from flask_babel import lazy_gettext as _l

from caseapp.readers.rosters import Fault
from caseapp.services import carried_files
from caseapp.services.marked_copy import WithHeaders
from caseapp.web.support.forms import BaseForm, tried
from caseapp.web.support.sent_files import MOST_SHOWN, SentFileField, marked_file
from caseapp.web.support.session import actor


class Looked(Protocol):
    """What a look at a file found."""

    @property
    def roster(self) -> WithHeaders: ...
    @property
    def faults(self) -> tuple[Fault, ...]: ...


class CarriedForm(BaseForm):
    file = SentFileField(_l("The file"), most=carried_files.LARGEST)


class Carried:
    """`purpose` and `number` say what the file is for; `look` reads it; `page` fills a template that extends
    layouts/carried.html."""

    def __init__(self, purpose: str, number: int, look: Callable[[bytes], Looked], page: Callable[..., str]) -> None:
        self.purpose, self.number, self.look, self.page = purpose, number, look, page

    def chosen(self) -> str:
        return self._page(CarriedForm(formdata=None))

    def looked_at(self) -> tuple[str, int]:
        """What the file would bring and all that is wrong in it; nothing is stored."""
        form = CarriedForm()
        found = tried(form, lambda: self.look(form.file.content)) if form.validate() else None
        if found is None:
            return self._page(form), 422
        carried = carried_files.seal(form.file.content, self.purpose, self.number, actor())
        page = self._page(form, found, {"carried": carried, "name": form.file.filename[-128:]})
        return page, 422 if found.faults else 200

    def marked(self) -> Response:
        data = self.data
        found = self.look(data)
        return marked_file(data, found.roster, found.faults, request.form.get("name", ""))

    @property
    def data(self) -> bytes:
        """The bytes that the page carried; raises Refused for those of another page or person."""
        return carried_files.unseal(request.form.get("carried", ""), self.purpose, self.number, actor())

    def _page(self, form: CarriedForm, found: Looked | None = None, sent: dict[str, str] | None = None) -> str:
        faults = found.faults if found else ()
        return self.page(
            form=form,
            found=found,
            faults=faults[:MOST_SHOWN],
            fault_count=len(faults),
            sent=sent or {},
            most=carried_files.LARGEST // 1024,
        )
