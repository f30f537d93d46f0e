"""Assessing a household: the monthly figure a head, step by step, and the category it proposes.

The figure is (income − rigid spending) ÷ people ÷ months, rounded half up to fen once, then compared as printed.
An income counts as declared; a spending counts only with evidence, so that nothing unproved deepens a category.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default

from caseapp.domain.errors import N_
from caseapp.domain.households.assessment_codes import Basis, Divisor, Exclusion, Holds, ItemKind
from caseapp.domain.households.assessment_rules import Limit, RuleSet
from caseapp.domain.households.codes import Category, Cause
from caseapp.domain.money import Money


@dataclass(frozen=True)
class Member:
    key: int
    name: str
    together: bool


@dataclass(frozen=True)
class Item:
    """An income or a spending of one member; `amount_fen` a month or for the whole window, by `basis`."""

    member: int
    kind: ItemKind
    basis: Basis
    amount_fen: int
    evidence: str = ""

    def fen(self, months: int) -> int:
        return self.amount_fen * months if self.basis is Basis.MONTH else self.amount_fen


@dataclass(frozen=True)
class Answered:
    """An answer of the checklist; `holds` None: nobody has answered yet."""

    holds: Holds | None
    evidence: str = ""


@dataclass(frozen=True)
class Case:
    """What is assessed. `loss_fen` is what a sudden event left to pay after insurance and other aid; None: no event."""

    members: tuple[Member, ...]
    items: tuple[Item, ...]
    answers: Mapping[Exclusion, Answered]
    main_cause: Cause
    loss_fen: int | None = None


@dataclass(frozen=True)
class Step:
    """One line of the working: a sentence with its values, the fen it gives, whether a test held."""

    message: str
    values: dict[str, object] = default(default_factory=dict)
    fen: int | None = None
    held: bool | None = None


@dataclass(frozen=True)
class Working:
    """`steps` of the figure, `tests` of the categories, `gaps` in the evidence. Money in fen.

    `figure_fen` None: nobody to divide by. `category` None: none is proposed; `why` says so in one sentence.
    """

    steps: tuple[Step, ...]
    tests: tuple[Step, ...]
    gaps: tuple[Step, ...]
    excluded: tuple[Exclusion, ...]
    income_fen: int
    spending_fen: int
    people: int
    figure_fen: int | None
    category: Category | None
    why: Step


def assess(case: Case, rules: RuleSet) -> Working:
    """The working of a case under a rule set; the same case and rules give the same working for ever."""
    lines = [_line(case, rules, item) for item in sorted(case.items, key=_printed)]
    income = sum(fen for fen, _ in lines if fen > 0)
    spending = -sum(fen for fen, _ in lines if fen < 0)
    people = sum(member.together or rules.divisor is Divisor.ALL for member in case.members)
    figure = _figure(income - spending, people * rules.window_months)
    steps = (*(step for _, step in lines), *_sums(income, spending, people, figure, rules))
    tests, category = _tests(case, rules, income, figure)
    excluded = tuple(one for one in rules.asked if _answer(case, one).holds is Holds.YES)
    open_questions = tuple(one for one in rules.asked if _answer(case, one).holds is None)
    if excluded or open_questions:
        category = None
    why = _why(figure, category, excluded, open_questions)
    gaps = tuple(_gaps(case, rules))
    return Working(steps, tests, gaps, excluded, income, spending, people, figure, category, why)


def _printed(item: Item) -> tuple[bool, int]:
    return not item.kind.is_income, list(ItemKind).index(item.kind)


def _line(case: Case, rules: RuleSet, item: Item) -> tuple[int, Step]:
    """What the item adds (spending is negative) and the line that says so."""
    who = next(member.name for member in case.members if member.key == item.member)
    values: dict[str, object] = {"who": who, "item": item.kind}
    if item.kind not in rules.counted:
        return 0, Step(N_("%(who)s, %(item)s: not counted by these rules"), values, 0)
    if not item.kind.is_income and not item.evidence.strip():
        return 0, Step(N_("%(who)s, %(item)s: not counted without evidence"), values, 0)
    fen = item.fen(rules.window_months) * (1 if item.kind.is_income else -1)
    if item.basis is Basis.MONTH:
        values |= {"amount": yuan(item.amount_fen), "months": rules.window_months}
        return fen, Step(N_("%(who)s, %(item)s: %(amount)s a month × %(months)s months"), values, fen)
    values["months"] = rules.window_months
    return fen, Step(N_("%(who)s, %(item)s: in all %(months)s months"), values, fen)


def _figure(net_fen: int, parts: int) -> int | None:
    if parts == 0:
        return None
    return (2 * max(net_fen, 0) + parts) // (2 * parts)


def _sums(income: int, spending: int, people: int, figure: int | None, rules: RuleSet) -> Iterator[Step]:
    yield Step(N_("Income counted"), fen=income)
    yield Step(N_("Rigid spending counted"), fen=-spending)
    net = income - spending
    yield Step(N_("Net income of the household"), fen=net)
    if net < 0:
        yield Step(N_("Spending is above income: taken as nothing"), fen=0)
    values: dict[str, object] = {"people": people, "divisor": rules.divisor, "months": rules.window_months}
    if figure is None:
        yield Step(N_("Nobody to divide by (%(divisor)s): no figure"), {"divisor": rules.divisor}, held=False)
    else:
        yield Step(N_("÷ %(people)s people (%(divisor)s) ÷ %(months)s months: a head and month"), values, figure)


def _tests(case: Case, rules: RuleSet, income: int, figure: int | None) -> tuple[tuple[Step, ...], Category | None]:
    """The tests in order, up to the first category that holds."""
    if figure is None:
        return (), None
    done: list[Step] = []
    for category, limit in ((Category.DEEP, rules.deep), (Category.RELATIVE, rules.relative)):
        done.append(_compared(category, figure, limit, rules.line_fen))
        if done[-1].held:
            return tuple(done), category
    accident = list(_accident(case, rules, income, figure))
    held = all(step.held for step in accident)
    return (*done, *accident), Category.ACCIDENT if held else None


def _compared(category: Category, figure: int, limit: Limit, line_fen: int) -> Step:
    bound = limit.fen(line_fen)
    values: dict[str, object] = {
        "category": category,
        "figure": yuan(figure),
        "sign": limit.comparison.sign,
        "limit": yuan(bound),
        "percent": limit.percent,
        "line": yuan(line_fen),
    }
    if limit.comparison.holds(figure, bound):
        return Step(N_("%(category)s: %(figure)s %(sign)s %(limit)s (%(percent)s%% of %(line)s)"), values, held=True)
    message = N_("%(category)s: %(figure)s is not %(sign)s %(limit)s (%(percent)s%% of %(line)s)")
    return Step(message, values, held=False)


def _accident(case: Case, rules: RuleSet, income: int, figure: int) -> Iterator[Step]:
    category: dict[str, object] = {"category": Category.ACCIDENT}
    if case.loss_fen is None:
        yield Step(N_("%(category)s: no sudden event is recorded"), category, held=False)
        return
    held = case.loss_fen * 100 * rules.window_months > rules.accident_loss_percent * income * 12
    values = {**category, "loss": yuan(case.loss_fen), "percent": rules.accident_loss_percent}
    values["income"] = yuan((2 * income * 12 + rules.window_months) // (2 * rules.window_months))
    if held:
        message = N_("%(category)s: the loss %(loss)s is above %(percent)s%% of a year's income %(income)s")
    else:
        message = N_("%(category)s: the loss %(loss)s is not above %(percent)s%% of a year's income %(income)s")
    yield Step(message, values, held=held)
    if rules.accident_limit is not None:
        yield _compared(Category.ACCIDENT, figure, rules.accident_limit, rules.line_fen)
    if case.main_cause in rules.accident_barred:
        message = N_("%(category)s: the main cause “%(cause)s” does not qualify")
        yield Step(message, {**category, "cause": case.main_cause}, held=False)


def _why(
    figure: int | None, category: Category | None, excluded: tuple[Exclusion, ...], unanswered: tuple[Exclusion, ...]
) -> Step:
    if excluded:
        return Step(N_("No category: excluded by “%(exclusion)s”"), {"exclusion": excluded[0]}, held=False)
    if unanswered:
        message = N_("No category: “%(exclusion)s” is not answered")
        return Step(message, {"exclusion": unanswered[0]}, held=False)
    if figure is None:
        return Step(N_("No category: there is no figure"), held=False)
    if category is None:
        return Step(N_("No category: no test holds"), held=False)
    return Step(N_("Proposed: %(category)s"), {"category": category}, held=True)


def _gaps(case: Case, rules: RuleSet) -> Iterator[Step]:
    names = {member.key: member.name for member in case.members}
    for item in sorted(case.items, key=_printed):
        if item.kind in rules.counted and not item.evidence.strip():
            yield Step(N_("%(who)s, %(item)s: no evidence"), {"who": names[item.member], "item": item.kind})
    for one in rules.asked:
        answer = _answer(case, one)
        if answer.holds is Holds.YES and not answer.evidence.strip():
            yield Step(N_("“%(exclusion)s”: no evidence"), {"exclusion": one})


def _answer(case: Case, exclusion: Exclusion) -> Answered:
    return case.answers.get(exclusion, Answered(None))


def yuan(fen: int) -> str:
    return f"{Money(fen).yuan():,.2f}"
