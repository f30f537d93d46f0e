"""How a row is counted: its measure put together on screen, tried on the records before it is kept; its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import Length

from caseapp.domain.access.roles import Permission
from caseapp.domain.errors import N_, NotFound
from caseapp.domain.indicators.catalogue import CATALOGUE, KIND_GROUPS
from caseapp.domain.indicators.measures import Family, Measure
from caseapp.domain.indicators.slices import ACTIVITIES, CATEGORIES, NONE, PERIODS, Slice, period_words
from caseapp.domain.indicators.tailoring import knows, measure_named, plain_name, tailored
from caseapp.domain.periods import year_window
from caseapp.domain.surveys.codes import SurveyPurpose
from caseapp.extensions import db
from caseapp.models.projects import Project
from caseapp.models.units import Unit
from caseapp.queries import facts
from caseapp.queries.measures import SurveyChoice, choices_of, handed_in, surveys_of, units_under
from caseapp.queries.projects import project_by_code
from caseapp.services.figures import IndicatorFigure, figure_by, members_of, one_figure
from caseapp.services.measures import LONGEST_REASON, choose_measure
from caseapp.web.projects.blueprint import blueprint
from caseapp.web.projects.rows import definition_of, name_of, shown_of, verdict_of
from caseapp.web.support.access import reads, writes
from caseapp.web.support.as_of import as_of
from caseapp.web.support.clock import now
from caseapp.web.support.forms import BaseForm, TidyField, required, tried
from caseapp.web.support.language import current, word
from caseapp.web.support.session import actor

P = Permission
FIRST = 5
"""Entries of each list that the page shows."""
_COUNTED = (Family.PAYMENTS, Family.DEPENDANTS)


class ChoiceForm(BaseForm):
    measure = HiddenField(_l("Measure"))
    reason = TidyField(_l("Why it is counted so"), [required(), Length(max=LONGEST_REASON)])


@dataclass(frozen=True)
class Parameters:
    """What stands in the form's controls: the word of the catalogue, and the choices of every parameter it knows."""

    base: Measure
    kinds: frozenset[str]
    slice: Slice
    units: Sequence[Unit]
    surveys: Sequence[SurveyChoice]

    @property
    def knows(self) -> frozenset[str]:
        return knows(self.base) - ({"kinds"} if self.base.kinds else set())

    @property
    def measure(self) -> Measure:
        return tailored(self.base.key, self.kinds, self.slice)

    @property
    def unit_value(self) -> str:
        return f"own:{self.slice.unit}" if self.slice.own else self.slice.unit

    @property
    def survey(self) -> SurveyChoice | None:
        return next((one for one in self.surveys if one.code == self.slice.survey), None)

    @property
    def answers(self) -> frozenset[str]:
        """The answers that count: those chosen, else the survey's own."""
        own = {key for key, _words, counts in self.survey.answers if counts} if self.survey else set()
        return self.slice.counted or frozenset(own)


@dataclass(frozen=True)
class Side:
    """The row by one measure: the figure, and the beginning of the list behind it."""

    title: str
    figure: IndicatorFigure
    shown: str
    verdict: str
    name: str
    definition: str
    list_url: str | None
    listed: facts.MemberList


@blueprint.get("/projects/<int(min=2000,max=2099):year>/<code>/rows/<int:row>/measure")
@reads(P.PROJECT_WRITE)
def measures(year: int, code: str, row: int) -> Any:
    return _page(year, code, row, request.args, ChoiceForm(formdata=None))


@blueprint.post("/projects/<int(min=2000,max=2099):year>/<code>/rows/<int:row>/measure")
@writes(P.PROJECT_WRITE)
def keep_measure(year: int, code: str, row: int) -> Any:
    session, who, form = db.session(), actor(), ChoiceForm()
    figure = one_figure(session, year, code, row, as_of=as_of(year), actor=who)
    kept = tried(
        form,
        lambda: choose_measure(
            session,
            who,
            indicator_id=figure.indicator_id,
            measure=form.measure.data or "",
            reason=form.reason.data or "",
            as_of=as_of(year),
            now=now(),
        ),
    )
    if kept is not None:
        flash(_("The measure is kept; the row is counted by it from now on."), "good")
        return redirect(url_for("projects.measures", year=year, code=code, row=row))
    return _page(year, code, row, _asked(measure_named(form.measure.data)), form), 422


def _page(year: int, code: str, row: int, asked: Mapping[str, str], form: ChoiceForm) -> str:
    session, who, day = db.session(), actor(), as_of(year)
    project = project_by_code(session, who, year, code)
    figure = one_figure(session, year, code, row, as_of=day, actor=who)
    present = measure_named(figure.measure)
    chosen = _parameters(project, MultiDict(asked) if "base" in asked else _asked(present))
    measure = chosen.measure
    address: dict[str, Any] = {"year": year, "code": code, "row": row}
    window = year_window(year, day)
    old_list = members_of(session, year, code, row, as_of=day, actor=who, limit=FIRST)
    new_list = facts.members(session, facts.scope_of(project), measure, window, who, limit=FIRST)
    dated: dict[str, Any] = {"year": year, "code": code, "as_of": day.isoformat()}
    sides = [_side(_("By the present measure"), figure, present, url_for("projects.row", row=row, **dated), old_list)]
    if present is None or measure.key != present.key:
        tried = figure_by(session, year, code, row, measure, as_of=day, actor=who)
        url = url_for("projects.measured", key=measure.key, **dated)
        sides.append(_side(_("By the measure chosen below"), tried, measure, url, new_list))
    form.measure.data = measure.key
    return render_template(
        "projects/measures.html",
        project=project,
        figure=figure,
        as_of=day,
        here=address,
        form=form,
        chosen=chosen,
        measure=measure,
        sides=sides,
        families=_families(),
        options=_options(project, chosen),
        name_of=name_of,
        history=choices_of(session, figure.indicator_id),
        present=figure.measure,
        language=current(),
        handed_in=handed_in(session, project),
    )


