"""Attachments, visits and notes on both databases: sealed on disk, whole with their rows, within reach only."""

import os
import signal
import stat
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from caseapp.domain.access.actor import SYSTEM, Actor
from caseapp.domain.access.roles import Role
from caseapp.domain.errors import Invalid, NotAllowed, NotFound, Refused
from caseapp.domain.households.attachments import AT_ONCE, MOST, Sent
from caseapp.domain.households.codes import Category, Cause, Health, HouseholdState, WorkState
from caseapp.domain.households.papers import Circumstance, PaperKind, missing
from caseapp.domain.households.visits import Proposal
from caseapp.models import sealing
from caseapp.models.attachments import Attachment
from caseapp.models.engine import open_engine
from caseapp.models.households import Household
from caseapp.models.visits import HouseholdNote, Visit
from caseapp.queries.papers import belongings, incomplete, on_shelf
from caseapp.services import attachments, visits
from caseapp.services.transaction import transact
from caseapp.services.vault import Vault
from caseapp.services.visits import VisitFacts
from tests.factories.clock import NOW, TODAY
from tests.factories.households import make_household, make_member
from tests.factories.scans import pdf, picture, scan
from tests.factories.units import make_unit
from tests.factories.users import make_actor

WORDS = "诊断为恶性肿瘤"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "attachments")


class Scene:
    def __init__(self, session: Session, vault: Vault) -> None:
        self.session, self.vault = session, vault
        self.city = make_unit(session)
        self.unit, self.other = make_unit(session, parent=self.city), make_unit(session, parent=self.city)
        self.actor = make_actor(session, Role.CASEWORKER, self.unit)
        self.household = make_household(session, self.unit, state=HouseholdState.DRAFT)

    def add(self, *files: Sent, paper: PaperKind = PaperKind.DIAGNOSIS, actor: Actor | None = None) -> list[Attachment]:
        return attachments.add(
            self.session,
            actor or self.actor,
            self.vault,
            household_id=self.household.id,
            paper=paper,
            files=files or (scan(),),
            now=NOW,
        )

    def open(self, attachment: Attachment, actor: Actor | None = None) -> attachments.Opened:
        return attachments.opened(
            self.session,
            actor or self.actor,
            self.vault,
            household_id=attachment.household_id,
            attachment_id=attachment.id,
        )

    @property
    def stored(self) -> list[Path]:
        return sorted(self.vault.folder.rglob("*.sealed"))


@pytest.fixture
def scene(session: Session, vault: Vault) -> Scene:
    return Scene(session, vault)


def test_what_is_put_in_comes_out_and_only_sealed_bytes_are_on_disk(scene: Scene) -> None:
    content = pdf(WORDS)
    [kept] = scene.add(Sent("诊断.pdf", content))
    assert scene.open(kept).content == content
    [path] = scene.stored
    on_disk = path.read_bytes()
    assert WORDS.encode() not in on_disk and b"%PDF" not in on_disk and "诊断" not in str(path)
    assert path.name == f"{kept.uid}.sealed"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_preview_is_sealed_too_and_opens_in_its_own_row_only(scene: Scene) -> None:
    one, other = scene.add(scan(), scan("户口本.png", picture("PNG")))
    assert one.preview and one.preview.startswith(b"\xff\xd8\xff") and one.preview_sealed
    assert b"\xff\xd8\xff" not in one.preview_sealed[:20]
    other.preview_sealed = one.preview_sealed
    scene.session.flush()
    shown = {row.id: row.preview for row in on_shelf(scene.session, scene.household.id)}
    assert shown[one.id] and shown[other.id] is None


@pytest.mark.parametrize("harm", ["changed", "cut", "emptied", "another's", "gone"])
def test_a_stored_file_that_was_tampered_with_is_refused(scene: Scene, harm: str) -> None:
    one, other = scene.add(scan("a.jpg"), scan("b.jpg"))
    path, sealed = scene.vault.path(one.uid), scene.vault.path(one.uid).read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        harmed = {
            "changed": sealed[:-30] + bytes([sealed[-30] ^ 1]) + sealed[-29:],
            "cut": sealed[:9],
            "emptied": b"",
            "another's": scene.vault.path(other.uid).read_bytes(),
        }
        path.write_bytes(harmed[harm])
    with pytest.raises(Refused, match="stored file"):
        scene.open(one)
    assert scene.open(other).content


