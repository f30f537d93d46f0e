"""find batches by their state and events by their act"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index("ix_batches_state", "batches", ["state"])
    op.create_index("ix_audit_events_action_seq", "audit_events", ["action", "seq"])


def downgrade() -> None:
    op.drop_index("ix_audit_events_action_seq", table_name="audit_events")
    op.drop_index("ix_batches_state", table_name="batches")
