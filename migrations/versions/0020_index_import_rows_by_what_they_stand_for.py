"""a staged row stands in the index of its own kind of record only"""

from alembic import op
from sqlalchemy import text

revision = "0020"
down_revision = "0019"

COLUMNS = ("household_id", "model_worker_id", "listing_id", "payment_id")


def upgrade() -> None:
    for column in COLUMNS:
        is_there = text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_import_rows_{column}", table_name="import_rows")
        op.create_index(
            f"ix_import_rows_{column}", "import_rows", [column], sqlite_where=is_there, postgresql_where=is_there
        )


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_import_rows_{column}", table_name="import_rows")
        op.create_index(f"ix_import_rows_{column}", "import_rows", [column])
