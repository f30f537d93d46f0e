"""find files of a state and category in order"""

from alembic import op

revision = "0017"
down_revision = "0016"
NAME = "ix_households_state_category_file_no_unit_id"


def upgrade() -> None:
    op.create_index(NAME, "households", ["state", "category", "file_no", "unit_id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="households")
