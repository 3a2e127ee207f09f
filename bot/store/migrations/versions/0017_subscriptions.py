"""Find subscribers by what they subscribed to, and unreachable ones: each notification read all preferences."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the table and the column, and fill them from the preferences."""
    subscription = op.create_table(
        "subscription",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("recipient_id", "key"),
    )
    op.create_index("ix_subscription_key", "subscription", ["key"])
    op.add_column("recipient", sa.Column("is_notice_due", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_recipient_is_notice_due", "recipient", ["is_notice_due"])
    recipient = sa.table(
        "recipient", sa.column("id", sa.String), sa.column("body", sa.JSON), sa.column("is_notice_due", sa.Boolean)
    )
    connection = op.get_bind()
    for name, body in connection.execute(sa.select(recipient.c.id, recipient.c.body)).all():
        stored = body.get("preferences") or {}
        keys = {f"{one['kind']}:{one.get('target', '')}" for one in stored.get("subscriptions") or ()}
        if keys:
            connection.execute(subscription.insert(), [{"recipient_id": name, "key": key} for key in sorted(keys)])
        if (unreachable := stored.get("unreachable")) and not unreachable.get("is_notified"):
            connection.execute(recipient.update().where(recipient.c.id == name).values(is_notice_due=True))
