"""take an adjustment back by another"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE budget_adjustments ADD COLUMN reverses_id INTEGER"
        " CONSTRAINT fk_budget_adjustments_reverses_id_budget_adjustments REFERENCES budget_adjustments (id)"
    )
    op.create_index("ix_budget_adjustments_reverses_id", "budget_adjustments", ["reverses_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_budget_adjustments_reverses_id", table_name="budget_adjustments")
    op.execute("ALTER TABLE budget_adjustments DROP COLUMN reverses_id")
