"""The rules a page goes by, as sentences in the reader's language; the printed form has its own in Chinese."""

from flask_babel import gettext as _

from caseapp.domain.indicators.lights import LightRules
from caseapp.web.support.language import word


def rules_said(rules: LightRules, document_no: str) -> list[str]:
    """How the lights are set, what is expected by the end of the year, and on what the rate of execution is."""
    lights = _(
        "Money is green from %(money_good)s%% of the plan and amber from %(money_warn)s%%; a target is green from "
        "%(good)s%% of what is due by now and amber from %(warn)s%%. What is due is reckoned %(pacing)s; below a "
        "ceiling is green.",
        money_good=rules.money_good,
        money_warn=rules.money_warn,
        good=rules.indicator_good,
        warn=rules.indicator_warn,
        pacing=word(rules.pacing),
    )
    return [
        _("%(rule)s Set by %(document)s.", rule=lights, document=document_no) if document_no else lights,
        _(
            "Expected by year end: what gathers is divided by the part that is due (people rounded down); quarters add "
            "those to come; rates, days and words stay as they are. Money: paid ÷ planned part, at least what is paid "
            "and approved, at most the budget."
        ),
        _("The rate of execution is what was paid ÷ the adjusted budget."),
    ]
