"""make long lists in steps"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

KINDS = sa.Enum(
    *("households", "model-workers", "special-groups", "payments"),
    name="rosterkind", native_enum=False, create_constraint=True, length=32,
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.Column("in_full", sa.Boolean(), nullable=False),
        sa.Column("ids_packed", sa.LargeBinary(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_exports_created_by_users")),
        sa.ForeignKeyConstraint(["updated_by"], ["users.id"], name=op.f("fk_exports_updated_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_created_by"), "exports", ["created_by"])
    op.create_index(op.f("ix_exports_updated_by"), "exports", ["updated_by"])
    op.create_table(
        "export_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_parts_export_id_exports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_parts")),
        sa.UniqueConstraint("uid", name=op.f("uq_export_parts_uid")),
        sa.UniqueConstraint("export_id", "number", name=op.f("uq_export_parts_export_id_number")),
    )


def downgrade() -> None:
    op.drop_table("export_parts")
    op.drop_table("exports")
