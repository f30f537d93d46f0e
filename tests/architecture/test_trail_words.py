"""Every act and every subject the trail can hold has a word on the page of the audit trail."""

import ast
from pathlib import Path

from caseapp.domain.households.codes import HouseholdAction
from caseapp.domain.model_workers.particulars import Label
from caseapp.domain.payments.codes import BatchAction
from caseapp.services.changes import KEPT, NAMED_BY
from caseapp.web.audit.words import ACTS, SUBJECTS
from caseapp.web.support.fields import LABELS

SOURCES = sorted((Path(__file__).parents[2] / "caseapp").rglob("*.py"))


def recorded() -> tuple[set[str], set[str]]:
    """The literal acts and subjects given to `audit.record`, `recorded_as=` and `g.viewed =`."""
    acts, subjects = {f"batch.{one}" for one in BatchAction} | {f"household.{one}" for one in HouseholdAction}, {"page"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                literals = [one.value for one in node.args[2:4] if isinstance(one, ast.Constant)]
                acts |= {text for text in literals if "." in text}
                subjects |= {text for text in literals if "." not in text}
            if isinstance(node, ast.keyword) and node.arg == "recorded_as" and isinstance(node.value, ast.Constant):
                acts.add(str(node.value.value))
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "g.viewed":
                assert isinstance(node.value, ast.Tuple)
                subjects.add(ast.literal_eval(node.value.elts[0]))
    return acts - {"None"}, subjects


def test_every_recorded_act_has_a_word() -> None:
    assert recorded()[0] <= set(ACTS)


def test_every_subject_has_a_word() -> None:
    assert recorded()[1] <= set(SUBJECTS)


def test_every_field_whose_changes_are_kept_has_words() -> None:
    """In Chinese too: the catalogue is complete, and a Label carries both."""
    kept = {column.name.removesuffix("_sealed") for columns in KEPT.values() for column in columns}
    assert kept | set(NAMED_BY.values()) <= set(LABELS) | set(Label)
