"""withdraw a mistaken session"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("activity_sessions", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.execute(
        "ALTER TABLE activity_sessions ADD COLUMN withdrawn_by INTEGER"
        " CONSTRAINT fk_activity_sessions_withdrawn_by_users REFERENCES users (id)"
    )
    op.add_column("activity_sessions", sa.Column("withdrawn_reason", sa.String(length=256)))
    op.create_index("ix_activity_sessions_withdrawn_by", "activity_sessions", ["withdrawn_by"])
    op.execute(
        "ALTER TABLE activity_sessions ADD CONSTRAINT ck_activity_sessions_withdrawn_has_a_reason"
        " CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE activity_sessions DROP CONSTRAINT ck_activity_sessions_withdrawn_has_a_reason")
    op.drop_index("ix_activity_sessions_withdrawn_by", table_name="activity_sessions")
    for column in ("withdrawn_reason", "withdrawn_by", "withdrawn_at"):
        op.execute(f"ALTER TABLE activity_sessions DROP COLUMN {column}")
