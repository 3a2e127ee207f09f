"""The catalogue of services, drafts of forms, and how fresh connections are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("form", sa.String, primary_key=True),
        sa.Column("user", sa.String, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_index("ix_draft_user", "draft", ["user"])
    op.create_table(
        "connector_type",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "connector_config",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("read_at", sa.Float, nullable=False),
        sa.Column("config", sa.JSON, nullable=False),
    )
    op.create_table(
        "catalogue_download",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("services", sa.Integer, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
    )
    with op.batch_alter_table("connection") as table:
        table.add_column(sa.Column("setup_state", sa.String, nullable=False, server_default="connected"))
        table.add_column(sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("succeeded_at", sa.Float))
    op.create_index("ix_connection_service", "connection", ["service"])
    op.create_index("ix_request_service", "request", ["service"])


def downgrade() -> None:
    op.drop_index("ix_request_service", "request")
    op.drop_index("ix_connection_service", "connection")
    with op.batch_alter_table("connection") as table:
        for column in ("succeeded_at", "paused", "setup_state"):
            table.drop_column(column)
    for name in ("catalogue_download", "connector_config", "connector_type", "draft"):
        op.drop_table(name)
