"""take in payments of past years"""

from alembic import op

revision = "0015"
down_revision = "0014"

KINDS = "'households', 'model-workers', 'special-groups'"
SETTLED = "state NOT IN ('paid', 'failed', 'returned', 'reversed') OR batch_id IS NOT NULL"
PAST = "history_import_id IS NULL OR (batch_id IS NULL AND voucher_no <> '' AND state IN ('paid', 'reversed'))"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE payments ADD COLUMN history_import_id INTEGER"
        " CONSTRAINT fk_payments_history_import_id_imports REFERENCES imports (id)"
    )
    op.execute("ALTER TABLE payments ADD COLUMN voucher_no VARCHAR(64) NOT NULL DEFAULT ''")
    op.create_index("ix_payments_history_import_id", "payments", ["history_import_id"])
    _check("payments", "settled_in_a_batch", f"{SETTLED} OR history_import_id IS NOT NULL")
    op.execute(f"ALTER TABLE payments ADD CONSTRAINT ck_payments_history_is_past CHECK ({PAST})")
    _check("imports", "rosterkind", f"kind IN ({KINDS}, 'payments')")
    op.execute(
        "ALTER TABLE import_rows ADD COLUMN payment_id INTEGER"
        " CONSTRAINT fk_import_rows_payment_id_payments REFERENCES payments (id)"
    )
    op.create_index("ix_import_rows_payment_id", "import_rows", ["payment_id"])


def downgrade() -> None:
    op.drop_index("ix_import_rows_payment_id", table_name="import_rows")
    op.execute("ALTER TABLE import_rows DROP COLUMN payment_id")
    _kind_with_its_own_check()
    op.execute("ALTER TABLE payments DROP CONSTRAINT ck_payments_history_is_past")
    _check("payments", "settled_in_a_batch", SETTLED)
    op.drop_index("ix_payments_history_import_id", table_name="payments")
    op.execute("ALTER TABLE payments DROP COLUMN voucher_no")
    op.execute("ALTER TABLE payments DROP COLUMN history_import_id")


def _check(table: str, name: str, rule: str) -> None:
    """The rule in place of the one of that name; no row moves, on SQLite (3.53) neither."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({rule})")


def _kind_with_its_own_check() -> None:
    """As 0005 made the column, and as SQLite can drop it: the rule stands at the column, not at the table."""
    op.execute("ALTER TABLE imports DROP CONSTRAINT ck_imports_rosterkind")
    op.execute(
        "ALTER TABLE imports ADD COLUMN old_kind VARCHAR(32) NOT NULL DEFAULT 'households'"
        f" CONSTRAINT ck_imports_rosterkind CHECK (old_kind IN ({KINDS}))"
    )
    op.execute("UPDATE imports SET old_kind = kind")
    op.execute("ALTER TABLE imports DROP COLUMN kind")
    op.execute("ALTER TABLE imports RENAME COLUMN old_kind TO kind")
