from flask.testing import FlaskClient

from caseapp.models.users import User
from caseapp.web.support.clock import now


def signed_in(client: FlaskClient, user: User, locale: str = "en") -> None:
    """Give the client the cookie of a user who has just signed in."""
    moment = int(now().timestamp())
    with client.session_transaction() as cookie:
        cookie.update(_user_id=f"{user.id}:{user.stamp}", _fresh=True, locale=locale)
        cookie.update(signed_at=moment, seen_at=moment)
