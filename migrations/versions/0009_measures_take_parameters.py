"""measures take parameters"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KEYS = ("indicators", "frozen_figures")


def upgrade() -> None:
    for table in KEYS:
        _measure_of(table, 512)
    op.create_table(
        "measure_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(512), nullable=False),
        sa.Column("name_zh", sa.String(512), nullable=False),
        sa.Column("name_en", sa.String(512), nullable=False),
        sa.Column("definition_zh", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("shown_before", sa.String(256), nullable=False),
        sa.Column("shown_after", sa.String(256), nullable=False),
        sa.Column("chosen_by", sa.Integer()),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name="fk_measure_choices_indicator_id_indicators"),
        sa.ForeignKeyConstraint(["chosen_by"], ["users.id"], name="fk_measure_choices_chosen_by_users"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_choices"),
    )
    op.create_index("ix_measure_choices_indicator_id_chosen_at", "measure_choices", ["indicator_id", "chosen_at"])
    op.create_index("ix_measure_choices_chosen_by", "measure_choices", ["chosen_by"])


def downgrade() -> None:
    op.drop_table("measure_choices")
    op.execute("UPDATE indicators SET measure = NULL WHERE length(measure) > 64")
    op.execute("UPDATE frozen_figures SET measure = substr(measure, 1, 64)")
    for table in KEYS:
        _measure_of(table, 64)


def _measure_of(table: str, length: int) -> None:
    """Another column in its place: nothing else of the table is touched, its CHECKs stay on SQLite too."""
    op.execute(f"ALTER TABLE {table} ADD COLUMN measure_key VARCHAR({length})")
    op.execute(f"UPDATE {table} SET measure_key = measure")
    op.execute(f"ALTER TABLE {table} DROP COLUMN measure")
    op.execute(f"ALTER TABLE {table} RENAME COLUMN measure_key TO measure")
