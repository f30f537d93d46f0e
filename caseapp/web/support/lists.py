"""A list's state is its address: what it asks for, links that change one thing, and tags that take one away."""

from typing import Any, TypeVar

from flask import request, url_for

from caseapp.domain.labels import Word
from caseapp.queries.page import Page, Wanted

W = TypeVar("W", bound=Word)
PLACE = ("after", "before")


def wanted() -> Wanted:
    return Wanted(*(request.args.get(name, "") for name in ("sort", *PLACE)))


def chosen(kind: type[W], name: str) -> W | None:
    """The member named in the address; anything unknown is no choice."""
    try:
        return kind(request.args.get(name, ""))
    except ValueError:
        return None


def link(**changes: str | None) -> str:
    """The present address with some parameters changed (None: taken away), at its first page."""
    kept = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in PLACE}
    kept = {name: told for name, values in kept.items() if (told := [value for value in values if value])}
    target: dict[str, Any] = {**(request.view_args or {}), **kept, **changes}
    return url_for(request.endpoint or "", **target)


def ways(page: Page[Any]) -> tuple[str | None, str | None]:
    """The addresses of the page before and the page after."""
    before = link(before=page.previous) if page.previous else None
    after = link(after=page.next) if page.next else None
    return before, after
