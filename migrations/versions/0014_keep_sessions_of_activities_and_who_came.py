"""keep sessions of activities and who came

Who was examined, passed or only came was a number typed beside an activity; sessions and their lists now say it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "activity_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=128), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("examined", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("materials", sa.Integer(), nullable=False),
        sa.Column("given", sa.String(length=128), nullable=False),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "held_on IS NOT NULL OR (participants = 0 AND materials = 0 AND reach = 0)",
            name=op.f("ck_activity_sessions_counts_once_held"),
        ),
        sa.CheckConstraint(
            "passed <= examined AND examined <= participants", name=op.f("ck_activity_sessions_passed_within_examined")
        ),
        sa.CheckConstraint(
            "passed >= 0 AND materials >= 0 AND reach >= 0", name=op.f("ck_activity_sessions_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_sessions_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_activity_sessions_created_by_users")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_activity_sessions_updated_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_sessions")),
    )
    with op.batch_alter_table("activity_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_activity_sessions_activity_id_held_on", ["activity_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_sessions_created_by"), ["created_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_sessions_updated_by"), ["updated_by"], unique=False)

    op.create_table(
        "attendants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("workplace", sa.String(length=128), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("examined", sa.Boolean(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(present OR NOT examined) AND (examined OR NOT passed)", name=op.f("ck_attendants_passed_was_examined")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["activity_sessions.id"], name=op.f("fk_attendants_session_id_activity_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendants")),
        sa.UniqueConstraint("session_id", "id_number_index", name=op.f("uq_attendants_session_id_id_number_index")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_attendants_session_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_attendants_uid")),
    )
    op.create_table(
        "record_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("expense_id", sa.Integer(), nullable=True),
        sa.Column(
            "content",
            sa.Enum("pdf", "jpeg", "png", name="contentkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kept_by", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(activity_id IS NULL) <> (expense_id IS NULL)", name=op.f("ck_record_papers_belongs_to_one")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_record_papers_not_empty")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_record_papers_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["expense_id"], ["expenses.id"], name=op.f("fk_record_papers_expense_id_expenses")),
        sa.ForeignKeyConstraint(["kept_by"], ["users.id"], name=op.f("fk_record_papers_kept_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_papers")),
        sa.UniqueConstraint("activity_id", "content_index", name=op.f("uq_record_papers_activity_id_content_index")),
        sa.UniqueConstraint("expense_id", "content_index", name=op.f("uq_record_papers_expense_id_content_index")),
        sa.UniqueConstraint("uid", name=op.f("uq_record_papers_uid")),
    )
    with op.batch_alter_table("record_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_papers_kept_by"), ["kept_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_papers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_papers_kept_by"))

    op.drop_table("record_papers")
    op.drop_table("attendants")
    with op.batch_alter_table("activity_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_sessions_updated_by"))
        batch_op.drop_index(batch_op.f("ix_activity_sessions_created_by"))
        batch_op.drop_index("ix_activity_sessions_activity_id_held_on")

    op.drop_table("activity_sessions")
