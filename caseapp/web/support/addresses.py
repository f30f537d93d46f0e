"""Where somebody is sent on to: only pages of ours that can be opened."""

from urllib.parse import urlsplit

from flask import current_app, request, url_for


def local(address: str | None) -> str:
    """The address when it is a path of ours, else home: nobody is sent elsewhere."""
    parts = urlsplit(address or "")
    if not address or parts.scheme or parts.netloc or not address.startswith("/") or "\\" in address:
        return url_for("home.home")
    return address


def page_before() -> str | None:
    """The page the form stood on; the answer to an earlier form is no page, so the thing it was about stands for it."""
    before = urlsplit(request.referrer or "")
    map_ = current_app.url_map.bind(request.host)
    for path in (before.path, before.path.rpartition("/")[0]):
        if path and map_.test(path, "GET"):
            return f"{path}?{before.query}" if before.query and path == before.path else path
    return None
