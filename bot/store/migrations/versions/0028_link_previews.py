"""Remember previews of links, to redact them when a request becomes confidential."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create the table and its indexes."""
    op.create_table(
        "link_preview",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("posted_at", sa.Float(), nullable=False),
    )
    op.create_index("ix_link_preview_request_id", "link_preview", ["request_id"])
    op.create_index("ix_link_preview_posted_at", "link_preview", ["posted_at"])
