"""Runs the migrations through the app's engine, in one write transaction."""

from alembic import context
from flask import current_app

from caseapp.models import Base

engine = current_app.extensions["migrate"].db.engine


def run() -> None:
    with engine.connect().execution_options(write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
