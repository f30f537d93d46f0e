"""follow up grievances"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

OUTCOMES = ("solved", "explained", "referred", "not_possible", "unreached")


def _word(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "grievances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("state", _word("open", "closed", name="grievancestate"), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", _word(*OUTCOMES, name="grievanceoutcome"), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_grievances_closed_has_an_outcome")
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_grievances_closed_has_a_day")),
        sa.CheckConstraint(
            "(state = 'closed') = (note_sealed IS NOT NULL)", name=op.f("ck_grievances_closed_says_what_was_done")
        ),
        sa.CheckConstraint("due_on >= opened_on", name=op.f("ck_grievances_due_after_it_was_opened")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_grievances_created_by_users")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_grievances_owner_id_users")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["survey_responses.id"], name=op.f("fk_grievances_response_id_survey_responses")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_grievances_unit_id_units")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_grievances_updated_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grievances")),
        sa.UniqueConstraint("response_id", name=op.f("uq_grievances_response_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_grievances_uid")),
    )
    op.create_index("ix_grievances_unit_id_state_due_on", "grievances", ["unit_id", "state", "due_on"])
    for column in ("created_by", "owner_id", "updated_by"):
        op.create_index(f"ix_grievances_{column}", "grievances", [column])


def downgrade() -> None:
    op.drop_table("grievances")
