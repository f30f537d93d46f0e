"""Which papers are asked of whom, and what a file's bytes are."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from caseapp.domain.errors import Invalid
from caseapp.domain.households.attachments import LARGEST, NAME, ContentKind, Sent, refusal, saved_name, tidy_name, told
from caseapp.domain.households.papers import REQUIRED, Circumstance, PaperKind, missing, required
from caseapp.readers.pictures import SIDE, preview
from tests.factories.scans import pdf, picture

holding = st.frozensets(st.sampled_from(Circumstance))
kinds = st.frozensets(st.sampled_from(PaperKind))


def test_every_circumstance_calls_for_something() -> None:
    assert set(REQUIRED.values()) == set(Circumstance)


def test_every_household_hands_in_four_papers() -> None:
    assert required(frozenset({Circumstance.ANY})) == [
        PaperKind.APPLICATION,
        PaperKind.CONSENT,
        PaperKind.IDENTITY,
        PaperKind.REGISTER,
    ]


@pytest.mark.parametrize(
    ("circumstance", "papers"),
    [
        (Circumstance.STUDENT, {PaperKind.ENROLMENT, PaperKind.FEES}),
        (Circumstance.ILL, {PaperKind.DIAGNOSIS, PaperKind.BILLS}),
        (Circumstance.DISABLED, {PaperKind.DISABILITY}),
        (Circumstance.FARMER, {PaperKind.CONTRACT}),
        (Circumstance.EARNER, {PaperKind.INCOME}),
        (Circumstance.INCIDENT, {PaperKind.INCIDENT}),
    ],
)
def test_what_holds_calls_for_its_papers(circumstance: Circumstance, papers: set[PaperKind]) -> None:
    assert set(required(frozenset({circumstance}))) == papers


@given(holding, holding, kinds, kinds)
def test_more_circumstances_ask_for_more_and_more_papers_leave_less_missing(
    some: frozenset[Circumstance],
    more: frozenset[Circumstance],
    kept: frozenset[PaperKind],
    added: frozenset[PaperKind],
) -> None:
    assert set(missing(some, kept)) <= set(missing(some | more, kept))
    assert set(missing(some, kept | added)) <= set(missing(some, kept))
    assert not set(missing(some, kept)) & kept
    assert missing(some, frozenset(PaperKind)) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf(), ContentKind.PDF), (picture("JPEG"), ContentKind.JPEG), (picture("PNG"), ContentKind.PNG)],
)
def test_the_bytes_tell_what_a_file_is(content: bytes, kind: ContentKind) -> None:
    assert told(content) is kind
    assert refusal(Sent("anything.exe", content), "files") is None


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00", b"GIF89a", b"<svg/>", b"<html>", b"PK\x03\x04", b" %PDF-1.4", b"\x89PNG", b"#!/bin/sh"]
)
def test_a_renamed_file_is_refused_whatever_its_ending(content: bytes) -> None:
    problem = refusal(Sent("身份证.pdf", content), "files")
    assert problem and "身份证.pdf" in str(problem) and "not a PDF" in str(problem)


def test_an_empty_and_a_too_large_file_are_refused() -> None:
    assert refusal(Sent("a.pdf", b""), "files")
    exact = pdf().ljust(LARGEST, b" ")
    assert refusal(Sent("a.pdf", exact), "files") is None
    assert "10 MB" in str(refusal(Sent("a.pdf", exact + b" "), "files"))


@given(st.text(max_size=400))
def test_a_name_is_tidied_to_one_line_without_folders(name: str) -> None:
    tidied = tidy_name(name)
    assert 0 < len(tidied) <= NAME
    assert not set(tidied) & set("/\\\r\n\t\0")


def test_a_saved_name_ends_as_its_content() -> None:
    assert saved_name("诊断.PDF", ContentKind.PDF) == "诊断.PDF"
    assert saved_name("诊断.exe", ContentKind.PDF) == "诊断.exe.pdf"
    assert saved_name("照片.png", ContentKind.JPEG) == "照片.png.jpg"


@pytest.mark.parametrize("size", [(4000, 30), (30, 4000), (640, 400), (8, 8)])
@pytest.mark.parametrize("kind", [ContentKind.JPEG, ContentKind.PNG])
def test_a_preview_is_a_small_jpeg(kind: ContentKind, size: tuple[int, int]) -> None:
    small = preview(picture(kind.name, size), kind, field="files", name="x")
    with Image.open(io.BytesIO(small)) as drawn:
        assert drawn.format == "JPEG" and max(drawn.size) <= SIDE
    assert len(small) < 12_000


def test_a_damaged_or_endless_picture_is_refused_with_a_sentence() -> None:
    whole = picture("PNG")
    for broken in (whole[:60], b"\x89PNG\r\n\x1a\n" + b"x" * 90, whole[:16] + b"\xff\xff\xff\x0f" * 2 + whole[24:]):
        with pytest.raises(Invalid, match=r"picture cannot be read|pixels"):
            preview(broken, ContentKind.PNG, field="files", name="x.png")
