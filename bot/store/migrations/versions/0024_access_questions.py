"""Keep the questions to owners of existing data, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "access_question",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("is_in_sync", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("requester", sa.String(), nullable=False),
        sa.Column("subject_key", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_index("access_question_out_of_sync", "access_question", ["is_in_sync", "due_at"])
    op.create_index("access_question_by_subject", "access_question", ["requester", "subject_key", "asked_at"])
    op.create_index("access_question_by_owner", "access_question", ["status", "owner", "asked_at"])
