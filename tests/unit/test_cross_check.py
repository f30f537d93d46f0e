"""The department's goals against the projects' indicators."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from caseapp.domain.indicators.cross_check import Claim, Said, cross_check
from caseapp.readers.targets import read_targets

BOOK = read_targets((Path(__file__).parents[2] / "caseapp/demo/book-2025.txt").read_bytes())
SAID = [
    Said(project.code, project.name, row, line.name, line.target)
    for project in BOOK.projects
    for row, line in enumerate(project.indicators, 1)
]


def test_every_number_of_the_2025_goals_stands_in_its_project() -> None:
    found = [[(claim.printed, claim.agrees and claim.agrees.target) for claim in check(at)] for at in range(3)]
    assert found == [
        [("140户", "≥140户"), ("90%", "≥90%")],
        [("309人", "309人"), ("134人", "≤134人"), ("93%", "≥93%")],
        [("426户（人）", "≥426户（人）次"), ("90%", "≥90%")],
    ]


def test_the_project_is_the_one_that_repeats_the_counts() -> None:
    assert {claim.agrees.project for claim in check(1) if claim.agrees} == {"13020025P00746010002X"}


@given(st.integers(1, 500).filter(lambda number: number != 140))
def test_another_number_agrees_with_nothing(number: int) -> None:
    changed = [replace(one, target=one.target.replace("140户", f"{number}户")) for one in SAID]
    count = cross_check(BOOK.goals[0].name, BOOK.goals[0].indicators, changed)[0]
    assert (count.printed, count.agrees) == ("140户", None)


def test_what_the_project_says_instead_is_told() -> None:
    said = [Said("A", "帮扶", 1, "受助户数", "≥120户"), Said("A", "帮扶", 2, "满意度", "≥95%")]
    (count, rate) = cross_check("帮扶", "救助约140户，满意度95%", said)
    assert [one.target for one in count.instead] == ["≥120户"]
    assert rate.agrees == said[1]


def test_a_satisfaction_is_held_against_the_satisfaction() -> None:
    names = [claim.agrees.name for goal in range(3) for claim in check(goal) if claim.agrees and "%" in claim.printed]
    assert names == ["受助对象满意度", "受益群体满意度", "受助职工满意度"]


def test_people_are_not_households() -> None:
    said = [Said("A", "帮扶", 1, "受助", "≥140人")]
    assert cross_check("帮扶", "救助约140户", said)[0].agrees is None


def test_a_goal_without_numbers_claims_nothing() -> None:
    assert cross_check("帮扶", "做好帮扶工作", SAID) == ()
    assert cross_check("帮扶", "救助140户", [])[0].agrees is None


def check(goal: int) -> tuple[Claim, ...]:
    return cross_check(BOOK.goals[goal].name, BOOK.goals[goal].indicators, SAID)
