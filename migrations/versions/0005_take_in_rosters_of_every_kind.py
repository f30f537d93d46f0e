"""take in rosters of every kind"""

from alembic import op

revision = "0005"
down_revision = "0004"

RECORDS = {"model_worker_id": "model_workers", "listing_id": "group_listings"}
KINDS = "'households', 'model-workers', 'special-groups'"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE imports ADD COLUMN kind VARCHAR(32) NOT NULL DEFAULT 'households'"
        f" CONSTRAINT ck_imports_rosterkind CHECK (kind IN ({KINDS}))"
    )
    for column, table in RECORDS.items():
        op.execute(
            f"ALTER TABLE import_rows ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_import_rows_{column}_{table} REFERENCES {table} (id)"
        )
        op.create_index(f"ix_import_rows_{column}", "import_rows", [column])


def downgrade() -> None:
    for column in reversed(RECORDS):
        op.drop_index(f"ix_import_rows_{column}", table_name="import_rows")
        op.execute(f"ALTER TABLE import_rows DROP COLUMN {column}")
    op.execute("ALTER TABLE imports DROP COLUMN kind")
