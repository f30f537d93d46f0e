"""Column templates: what each bank wants, with invented lines to see it by."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from caseapp.domain.access.roles import Permission
from caseapp.domain.payments.bank_files import EXAMPLES, BankFact, Layout, rows_of
from caseapp.exporters.bank_files import bank_file
from caseapp.extensions import db
from caseapp.models.bank_files import BankTemplate
from caseapp.queries import bank_files as lists
from caseapp.queries.units import unit_choices
from caseapp.services import bank_templates
from caseapp.services.bank_templates import TemplateFacts
from caseapp.web.bank.blueprint import blueprint
from caseapp.web.bank.forms import TemplateForm, usual_layout
from caseapp.web.support.access import reads, writes
from caseapp.web.support.clock import now, today
from caseapp.web.support.downloads import as_file
from caseapp.web.support.forms import tried
from caseapp.web.support.people import whole_number
from caseapp.web.support.session import actor

P = Permission


@blueprint.get("/bank-templates")
@reads(P.BANK_TEMPLATE)
def template_roster() -> Any:
    rows = lists.all_templates(db.session(), actor())
    return render_template("bank/templates.html", rows=rows, today=today(), examples=_examples)


@blueprint.get("/bank-templates/new")
@reads(P.BANK_TEMPLATE)
def new_template() -> Any:
    form = _offered(TemplateForm(formdata=None, valid_from=today()))
    form.show(usual_layout())
    return _form_page(form, None)


@blueprint.post("/bank-templates/new")
@writes(P.BANK_TEMPLATE)
def add_template() -> Any:
    form = _offered(TemplateForm())
    if "preview" in request.form:
        return _form_page(form, None)
    kept = _kept(form, lambda facts: bank_templates.add(db.session(), actor(), facts=facts, now=now()))
    return _saved() if kept else (_form_page(form, None), 422)


@blueprint.get("/bank-templates/<int:template_id>/edit")
@reads(P.BANK_TEMPLATE)
def edit_template(template_id: int) -> Any:
    row = bank_templates.opened(db.session(), actor(), template_id)
    known = {name: getattr(row, name) for name in ("version", "name", "valid_from", "valid_to")}
    form = _offered(TemplateForm(formdata=None, unit=row.unit_id, **known))
    form.show(row.layout)
    return _form_page(form, row)


@blueprint.post("/bank-templates/<int:template_id>/edit")
@writes(P.BANK_TEMPLATE)
def amend_template(template_id: int) -> Any:
    row = bank_templates.opened(db.session(), actor(), template_id)
    form = _offered(TemplateForm())
    if "preview" in request.form:
        return _form_page(form, row)
    seen = whole_number(form.version.data) or 0

    def act(facts: TemplateFacts) -> BankTemplate:
        return bank_templates.amend(
            db.session(), actor(), template_id=template_id, version=seen, facts=facts, now=now()
        )

    return _saved() if _kept(form, act) else (_form_page(form, row), 422)


@blueprint.get("/bank-templates/<int:template_id>/example.<ending>")
@reads(P.BANK_TEMPLATE)
def example(template_id: int, ending: str) -> Any:
    """A file of invented lines, to show to the bank."""
    row = bank_templates.opened(db.session(), actor(), template_id)
    return as_file(bank_file(row.layout, EXAMPLES), f"{row.name}-{_('example')}.{row.kind.value}")


def _kept(form: TemplateForm, act: Any) -> bool:
    def whole() -> Any:
        facts = form.facts()
        return act(facts) if facts is not None else None

    return tried(form, whole) is not None


def _saved() -> Any:
    flash(_("The template is saved."), "good")
    return redirect(url_for("bank.template_roster"))


def _offered(form: TemplateForm) -> TemplateForm:
    units = unit_choices(db.session(), actor(), P.BANK_TEMPLATE)
    form.unit.choices = [(unit.id, "　" * unit.depth + unit.name) for unit in units]
    return form


def _form_page(form: TemplateForm, row: BankTemplate | None) -> str:
    layout = form.layout()
    return render_template(
        "bank/template.html",
        form=form,
        known=row,
        columns=list(zip(BankFact, form.columns, strict=True)),
        layout=layout,
        examples=_examples(layout),
    )


def _examples(layout: Layout) -> list[list[str]]:
    return list(rows_of(layout, EXAMPLES))
