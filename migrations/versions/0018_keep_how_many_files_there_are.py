"""keep how many files there are

By unit, state and category; the roster and every page's navigation counted them one by one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
STATES = ("draft", "submitted", "visited", "checked", "on_notice", "temporary", "on_file", "exited", "closed", "merged")
CATEGORIES = ("deep", "relative", "accident")


def upgrade() -> None:
    op.create_table(
        "household_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", _word("householdstate", STATES), nullable=False),
        sa.Column("category", _word("category", CATEGORIES), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_household_counts_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_counts")),
    )
    op.create_index("ix_household_counts_unit_id_state_category", "household_counts", ["unit_id", "state", "category"])
    op.execute(
        "INSERT INTO household_counts (unit_id, state, category, files)"
        " SELECT unit_id, state, category, count(*) FROM households GROUP BY unit_id, state, category"
    )


def downgrade() -> None:
    op.drop_table("household_counts")


def _word(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=32)