def _side(title: str, figure: IndicatorFigure, measure: Measure | None, url: str, found: facts.MemberList) -> Side:
    is_listed = bool(found.total or found.hidden)
    return Side(
        title,
        figure,
        shown_of(figure),
        verdict_of(figure),
        name_of(measure) if measure else str(_("no measure chosen")),
        definition_of(measure),
        url if is_listed else None,
        found,
    )


def _families() -> list[tuple[str, list[Measure]]]:
    """The words of the catalogue by family, without those that only close gaps; counts once for all kinds, since the
    kinds are a parameter."""
    shown = [m for m in CATALOGUE.values() if m.family not in _COUNTED or m.key.endswith(".any")]
    return [
        (word(family), [m for m in shown if m.family is family]) for family in Family if family is not Family.REPEATS
    ]


def _asked(measure: Measure | None) -> MultiDict[str, str]:
    """The controls' values that make the measure."""
    if measure is None:
        return MultiDict({"base": "typed"})
    base, part = measure.key.partition(";")[0], measure.slice
    kinds = sorted(measure.kinds)
    if measure.family in _COUNTED:
        base = f"{base.rpartition('.')[0]}.any"
    elif CATALOGUE[base].kinds:
        kinds = []
    return MultiDict(
        [
            ("base", base),
            *(("kinds", kind) for kind in kinds),
            *(("category", one) for one in sorted(part.categories)),
            ("file", part.filed),
            ("unit", f"own:{part.unit}" if part.own else part.unit),
            ("period", part.period),
            ("due", part.due),
            *(("activity", one) for one in sorted(part.activities)),
            ("survey", part.survey),
            *(("answers", key) for key, _words in part.answers),
        ]
    )


def _parameters(project: Project, asked: MultiDict[str, str]) -> Parameters:
    """What the controls say, as far as the measure knows of it. Raises NotFound."""
    base = CATALOGUE.get(asked.get("base", ""))
    if base is None:
        raise NotFound(N_("There is no such measure."))
    known, session = knows(base), db.session()
    units = units_under(session, project) if "unit" in known else []
    surveys = surveys_of(session, project, SurveyPurpose(base.subject)) if "survey" in known else []

    def one(name: str) -> str:
        return asked.get(name, "") if name in known else ""

    def several(name: str) -> frozenset[str]:
        return frozenset(asked.getlist(name)) if name in known else frozenset()

    unit, own = one("unit").removeprefix("own:"), one("unit").startswith("own:")
    named = next((u.name for u in units if u.path == unit), "")
    survey = next((s for s in surveys if s.code == one("survey")), None)
    part = Slice(
        categories=several("category") & set(CATEGORIES),
        filed=one("file"),
        unit=unit if named or (unit == NONE and "file" in known) else "",
        own=own and bool(named),
        unit_name=plain_name(named),
        period=one("period"),
        due=one("due"),
        activities=several("activity") & set(ACTIVITIES),
        survey=survey.code if survey else "",
        survey_name=plain_name(survey.title) if survey else "",
        answers=_answers(survey, asked.getlist("answers")) if survey else (),
    )
    kinds: frozenset[str] = frozenset() if base.kinds else several("kinds") & (set(KIND_GROUPS) - {"any"})
    found = Parameters(base, kinds, part, units, surveys)
    if measure_named(found.measure.key) is None:
        raise NotFound(N_("There is no such measure."))
    return found


def _answers(survey: SurveyChoice, ticked: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Nothing where the survey's own counted set is meant."""
    own = {key for key, _words, counts in survey.answers if counts}
    chosen = {key for key, _words, _counts in survey.answers} & set(ticked)
    if not chosen or chosen == own:
        return ()
    return tuple((key, plain_name(words)) for key, words, _counts in survey.answers if key in chosen)


def _options(project: Project, chosen: Parameters) -> dict[str, list[tuple[str, str]]]:
    """Value and words of each control, in the reader's language."""
    side: Literal[0, 1] = 0 if current() == "zh" else 1
    units = [(str(u.path), _("%(unit)s and below", unit=u.name)) for u in chosen.units]
    top = [(f"own:{project.unit.path}", _("%(unit)s itself", unit=project.unit.name))]
    beyond = [(NONE, _("Units outside the project's"))] if "file" in chosen.knows else []
    return {
        "kinds": [(kind, words[side]) for kind, words in KIND_GROUPS.items() if kind != "any"],
        "category": [(one, words[side]) for one, words in CATEGORIES.items()],
        "file": [
            ("", _("Households and persons alike")),
            ("with", _("Households only")),
            ("without", _("Persons without a file only")),
        ],
        "unit": [("", _("Every unit")), *top, *units, *beyond],
        "period": [("", _("The whole year")), *((one, period_words(one)[side]) for one in PERIODS)],
        "due": [
            ("", _("On file on any day up to the as-of day")),
            ("day", _("On file on the as-of day itself")),
            ("start", _("On file on the first day")),
        ],
        "activity": [(one, words[side]) for one, words in ACTIVITIES.items()],
        "survey": [("", _("The latest held by the as-of day")), *((s.code, s.title) for s in chosen.surveys)],
        "answers": [(key, words) for key, words, _counts in chosen.survey.answers] if chosen.survey else [],
    }
