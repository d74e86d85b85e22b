"""The vault: wrapped keys, sealed items, and an index that cannot be read without a key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LIVE = sa.text("wrapped IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "vault_keys",
        sa.Column("key_id", KEY, primary_key=True),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("document_class", KEY, nullable=False),
        sa.Column("compartment", sa.Text, nullable=False),
        sa.Column("master_id", KEY),
        sa.Column("wrapped", sa.LargeBinary),  # null: destroyed
        sa.CheckConstraint(
            "(wrapped IS NULL) = (master_id IS NULL)", name="vault_keys_wrapped"
        ),
    )
    # Whoever comes back after a destruction gets a new key.
    op.create_index(
        "vault_keys_live",
        "vault_keys",
        ["subject", "document_class"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "vault_items",
        sa.Column("item", KEY, primary_key=True),
        sa.Column("key_id", KEY, sa.ForeignKey("vault_keys.key_id"), nullable=False),
        sa.Column("field", KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("nonce", sa.LargeBinary(12), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("key_id", "field", "version", name="vault_items_version"),
    )
    op.create_table(
        "vault_index",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("key_id", KEY, sa.ForeignKey("vault_keys.key_id"), primary_key=True),
        sa.Column("master_id", KEY, nullable=False),
    )
    op.create_index("vault_index_key", "vault_index", ["key_id"])
