"""What the page of one survey shows beside its rows: the way through its life, results with how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from caseapp.domain.indicators.interval import SMALL, wilson
from caseapp.domain.surveys.codes import QuestionKind, SizeRule, SurveyState
from caseapp.domain.surveys.mixing import FEWEST
from caseapp.domain.surveys.results import Rate
from caseapp.domain.surveys.sampling import sample_size
from caseapp.models.questionnaires import Questionnaire
from caseapp.queries.survey_counts import QuestionResult, Returns
from caseapp.web.support.language import current, day


@dataclass(frozen=True)
class Bar:
    """One answer of a question: its words, how many gave it and which share that is (percent, one decimal)."""

    words: str
    forms: int
    share: Decimal | None
    counts: bool


@dataclass(frozen=True)
class Result:
    """`sure` is the interval of the rate in words; `remarks` what was written in own
    words, `numbers` what the numbers given come to."""

    key: str
    words: str
    bars: tuple[Bar, ...]
    rate: Rate | None
    feeds: object
    sure: str
    remarks: tuple[str, ...]
    numbers: str

    @property
    def valid(self) -> int:
        return sum(bar.forms for bar in self.bars)


def results(found: Sequence[QuestionResult]) -> list[Result]:
    shown = []
    for one in found:
        total = sum(one.counts.values())
        bars = tuple(
            Bar(words_of(pick.zh, pick.en), given, _share(given, total), pick.counts)
            for pick in one.question.options
            for given in (one.counts.get(pick.key, 0),)
        )
        rate = one.rate if one.question.feeds else None
        is_number = one.question.kind is QuestionKind.NUMBER
        shown.append(
            Result(
                one.question.key,
                words_of(one.question.zh, one.question.en),
                bars,
                rate,
                one.question.feeds,
                _sure(rate),
                () if is_number else one.remarks,
                _numbers(one.remarks) if is_number else "",
            )
        )
    return shown


def _numbers(given: Sequence[str]) -> str:
    """Numbers as one line; single ones tell nothing and may tell who."""
    values = [Decimal(one) for one in given]
    if len(values) < FEWEST:
        return str(_("%(count)s numbers", count=len(values)))
    mean = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1"))
    return str(
        _(
            "%(count)s numbers, from %(low)s to %(high)s, %(mean)s on average",
            count=len(values),
            low=min(values),
            high=max(values),
            mean=mean,
        )
    )


def words_of(zh: str, en: str) -> str:
    return zh if current() == "zh" or not en else en


def steps(survey: Questionnaire, *, questions: int, invited: int) -> list[dict[str, object]]:
    """Questions, sample, asking, closing: what is done and what comes next."""
    drawn = survey.seed is not None
    opened, closed = survey.opened_on is not None, survey.closed_on is not None
    done = [True, drawn, opened, closed]
    labels = [_("Questions"), _("Sample"), _("Asking"), _("Closing")]
    notes = [
        _("version %(number)s, %(count)s questions", number=survey.edition, count=questions),
        _("%(count)s of %(frame)s drawn", count=invited, frame=survey.frame_size) if drawn else "",
        _("since %(day)s", day=day(survey.opened_on)) if opened else "",
        day(survey.closed_on) if closed else "",
    ]
    following = next((place for place, is_done in enumerate(done) if not is_done), len(done))
    if opened and not closed:
        done[2], following = False, 2
    marks = ["done" if is_done else "now" if place == following else "todo" for place, is_done in enumerate(done)]
    if survey.state is SurveyState.VOID:
        marks = [mark if mark == "done" else "bad" for mark in marks]
    return [
        {"label": label, "who": note, "at": "", "status": mark}
        for label, note, mark in zip(labels, notes, marks, strict=True)
    ]


def warnings(survey: Questionnaire, returns: Returns) -> list[str]:
    """What to know before trusting the rates."""
    told = []
    if survey.state is SurveyState.OPEN and survey.is_anonymous and returns.uncounted:
        told.append(
            _(
                "%(count)s answers are in and not yet counted: anonymous answers are counted several at a time, "
                "and the last ones on closing.",
                count=returns.uncounted,
            )
        )
    if survey.state is SurveyState.CLOSED and survey.is_anonymous and returns.valid < FEWEST:
        told.append(_("Fewer than %(count)s valid answers: an anonymous survey tells nothing of them.", count=FEWEST))
        return told
    if survey.state in {SurveyState.OPEN, SurveyState.CLOSED}:
        needed = SMALL
        if survey.size_rule is SizeRule.PRECISION and survey.confidence and survey.margin:
            needed = sample_size(survey.frame_size, confidence=survey.confidence, margin=survey.margin)
        if returns.valid < min(needed, survey.frame_size):
            told.append(
                _(
                    "Too small a sample so far: %(valid)s valid answers of the %(needed)s that are needed.",
                    valid=returns.valid,
                    needed=min(needed, survey.frame_size),
                )
            )
    return told


def _share(forms: int, total: int) -> Decimal | None:
    return (Decimal(forms) * 100 / total).quantize(Decimal("0.1")) if total else None


def _sure(rate: Rate | None) -> str:
    between = wilson(rate.good, rate.valid) if rate else None
    if rate is None or between is None:
        return ""
    low, high = between
    return str(_("n=%(n)s, 95%% interval %(low)s%%–%(high)s%%", n=rate.valid, low=low, high=high))
