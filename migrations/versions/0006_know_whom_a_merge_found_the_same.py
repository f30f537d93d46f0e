"""know whom a merge found the same"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE people ADD COLUMN same_as_id INTEGER CONSTRAINT fk_people_same_as_id_people REFERENCES people (id)"
        " CONSTRAINT ck_people_same_as_another CHECK (same_as_id <> id)"
    )
    op.create_index("ix_people_same_as_id", "people", ["same_as_id"])


def downgrade() -> None:
    op.drop_index("ix_people_same_as_id", table_name="people")
    op.execute("ALTER TABLE people DROP COLUMN same_as_id")
