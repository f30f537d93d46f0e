"""The forms of a survey: making it, its questions, and who is asked."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from caseapp.domain.surveys.codes import PICKED, FrameKind, QuestionKind, SizeRule, SurveyPurpose
from caseapp.domain.surveys.questions import Option, Question
from caseapp.domain.surveys.sampling import Z
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries.survey_frames import Frame
from caseapp.services.survey_samples import Choice
from caseapp.web.support.forms import BaseForm, DayField, OnceForm, TidyField, WordField, required, tidy
from caseapp.web.support.language import word
from caseapp.web.support.people import whole_number


class WordsField(StringField):
    """A line to be read by people: its full-width marks stay as they are, its ends are trimmed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


SPARE_OPTIONS = 2
"""Empty lines for further answers."""


class NewSurveyForm(OnceForm):
    project_id = SelectField(_l("Project"), coerce=int)
    title = WordsField(_l("Title"), [required(), Length(max=128)])
    purposes = SelectMultipleField(
        _l("What to ask about"),
        choices=lambda: [(one.value, word(one)) for one in SurveyPurpose],
        option_widget=CheckboxInput(),
        description=_l("Each brings a short set of questions that you can change."),
    )
    like_id = SelectField(
        _l("Or the questions of an earlier survey"), coerce=lambda value: int(value) if value else None
    )
    manner = RadioField(
        _l("Names"),
        choices=lambda: [
            ("anonymous", _l("Anonymous: nobody can lay answers beside names")),
            ("named", _l("Named: answers can be followed up; they are shown to a role and every look is recorded")),
        ],
        default="anonymous",
    )


class OptionForm(Form):
    key = HiddenField()
    zh = WordsField(_l("Answer in Chinese"), [Length(max=64)])
    en = WordsField(_l("Answer in English"), [Length(max=64)])
    counts = BooleanField(_l("Counts as good"))
    follow = BooleanField(_l("To be followed up"))


class QuestionForm(Form):
    key = HiddenField()
    place = TidyField(_l("Order"), render_kw={"inputmode": "numeric"})
    kind = WordField(QuestionKind, _l("Kind of answer"))
    zh = WordsField(_l("Question in Chinese"), [Length(max=200)])
    en = WordsField(_l("Question in English"), [Length(max=200)])
    feeds = WordField(SurveyPurpose, _l("Gives the rate of"), empty=True)
    required = BooleanField(_l("Must be answered"))
    leave_out = BooleanField(_l("Leave this question out"))
    options = FieldList(FormField(OptionForm))

    def question(self) -> Question:
        kind = self.kind.data or QuestionKind.TEXT
        given = [entry.form for entry in self.options if entry.form.zh.data]
        options = tuple(
            Option(
                one.key.data or f"o{secrets.token_hex(4)}",
                one.zh.data,
                one.en.data or "",
                counts=bool(one.counts.data),
                follow=bool(one.follow.data),
            )
            for one in given
        )
        return Question(
            self.key.data or f"q{secrets.token_hex(4)}",
            kind,
            self.zh.data or "",
            self.en.data or "",
            options if kind in PICKED else (),
            self.feeds.data,
            bool(self.required.data),
        )


class QuestionsForm(BaseForm):
    """Every question, and an empty one at the end for another."""

    edition = HiddenField()
    title = WordsField(_l("Title"), [required(), Length(max=128)])
    questions = FieldList(FormField(QuestionForm))

    def fill(self, survey: Questionnaire, questions: Sequence[Question]) -> None:
        self.edition.data, self.title.data = str(survey.edition), survey.title
        for place, one in enumerate(questions, 1):
            self.questions.append_entry(
                {
                    "key": one.key,
                    "place": str(place),
                    "kind": one.kind,
                    "zh": one.zh,
                    "en": one.en,
                    "feeds": one.feeds,
                    "required": one.required,
                    "options": [asdict(option) for option in one.options],
                }
            )
        self.questions.append_entry({"kind": QuestionKind.SCALE, "required": True, "options": []})
        self.spread()

    def spread(self) -> None:
        """Empty lines behind the answers of each question."""
        for entry in self.questions:
            spare = SPARE_OPTIONS if entry.form.zh.data else 5
            filled = sum(bool(one.form.zh.data) for one in entry.form.options)
            while len(entry.form.options) < filled + spare:
                entry.form.options.append_entry({})

    def chosen(self) -> list[Question]:
        """Those that stay, in their order; problems of theirs are named by the place in the form."""
        return [entry.form.question() for entry in self.kept()]

    def kept(self) -> list[Any]:
        def place(entry: Any) -> int:
            number = whole_number(entry.form.place.data)
            return 10_000 if number is None else number

        stay = [entry for entry in self.questions if not entry.form.leave_out.data and not _is_empty(entry.form)]
        return sorted(stay, key=place)


def _is_empty(form: Any) -> bool:
    return not (form.zh.data or form.en.data or any(one.form.zh.data or one.form.en.data for one in form.options))


class SampleForm(BaseForm):
    kind = WordField(FrameKind, _l("Who may be asked"))
    period_from = DayField(_l("Paid from"))
    period_to = DayField(_l("Paid until"))
    activity_id = SelectField(_l("Activity"), coerce=lambda value: int(value) if value else None)
    listed = TextAreaField(_l("Names, one a line"), description=_l("Units or people, for a list of your own."))
    rule = WordField(SizeRule, _l("How many"))
    confidence = SelectField(
        _l("Confidence"), coerce=int, choices=lambda: [(level, f"{level}%") for level in sorted(Z)], default=95
    )
    margin = TidyField(_l("Margin (percent, both ways)"), render_kw={"inputmode": "decimal"}, default="5")
    size = TidyField(_l("Number to ask"), render_kw={"inputmode": "numeric", "autocomplete": "off"})
    seed = TidyField(
        _l("Seed"),
        render_kw={"autocomplete": "off"},
        description=_l("Leave empty. The seed of an earlier draw over the same people draws the same again."),
    )

    def fill(self, survey: Questionnaire, today: date) -> None:
        """As it was drawn; before that, everybody paid in the year so far."""
        self.kind.data = survey.frame_kind or FrameKind.PAID
        self.rule.data = survey.size_rule or SizeRule.PRECISION
        year = survey.project.year
        self.period_from.process_data(survey.period_from or date(year, 1, 1))
        self.period_to.process_data(survey.period_to or min(today, date(year, 12, 31)))
        self.activity_id.data = survey.activity_id
        self.listed.data = "\n".join(survey.listed)
        self.confidence.data = survey.confidence or 95
        self.margin.data = f"{(survey.margin or Decimal(5)).normalize():f}"

    def choice(self) -> Choice:
        kind = self.kind.data
        paid = kind is FrameKind.PAID
        names = tuple(filter(None, (tidy(line) for line in (self.listed.data or "").splitlines())))
        frame = Frame(
            kind,
            self.period_from.data if paid else None,
            self.period_to.data if paid else None,
            self.activity_id.data if kind is FrameKind.ATTENDEES else None,
            names if kind is FrameKind.LISTED else (),
        )
        return Choice(
            frame,
            self.rule.data,
            confidence=self.confidence.data,
            margin=_margin(self.margin.data or ""),
            size=whole_number(self.size.data),
            seed=self.seed.data or "",
        )


def _margin(text: str) -> Decimal:
    """What is no number is no margin either: the domain refuses it."""
    try:
        return Decimal(text.removesuffix("%")).quantize(Decimal("0.1"))
    except InvalidOperation:
        return Decimal("NaN")
