"""Administrators look after their own branch of units, and nobody raises themselves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from caseapp.domain.access.roles import Role
from caseapp.models.users import Invitation, Post, User
from caseapp.web.support.clock import today
from tests.factories.units import make_unit
from tests.factories.users import make_post, make_staff, make_user


class Scene:
    """A city with two counties, a cashier of each, a user without posts, and the administrator of the first county."""

    def __init__(self, session: Session, sign_in: Callable) -> None:
        self.session = session
        self.city = make_unit(session, name="唐山市总工会")
        self.own = make_unit(session, parent=self.city, name="路北区总工会")
        self.other = make_unit(session, parent=self.city, name="丰润区总工会")
        self.mine = make_staff(session, Role.CASHIER, self.own, name="本区财务")
        self.boss = make_staff(session, Role.CASHIER, self.city, name="市财务")
        self.stranger = make_staff(session, Role.CASHIER, self.other, name="外区财务")
        self.new = make_user(session, name="新来的")
        session.commit()
        self.client = sign_in(Role.ADMINISTRATOR, unit=self.own)
        self.client.get("/")

    def posts(self, user: User) -> list[Post]:
        found = list(self.session.scalars(select(Post).where(Post.user_id == user.id).order_by(Post.id)))
        self.session.commit()
        return found


@pytest.fixture
def scene(world: Session, sign_in: Callable) -> Scene:
    return Scene(world, sign_in)


def test_the_list_shows_the_own_branch_and_users_without_posts(scene: Scene) -> None:
    page = scene.client.get("/users").get_data(as_text=True)
    assert "本区财务" in page and "新来的" in page and "路北区" in page
    for hidden in ("市财务", "外区财务", "丰润区", "唐山市总工会"):
        assert hidden not in page
    for user in (scene.boss, scene.stranger):
        assert scene.client.get(f"/users/{user.id}").status_code == 404


@pytest.mark.parametrize("act", ["invite", "close", "open"])
def test_an_account_of_another_unit_is_out_of_reach(scene: Scene, act: str) -> None:
    for user in (scene.boss, scene.stranger):
        answer = scene.client.send(f"/users/{user.id}/{act}", form_at="/users/new")
        assert answer.status_code == 403
    made = scene.client.send(f"/users/{scene.mine.id}/{act}", form_at="/users/new")
    assert made.status_code in {200, 302}
    linked = scene.session.scalars(select(Invitation.user_id)).all()
    assert linked == ([scene.mine.id] if act == "invite" else [])


def test_a_user_who_also_serves_elsewhere_is_administered_from_above(scene: Scene, sign_in: Callable) -> None:
    make_post(scene.session, scene.mine, Role.CASEWORKER, scene.other)
    scene.session.commit()
    assert scene.client.send(f"/users/{scene.mine.id}/invite", form_at="/users/new").status_code == 403
    above = sign_in(Role.ADMINISTRATOR, unit=scene.city)
    assert above.send(f"/users/{scene.mine.id}/invite", form_at="/users/new").status_code == 200


def test_nobody_gives_a_post_to_themselves(scene: Scene) -> None:
    own = scene.client.user_id
    form = {"unit_id": scene.own.id, "role": "auditor", "from_on": today().isoformat()}
    refused = scene.client.send(f"/users/{own}/posts", form, form_at=f"/users/{own}")
    assert refused.status_code == 422
    assert "Nobody gives a post to themselves" in refused.get_data(as_text=True)
    page = f"/users/{scene.new.id}"
    assert scene.client.send(f"{page}/posts", form, form_at=page).status_code == 302
    away = {**form, "unit_id": scene.other.id}
    assert scene.client.send(f"{page}/posts", away, form_at=page).status_code == 422
    assert [post.role for post in scene.posts(scene.new)] == [Role.AUDITOR]


def test_a_post_ends_once_and_only_on_its_own_users_page(scene: Scene) -> None:
    (post,) = scene.posts(scene.mine)
    at = f"/users/{scene.mine.id}"
    assert scene.client.send(f"/users/{scene.new.id}/posts/{post.id}/end", form_at=at).status_code == 404
    assert scene.client.send(f"{at}/posts/{post.id}/end", form_at=at).status_code == 302
    ended = today() - timedelta(days=1)
    scene.session.expire_all()
    assert scene.posts(scene.mine)[0].to_on == ended
    assert scene.client.send(f"{at}/posts/{post.id}/end", form_at=at).status_code == 409


def test_a_post_long_ended_is_not_drawn_out(scene: Scene) -> None:
    old = make_post(scene.session, scene.mine, Role.CASEWORKER, scene.own, to_on=date(2021, 1, 1))
    scene.session.commit()
    at = f"/users/{scene.mine.id}"
    assert scene.client.send(f"{at}/posts/{old.id}/end", form_at=at).status_code == 409
    scene.session.expire_all()
    assert scene.posts(scene.mine)[-1].to_on == date(2021, 1, 1)
