"""keep what is typed until it is saved"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_form_drafts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_drafts")),
        sa.UniqueConstraint("uid", name=op.f("uq_form_drafts_uid")),
        sa.UniqueConstraint("user_id", "form", name=op.f("uq_form_drafts_user_id_form")),
    )
    op.create_index(op.f("ix_form_drafts_saved_at"), "form_drafts", ["saved_at"])


def downgrade() -> None:
    op.drop_table("form_drafts")
