"""The file a page is about: as the actor may see it, or may amend it."""

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.extensions import db
from caseapp.queries import households as lists
from caseapp.queries.households import HouseholdFile
from caseapp.web.support.clock import today
from caseapp.web.support.people import may_here
from caseapp.web.support.session import actor


def seen_file(household_id: int) -> HouseholdFile:
    file = lists.one(db.session(), actor(), household_id, today=today())
    if file is None:
        raise NotFound(N_("There is no such file."))
    return file


def open_file(household_id: int) -> HouseholdFile:
    file = seen_file(household_id)
    if not may_here(actor(), Permission.FILE_WRITE, file.unit_path):
        raise NotFound(N_("There is no such file."))
    return file
