"""Remember the runs of the custom step in Workflow Builder until each has a request, or an error."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "step_run",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("is_in_sync", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
    )
    op.create_index("step_run_out_of_sync", "step_run", ["is_in_sync", "due_at"])
