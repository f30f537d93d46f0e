"""Runs the migrations through the app's engine, in one write transaction."""

from alembic import context
from flask import current_app

from caseapp.models import Base


def plain_types(kind: str, thing: object, autogen_context: object) -> str | bool:
    """Migrations name SQLAlchemy's own types only: they must run when the application's have moved on."""
    if kind == "type" and type(thing).__name__ == "Moment":
        return "sa.DateTime(timezone=True)"
    return False


engine = current_app.extensions["migrate"].db.engine


def run() -> None:
    with engine.connect().execution_options(write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_item=plain_types,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
