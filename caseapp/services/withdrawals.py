"""Why something was withdrawn."""

from caseapp.domain.errors import N_, Invalid


def reason_of(text: str) -> str:
    """The reason as written; raises Invalid when there is none."""
    reason = text.strip()
    if not reason:
        raise Invalid.one("reason", N_("Write the reason."))
    if len(reason) > 256:
        raise Invalid.one("reason", N_("Write at most %(limit)s characters."), limit=256)
    return reason
