"""the payments that count, and all that figures take from them, stand in one index"""

from alembic import op

revision = "0022"
down_revision = "0021"

BEFORE, AFTER = "ix_payments_project_id_paid_on", "ix_payments_counted"
COLUMNS = (
    "project_id", "paid_on", "state", "returned_on", "kind", "household_id", "person_id", "amount_fen",
    "household_size", "unit_id", "category", "batch_id",
)  # fmt: skip


def upgrade() -> None:
    op.drop_index(BEFORE, table_name="payments")
    op.create_index(AFTER, "payments", list(COLUMNS))


def downgrade() -> None:
    op.drop_index(AFTER, table_name="payments")
    op.create_index(BEFORE, "payments", ["project_id", "paid_on"])
