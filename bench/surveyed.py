"""A closed anonymous survey of each year's project: a sample of its households, most of whom answered on paper.

Questions are those of the survey that the demo holds of the project that grown ones are like.
"""

import json
import random
from collections import Counter
from collections.abc import Sequence
from hashlib import md5
from typing import Any

from bench.bulk import Bulk
from bench.files import SEED, THEN, File
from bench.paid import LIKE
from caseapp.models.questionnaires import (
    Ballot,
    Questionnaire,
    QuestionnaireVersion,
    SurveyBox,
    SurveyCount,
    SurveyInvitation,
)

ONE_IN = 50
"""Households for each who is asked."""
ANSWER = 0.95
ODDS = (70, 20, 6, 4, 2, 1)
"""Of the options of a question in their order."""
TABLES = tuple(
    model.__table__ for model in (Questionnaire, QuestionnaireVersion, SurveyInvitation, SurveyBox, Ballot, SurveyCount)
)


def put(bulk: Bulk, files: Sequence[File], projects: dict[int, int]) -> None:
    [(written,)] = bulk.rows(
        f"""SELECT v.questions FROM questionnaire_versions v JOIN questionnaires q ON q.id = v.questionnaire_id
        JOIN projects j ON j.id = q.project_id WHERE j.code = '{LIKE}' AND j.year = 2025 ORDER BY v.id LIMIT 1"""
    )
    questions = json.loads(written) if isinstance(written, str) else written
    for year, project in projects.items():
        _put_survey(bulk, files, year, project, questions)


def _put_survey(bulk: Bulk, files: Sequence[File], year: int, project: int, questions: list[dict[str, Any]]) -> None:
    dice = random.Random(SEED + year)
    survey = bulk.next_id(Questionnaire.__table__)
    asked = dice.sample(files, max(1, len(files) // ONE_IN))
    options = {one["key"]: [option["key"] for option in one["options"]] for one in questions if one.get("options")}
    answering = {file.id: _answers(dice, options) for file in asked if dice.random() < ANSWER}
    bulk.put(
        Questionnaire.__table__,
        ("id", "project_id", "title", "is_anonymous", "state", "frame_kind", "period_from", "period_to", "listed",
         "size_rule", "frame_size", "frame_digest", "seed", "drawn_on", "opened_on", "closed_on", "created_at",
         "updated_at"),
        [(survey, project, f"{year}年受助问卷", True, "closed", "paid", f"{year}-01-01", f"{year}-10-31", "[]",
          "all", len(files), "0" * 64, f"grown-{year}", *(f"{year}-11-{day:02d}" for day in (1, 2, 20)), THEN, THEN)],
    )  # fmt: skip
    version = bulk.next_id(QuestionnaireVersion.__table__)
    bulk.put(
        QuestionnaireVersion.__table__,
        ("id", "questionnaire_id", "number", "questions", "saved_at"),
        [(version, survey, 1, json.dumps(questions), THEN)],
    )
    _put_invitations(bulk, survey, asked, answering)
    bulk.put(SurveyBox.__table__, ("questionnaire_id", "ballots"), [(survey, len(answering))])
    bulk.put(
        Ballot.__table__,
        ("id", "questionnaire_id", "answers", "is_valid"),
        sorted(
            (md5(f"{survey}:{file}".encode(), usedforsecurity=False).hexdigest(), survey, json.dumps(given), True)
            for file, given in answering.items()
        ),
    )
    _put_counts(bulk, survey, asked, answering)


def _answers(dice: random.Random, options: dict[str, list[str]]) -> dict[str, str]:
    return {key: dice.choices(keys, ODDS[: len(keys)])[0] for key, keys in options.items()}


def _put_invitations(bulk: Bulk, survey: int, asked: Sequence[File], answering: dict[int, Any]) -> None:
    first = bulk.next_id(SurveyInvitation.__table__)
    bulk.put(
        SurveyInvitation.__table__,
        ("id", "questionnaire_id", "number", "candidate", "household_id", "unit_id", "category", "state", "channel"),
        (
            (first + turn, survey, turn + 1, f"household:{file.id}", file.id, file.unit_id, file.category,
             *(("answered", "paper") if file.id in answering else ("waiting", None)))
            for turn, file in enumerate(asked)
        ),
    )  # fmt: skip


def _put_counts(bulk: Bulk, survey: int, asked: Sequence[File], answering: dict[int, dict[str, str]]) -> None:
    """In all and by category and unit."""
    picked: Counter[tuple[str, str, str, str]] = Counter()
    for file in asked:
        for question, option in answering.get(file.id, {}).items():
            for group in (("", ""), ("category", file.category), ("unit", str(file.unit_id))):
                picked[question, *group, option] += 1
    first = bulk.next_id(SurveyCount.__table__)
    bulk.put(
        SurveyCount.__table__,
        ("id", "questionnaire_id", "question", "dimension", "group_name", "option", "forms"),
        ((first + turn, survey, *key, forms) for turn, (key, forms) in enumerate(sorted(picked.items()))),
    )