def test_all_problems_of_all_files_are_told_at_once_and_nothing_is_kept(scene: Scene) -> None:
    with pytest.raises(Invalid) as told:
        scene.add(
            Sent("程序.pdf", b"MZ" + b"\0" * 50), scan(), Sent("空.pdf", b""), Sent("大.pdf", pdf().ljust(10485761))
        )
    assert len(told.value.problems) == 3
    with pytest.raises(Invalid, match="damaged"):
        scene.add(scan(), Sent("坏.jpg", b"\xff\xd8\xff" + b"\0" * 50))
    assert scene.stored == [] and scene.session.scalar(select(func.count(Attachment.id))) == 0


def test_at_most_ten_files_at_once_and_a_hundred_in_all(scene: Scene) -> None:
    with pytest.raises(Invalid, match="at once"):
        scene.add(*(Sent(f"{turn}.pdf", pdf()) for turn in range(AT_ONCE + 1)))
    for _ in range(MOST // AT_ONCE):
        scene.add(*(Sent("x.pdf", pdf()) for _ in range(AT_ONCE)))
    with pytest.raises(Invalid, match="at most 100"):
        scene.add(Sent("x.pdf", pdf()))


def test_the_same_file_is_taken_once_for_a_paper(scene: Scene) -> None:
    content = pdf()
    [kept] = scene.add(Sent("a.pdf", content))
    with pytest.raises(Invalid, match="already in this file"):
        scene.add(Sent("b.pdf", content))
    with pytest.raises(Invalid, match="already in this file"):
        scene.add(Sent("a.pdf", pdf("zweimal")), Sent("b.pdf", pdf("zweimal")))
    scene.add(Sent("a.pdf", content), paper=PaperKind.BILLS)
    _withdraw(scene, kept)
    scene.add(Sent("a.pdf", content))


def test_the_database_itself_refuses_the_same_paper_twice_and_a_withdrawal_without_a_reason(scene: Scene) -> None:
    [kept] = scene.add(Sent("a.pdf", pdf()))
    copied = ("household_id", "paper", "content", "name", "size", "content_index")
    twin = Attachment(**{name: getattr(kept, name) for name in copied})
    twin.touch(None, NOW)
    for harm in (lambda: scene.session.add(twin), lambda: setattr(kept, "withdrawn_at", NOW)):
        with pytest.raises(IntegrityError), scene.session.begin_nested():
            harm()
            scene.session.flush()


def _withdraw(scene: Scene, attachment: Attachment, reason: str = "传错了") -> None:
    attachments.withdraw(
        scene.session,
        scene.actor,
        household_id=attachment.household_id,
        attachment_id=attachment.id,
        reason=reason,
        now=NOW,
    )


def test_a_withdrawn_attachment_is_hidden_and_kept(scene: Scene) -> None:
    [kept] = scene.add()
    with pytest.raises(Invalid, match="reason"):
        _withdraw(scene, kept, " ")
    _withdraw(scene, kept)
    with pytest.raises(NotFound):
        scene.open(kept)
    with pytest.raises(NotFound):
        _withdraw(scene, kept)
    [row] = on_shelf(scene.session, scene.household.id)
    assert (row.withdrawn_reason, row.preview) == ("传错了", None) and len(scene.stored) == 1


def test_another_units_staff_and_readers_without_the_right_get_nothing(scene: Scene) -> None:
    [kept] = scene.add()
    foreign = make_actor(scene.session, Role.CASEWORKER, scene.other)
    for act in (lambda: scene.open(kept, foreign), lambda: scene.add(actor=foreign)):
        with pytest.raises(NotFound):
            act()
    auditor = make_actor(scene.session, Role.AUDITOR, scene.city)
    assert scene.open(kept, auditor).content
    with pytest.raises(NotAllowed):
        scene.add(actor=auditor)
    with pytest.raises(NotAllowed):
        scene.open(kept, make_actor(scene.session, Role.ADMINISTRATOR, scene.city))
    elsewhere = make_household(scene.session, scene.unit)
    with pytest.raises(NotFound):  # the file in the address must be the attachment's own
        attachments.opened(scene.session, scene.actor, scene.vault, household_id=elsewhere.id, attachment_id=kept.id)


@pytest.fixture
def committed(database: str) -> Iterator[Session]:
    engine = open_engine(database)
    with Session(engine) as session:
        yield session
    engine.dispose()


def _prepared(session: Session) -> int:
    def make() -> int:
        return make_household(session, make_unit(session)).id

    return transact(session, make)


def _add(session: Session, vault: Vault, household_id: int, *, content: bytes | None = None) -> Attachment:
    [kept] = attachments.add(
        session,
        SYSTEM,
        vault,
        household_id=household_id,
        paper=PaperKind.OTHER,
        files=[Sent("a.pdf", content or pdf())],
        now=NOW,
    )
    return kept


def test_a_failure_after_the_file_is_written_takes_it_away(committed: Session, vault: Vault) -> None:
    household_id = _prepared(committed)

    def crash() -> None:
        written = _add(committed, vault, household_id)
        assert vault.read(written.uid)
        raise OSError("the machine is unwell")

    with pytest.raises(OSError, match="unwell"):
        transact(committed, crash)
    assert list(vault.folder.rglob("*.sealed")) == []
    kept = transact(committed, lambda: _add(committed, vault, household_id))
    assert vault.read(kept.uid)
    transact(committed, lambda: None)
    with pytest.raises(OSError, match="unwell"):
        transact(committed, crash)
    assert [path.stem for path in vault.folder.rglob("*.sealed")] == [kept.uid]


def _killed_before_commit(url: str, folder: Path, household_id: int) -> None:
    sealing.use(sealing.KeyRing({1: b"s" * 32}, b"i" * 32, b"a" * 32))
    vault = Vault(folder)
    with Session(open_engine(url)) as session:

        def act() -> None:
            _add(session, vault, household_id)
            os.kill(os.getpid(), signal.SIGKILL)

        transact(session, act)


def test_a_process_killed_between_file_and_commit_leaves_a_stray_that_is_found(
    committed: Session, database: str, vault: Vault
) -> None:
    household_id = _prepared(committed)
    kept = transact(committed, lambda: _add(committed, vault, household_id))
    killed = get_context("spawn").Process(target=_killed_before_commit, args=(database, vault.folder, household_id))
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    names = list(committed.scalars(select(Attachment.uid)))
    assert names == [kept.uid], "no row without its commit"
    [stray] = vault.strays(names, before=float("inf"))
    assert stray.stem != kept.uid and list(vault.strays(names, before=0)) == []


def _visit(scene: Scene, *photos: Sent, actor: Actor | None = None, **facts: object) -> Visit:
    written = {
        "visited_on": TODAY,
        "visitors": "李明霞、王强",
        "findings": "住房漏雨",
        "proposal": Proposal.KEEP,
        **facts,
    }
    return visits.record(
        scene.session,
        actor or scene.actor,
        scene.vault,
        household_id=scene.household.id,
        facts=VisitFacts(**written),  # type: ignore[arg-type]
        photos=photos,
        today=TODAY,
        now=NOW,
    )


def test_a_visit_is_written_down_with_its_photos(scene: Scene) -> None:
    visit = _visit(scene, scan("一.jpg"), scan("二.jpg"))
    rows = on_shelf(scene.session, scene.household.id)
    assert [(row.visit_id, row.paper) for row in rows] == [(visit.id, PaperKind.VISIT)] * 2
    assert visit.created_by == scene.actor.id
    visits.withdraw(
        scene.session, scene.actor, household_id=scene.household.id, visit_id=visit.id, reason="记错户", now=NOW
    )
    assert all(row.withdrawn_reason == "记错户" for row in on_shelf(scene.session, scene.household.id))
    assert belongings(scene.session, scene.household.id).visits == 0


def test_all_that_is_wrong_with_a_visit_is_told_at_once(scene: Scene) -> None:
    with pytest.raises(Invalid) as told:
        _visit(scene, Sent("x.jpg", b"MZ"), visited_on=date(2025, 6, 17), visitors=" ", findings="")
    assert {problem.field for problem in told.value.problems} == {"visited_on", "visitors", "findings", "files"}


def test_notes_are_their_authors(scene: Scene) -> None:
    reviewer = make_actor(scene.session, Role.REVIEWER, scene.city)
    where = {"household_id": scene.household.id, "now": NOW}
    for author in (scene.actor, reviewer):
        visits.note(scene.session, author, words=" 已电话回访 ", **where)
    own, others = scene.session.scalars(select(HouseholdNote).order_by(HouseholdNote.id))
    assert (own.words, own.created_by, own.created_at) == ("已电话回访", scene.actor.id, NOW)
    with pytest.raises(NotFound):
        visits.withdraw_note(scene.session, scene.actor, note_id=others.id, reason="x", **where)
    visits.withdraw_note(scene.session, scene.actor, note_id=own.id, reason="写错", **where)
    with pytest.raises(NotAllowed):
        visits.note(scene.session, make_actor(scene.session, Role.AUDITOR, scene.city), words="x", **where)
    with pytest.raises(NotFound):
        visits.note(scene.session, make_actor(scene.session, Role.REVIEWER, scene.other), words="x", **where)
    with pytest.raises(Invalid):
        visits.note(scene.session, scene.actor, words="  ", **where)


def holding_of(household: Household) -> set[Circumstance]:
    """The rule once more, slowly and plainly."""
    here = [member for member in household.members if member.left_on is None]
    causes = {household.main_cause, household.cause_2, household.cause_3, household.cause_4}
    health, work = {member.health for member in here}, {member.work_state for member in here}
    found = {Circumstance.ANY}
    if work - {WorkState.WAITING, WorkState.JOBLESS, WorkState.STUDENT, WorkState.OTHER}:
        found.add(Circumstance.EARNER)
    if WorkState.STUDENT in work or Cause.SCHOOLING in causes:
        found.add(Circumstance.STUDENT)
    grave = {"cancer", "heart", "stroke", "kidney", "blood", "coma", "paralysis", "neural"}
    if {one.value for one in health} & grave or Cause.MAJOR_ILLNESS in causes:
        found.add(Circumstance.ILL)
    if Health.DISABLED in health:
        found.add(Circumstance.DISABLED)
    if household.category is Category.ACCIDENT or causes & {Cause.DISASTER, Cause.ACCIDENT}:
        found.add(Circumstance.INCIDENT)
    if WorkState.MIGRANT in work:
        found.add(Circumstance.FARMER)
    way = [Circumstance.VISITED, Circumstance.CHECKED, Circumstance.NOTIFIED, Circumstance.ON_FILE]
    steps = {"visited": 1, "checked": 2, "on_notice": 3, "on_file": 4}
    return found | set(way[: steps.get(household.state.value, 0)])


LIVE = ("draft", "submitted", "visited", "checked", "on_file", "temporary")


@settings(max_examples=30)
@given(
    st.sampled_from(LIVE),
    st.sampled_from(Category),
    st.sampled_from(Cause),
    st.lists(st.tuples(st.sampled_from(Health), st.sampled_from(WorkState), st.booleans()), max_size=3),
    st.frozensets(st.sampled_from(PaperKind)),
)
def test_the_work_list_and_the_file_agree_with_the_rule(session, state, category, cause, members, kept) -> None:  # type: ignore[no-untyped-def]
    unit = make_unit(session)
    household = make_household(session, unit, state=HouseholdState(state), category=category)
    household.main_cause = cause
    for health, work, left in members:
        member = make_member(session, household)
        member.health, member.work_state = health, work
        if left:
            member.left_on, member.live = TODAY, False
    for paper in kept:
        row = Attachment(household_id=household.id, paper=paper, content="pdf", name="x", size=1, content_index=b"")
        row.touch(None, NOW)
        session.add(row)
    session.flush()
    session.expire(household)
    expected = missing(frozenset(holding_of(household)), kept)
    held = belongings(session, household.id)
    assert [paper for paper, _ in held.missing] == expected
    assert held.papers == len(kept)
    counted = session.scalar(select(func.count(Household.id)).where(incomplete(), Household.id == household.id))
    assert counted == bool(expected)


def test_a_visit_written_down_is_its_own_record_and_a_file_that_left_lacks_nothing(scene: Scene) -> None:
    household = make_household(scene.session, scene.unit)
    scene.household = household
    lacking = {paper for paper, _ in belongings(scene.session, household.id).missing}
    assert PaperKind.VISIT in lacking
    _visit(scene)
    assert {paper for paper, _ in belongings(scene.session, household.id).missing} == lacking - {PaperKind.VISIT}
    left = make_household(scene.session, scene.unit, state=HouseholdState.EXITED)
    assert belongings(scene.session, left.id).missing == []
