"""The features of the web, one blueprint each."""

from importlib import import_module

from flask import Flask

FEATURES = (
    "signin",
    "account",
    "home",
    "gallery",
    "households",
    "lives",
    "checks",
    "duplicates",
    "papers",
    "visits",
    "assessments",
    "assessment_rules",
    "imports",
    "exports",
    "model_workers",
    "honours",
    "honour_standards",
    "special_groups",
    "consolation",
    "sheets",
    "search",
    "aid",
    "sight",
    "standards",
    "batches",
    "bank",
    "budgets",
    "signing_rules",
    "payments",
    "projects",
    "evaluations",
    "monitoring",
    "submissions",
    "books",
    "targets",
    "records",
    "surveys",
    "answering",
    "grievances",
    "users",
    "audit",
)


def install(app: Flask) -> None:
    for name in FEATURES:
        app.register_blueprint(import_module(f"caseapp.web.{name}.views").blueprint)
