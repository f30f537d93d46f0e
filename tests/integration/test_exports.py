"""A long list is made in steps: the same rows as at once, for its maker alone, gone after its time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caseapp import keys
from caseapp.domain.access.actor import Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.imports import RosterKind
from caseapp.models import sealing
from caseapp.models.audit import AuditEvent
from caseapp.models.engine import open_engine
from caseapp.models.exports import Export, ExportPart
from caseapp.models.households import Household
from caseapp.models.users import Post
from caseapp.services import exports, giving_out
from caseapp.services.exports import KEPT_FOR, REGISTERS
from caseapp.services.transaction import transact
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household
from tests.factories.listings import make_listing
from tests.factories.model_workers import make_honour, make_model_worker
from tests.factories.units import make_unit
from tests.factories.users import make_actor
from tests.integration.test_demo_command import caseapp

K = RosterKind
EACH = 7


class Scene:
    """Some of each register in one unit; a caseworker of it, and a household elsewhere."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit, self.other = make_unit(session, name="路北区总工会"), make_unit(session, name="路南区总工会")
        for size in range(1, EACH + 1):
            make_household(session, self.unit, size=size % 3 + 1)
            make_honour(session, make_model_worker(session, self.unit))
            make_listing(session, self.unit)
        make_household(session, self.other)
        self.maker = make_actor(session, Role.CASEWORKER, self.unit)

    def begun(self, kind: RosterKind = K.HOUSEHOLDS, *, in_full: bool = False) -> Export:
        ids = REGISTERS[kind].ids(self.session, self.maker, [])
        asked: dict[str, Any] = {"reason": "上报省总", "in_full": in_full, "now": NOW}
        return exports.begin(self.session, self.maker, kind, ids=ids, **asked)

    def advance(self, export: Export) -> bool:
        return exports.advance(self.session, export_id=export.id, today=TODAY, now=NOW)

    def finished(self, export: Export) -> bytes:
        while self.advance(export):
            self.session.flush()
        return exports.workbook(self.session, self.maker, export.id, now=NOW)


@pytest.fixture
def scene(session: Session) -> Iterator[Scene]:
    yield Scene(session)


@pytest.fixture
def committed(database: str) -> Iterator[Session]:
    engine = open_engine(database)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def cells(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]


@given(kind=st.sampled_from(list(REGISTERS)), step=st.integers(1, EACH + 2), in_full=st.booleans())
def test_a_list_made_in_steps_of_any_length_holds_what_one_made_at_once_does(
    session: Session, kind: RosterKind, step: int, in_full: bool
) -> None:
    with session.begin_nested() as savepoint, pytest.MonkeyPatch.context() as patch:
        patch.setattr(exports, "STEP", step)
        scene = Scene(session)
        once = giving_out.made(session, scene.maker, REGISTERS[kind], conditions=[], in_full=in_full)
        assert once.count == EACH
        export = scene.begun(kind, in_full=in_full)
        assert cells(scene.finished(export)) == cells(once.data)
        parts = session.scalar(select(func.count(ExportPart.id)))
        assert parts == -(-EACH // step)
        savepoint.rollback()


def test_the_last_step_alone_is_noted_with_the_reason_and_the_count(
    committed: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "STEP", 4)
    scene = transact(committed, lambda: Scene(committed))
    export_id = transact(committed, lambda: scene.begun(in_full=True).id)
    noted = select(AuditEvent).where(AuditEvent.action == "household.export")

    def advance() -> bool:
        return transact(committed, lambda: exports.advance(committed, export_id=export_id, today=TODAY, now=NOW))

    assert advance() and committed.scalars(noted).all() == []
    with pytest.raises(Refused):
        exports.workbook(committed, scene.maker, export_id, now=NOW)
    assert not advance() and not advance()
    event = committed.scalars(noted).one()
    assert event.details == {"count": EACH, "in_full": True, "reason": "上报省总"}
    assert event.actor_id == scene.maker.id


def test_what_left_the_makers_reach_meanwhile_is_not_given_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "STEP", 4)
    export = scene.begun()
    scene.advance(export)
    last = scene.session.get_one(Household, export.ids[-1])
    file_no, last.unit = last.file_no, scene.other
    scene.session.flush()
    text = str(cells(scene.finished(export)))
    assert export.given == EACH - 1 and file_no not in text


