"""files due are counted by an index alone, unit by unit"""

from alembic import op

revision = "0021"
down_revision = "0020"

BEFORE = "ix_households_on_file_on_off_file_on"
AFTER = "ix_households_unit_id_on_file_on_off_file_on"


def upgrade() -> None:
    op.drop_index(BEFORE, table_name="households")
    op.create_index(AFTER, "households", ["unit_id", "on_file_on", "off_file_on"])


def downgrade() -> None:
    op.drop_index(AFTER, table_name="households")
    op.create_index(BEFORE, "households", ["on_file_on", "off_file_on"])
