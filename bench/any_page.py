"""W0: what any page costs, shown by one that has next to nothing of its own: the caseworker's account."""

from collections.abc import Iterator

from bench.pages import Page
from bench.site import Hand


def pages(hand: Hand) -> Iterator[Page]:
    yield Page("W0 a page with little on it", "/account", None, lambda hand: [], lambda context, found: context)
