"""A list's state is its address: what it asks for, links that change one thing, and tags that take one away."""

from collections.abc import Collection
from typing import Any, TypeVar

from flask import Flask, request, url_for

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


def in_address(*, but: Collection[str] = ()) -> dict[str, Any]:
    """What the address asks for, to be given to `url_for` again; without the names by which that is steered itself."""
    known = request.args.to_dict(flat=False).items()
    return {
        name: told
        for name, values in known
        if name not in but and name != "endpoint" and not name.startswith("_") and (told := list(filter(None, values)))
    }


def link(**changes: str | None) -> str:
    """The present address with some parameters changed (None: taken away), at its first page."""
    target: dict[str, Any] = {**in_address(but=PLACE), **(request.view_args or {}), **changes}
    return url_for(request.endpoint or "", **target)


def ways(page: Page[Any]) -> tuple[str | None, str | None]:
    """The addresses of the page before and the page after."""
    before = link(before=page.previous) if page.previous else None
    after = link(after=page.next) if page.next else None
    return before, after


def install(app: Flask) -> None:
    app.jinja_env.globals.update(list_link=link)