def test_a_maker_who_lost_the_post_gets_nothing_more(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "STEP", 4)
    export = scene.begun()
    scene.advance(export)
    post = scene.session.scalars(select(Post).where(Post.user_id == scene.maker.id)).one()
    post.to_on = TODAY - timedelta(days=1)
    scene.session.flush()
    scene.session.expire_all()
    assert not scene.advance(export) and export.given == 4
    with pytest.raises(NotAllowed):
        exports.workbook(scene.session, Actor(scene.maker.id, "", ()), export.id, now=NOW)


def test_nobody_else_finds_it_and_it_needs_a_reason(scene: Scene) -> None:
    export = scene.begun()
    other = make_actor(scene.session, Role.CASEWORKER, scene.unit)
    for act in (
        lambda: exports.opened(scene.session, other, export.id, now=NOW),
        lambda: exports.workbook(scene.session, other, export.id, now=NOW),
        lambda: exports.drop(scene.session, other, export.id, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Invalid):
        exports.begin(scene.session, scene.maker, K.HOUSEHOLDS, ids=[1], reason=" ", in_full=False, now=NOW)


def test_numbers_in_full_are_not_taken_by_who_may_no_longer_see_them(scene: Scene) -> None:
    export = scene.begun(in_full=True)
    assert scene.finished(export)
    auditor = Actor(scene.maker.id, "", make_actor(scene.session, Role.AUDITOR, scene.unit).posts)
    with pytest.raises(NotAllowed):
        exports.workbook(scene.session, auditor, export.id, now=NOW)


def test_what_lies_in_the_database_is_sealed_and_leaves_after_its_time(scene: Scene) -> None:
    export = scene.begun(in_full=True)
    scene.finished(export)
    name = scene.session.get_one(Household, export.ids[0]).head.name
    assert all(name.encode() not in part.rows_sealed for part in scene.session.scalars(select(ExportPart)))
    assert exports.expire(scene.session, NOW + KEPT_FOR - timedelta(minutes=1)) == 0
    with pytest.raises(NotFound):
        exports.opened(scene.session, scene.maker, export.id, now=NOW + KEPT_FOR)
    assert exports.expire(scene.session, NOW + KEPT_FOR) == 1
    assert scene.session.scalar(select(func.count(ExportPart.id))) == 0


def test_its_maker_may_delete_it_and_the_trail_keeps_that(committed: Session) -> None:
    scene = transact(committed, lambda: Scene(committed))
    export_id = transact(committed, lambda: scene.begun().id)
    assert exports.unready(committed) == [export_id]
    transact(committed, lambda: exports.drop(committed, scene.maker, export_id, now=NOW))
    assert exports.unready(committed) == []
    assert committed.scalar(select(func.count(AuditEvent.seq)).where(AuditEvent.action == "export.drop")) == 1


@pytest.fixture
def home(tmp_path: Path, key_ring: sealing.KeyRing) -> Iterator[Path]:
    """The command seals with its own keys, and so does the scene."""
    sealing.use(keys.load_or_make(tmp_path / "keys.json"))
    yield tmp_path
    sealing.use(key_ring)


def test_work_finishes_a_list_that_nobody_watches(home: Path, committed: Session, database: str) -> None:
    scene = transact(committed, lambda: Scene(committed))
    export = transact(committed, scene.begun)
    transact(committed, lambda: setattr(committed.get_one(Export, export.id), "created_at", datetime.now(UTC)))
    worked = caseapp(home, database, "work", "--once")
    assert (worked.returncode, worked.stdout) == (0, f"list {export.id} is made\n"), worked.stderr
    committed.expire_all()
    made = committed.get_one(Export, export.id)
    assert (made.is_ready, made.given) == (True, EACH)
