"""The person who gets an answer is the viewer of the question: a field of the body has a new name."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BATCH = 500


def upgrade() -> None:
    """Rename the field in each row."""
    rows = sa.table("question", sa.column("id", sa.String), sa.column("body", sa.JSON))
    connection, last = op.get_bind(), ""
    while True:
        query = sa.select(rows.c.id, rows.c.body).where(rows.c.id > last).order_by(rows.c.id).limit(BATCH)
        found = connection.execute(query).all()
        for row_id, body in found:
            renamed = {"viewer_id" if name == "asker" else name: value for name, value in body.items()}
            connection.execute(rows.update().where(rows.c.id == row_id).values(body=renamed))
        if len(found) < BATCH:
            return
        last = found[-1][0]
