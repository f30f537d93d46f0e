"""keep weights and what targets were printed as"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE indicators ADD COLUMN weight NUMERIC(5, 2)"
        " CONSTRAINT ck_indicators_weight_within_hundred CHECK (weight BETWEEN 0 AND 100)"
    )
    op.execute("ALTER TABLE indicators ADD COLUMN printed TEXT NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE indicators DROP COLUMN printed")
    op.execute("ALTER TABLE indicators DROP COLUMN weight")
