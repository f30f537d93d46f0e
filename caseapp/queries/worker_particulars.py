"""The further fields of a model worker's file as pages and files show them: texts, sealed ones masked."""

from datetime import date

from caseapp.domain.accounts import mask_account, mask_phone, mask_text
from caseapp.domain.model_workers.particulars import FIELDS, Field, Kind
from caseapp.domain.money import Money
from caseapp.models.worker_particulars import WorkerParticulars


def shown(row: WorkerParticulars, *, in_full: bool = False) -> dict[str, str]:
    """The texts of the fields that hold something, by key."""
    found = {one.key: _text(one, row, in_full=in_full) for one in FIELDS}
    return {key: text for key, text in found.items() if text}


def _text(one: Field, row: WorkerParticulars, *, in_full: bool) -> str:
    value = getattr(row, one.key)
    if value is None:
        return ""
    if one.sealed and not in_full:
        return _masked(one, str(value))
    if one.kind is Kind.MONEY:
        return f"{Money(value).yuan():.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _masked(one: Field, text: str) -> str:
    match one.kind:
        case Kind.PHONE:
            return mask_phone(text)
        case Kind.ACCOUNT:
            return mask_account(text)
        case _:
            return mask_text(text)
