"""Questions and their answers; all of a connection; when it was read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("connection", sa.Column("body", sa.JSON))
    op.add_column("announcement", sa.Column("found_at", sa.Float))
    op.create_index("ix_announcement_found_at", "announcement", ["found_at"])
    op.create_table(
        "round",
        sa.Column("group_id", sa.String, primary_key=True),
        sa.Column("looked_at", sa.Float, nullable=False),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("feedback", sa.String),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_question_asked_at", "question", ["asked_at"])
    op.create_table(
        "access",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.Float, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_access_is_settled", "access", ["is_settled"])


def downgrade() -> None:
    for table in ("access", "question", "round"):
        op.drop_table(table)
    op.drop_index("ix_announcement_found_at", "announcement")
    op.drop_column("announcement", "found_at")
    op.drop_column("connection", "body")
